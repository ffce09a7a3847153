// Command dispatch hands requests to backends, and forgets dead ones.
package main

import (
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"
)

type balancer interface {
	http.Handler
	Pick(host string) *url.URL
}

type sticky struct {
	sync.Mutex
	choice map[string]*url.URL // want: reported: main keeps it as a balancer
	chosen map[string]int      // want: silent: at most 1000 entries
	all    []*url.URL
}

func newBalancer(all ...*url.URL) balancer {
	s := &sticky{choice: make(map[string]*url.URL), chosen: make(map[string]int), all: all}
	go s.watch()
	return s
}

func (s *sticky) Pick(host string) *url.URL {
	s.Lock()
	defer s.Unlock()
	u, ok := s.choice[host]
	if !ok {
		u = s.all[len(host)%len(s.all)]
		s.choice[host] = u
	}
	if len(s.chosen) < 1000 {
		s.chosen[host]++
	}
	return u
}

func (s *sticky) watch() {
	for {
		time.Sleep(10 * time.Second)
		for _, u := range s.all {
			resp, err := http.Get(u.String())
			if err == nil {
				resp.Body.Close()
				continue
			}
			s.Lock()
			for host, c := range s.choice {
				if c == u {
					delete(s.choice, host)
					delete(s.chosen, host)
				}
			}
			s.Unlock()
		}
	}
}

func (s *sticky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	httputil.NewSingleHostReverseProxy(s.Pick(r.Host)).ServeHTTP(w, r)
}

func main() {
	a, _ := url.Parse("http://localhost:9001")
	b, _ := url.Parse("http://localhost:9002")
	srv := &http.Server{Addr: ":9000", Handler: newBalancer(a, b)}
	log.Fatal(srv.ListenAndServe())
}
