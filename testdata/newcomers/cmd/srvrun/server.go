package main

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

type upload struct {
	Name    string
	Size    int64
	started time.Time
}

type Server struct {
	http.Server

	mu      sync.Mutex
	uploads map[string]*upload // want: reported: main runs the server
	errors  map[string]int     // want: silent: replaced every minute
}

func NewServer(addr string) *Server {
	s := &Server{uploads: make(map[string]*upload), errors: make(map[string]int)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{name}", s.start)
	mux.HandleFunc("GET /", s.list)
	s.Addr, s.Handler = addr, mux
	return s
}

func (s *Server) Run() error {
	go s.housekeeping()
	return s.ListenAndServe()
}

func (s *Server) start(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := r.PathValue("name")
	if _, ok := s.uploads[name]; ok {
		s.errors[name]++
		http.Error(w, "exists", http.StatusConflict)
		return
	}
	s.uploads[name] = &upload{name, r.ContentLength, time.Now()}
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	json.NewEncoder(w).Encode(s.uploads)
}

func (s *Server) housekeeping() {
	for range time.Tick(time.Minute) {
		s.mu.Lock()
		for name, u := range s.uploads {
			if time.Since(u.started) > time.Hour {
				delete(s.uploads, name)
				delete(s.errors, name)
			}
		}
		s.errors = make(map[string]int)
		s.mu.Unlock()
	}
}
