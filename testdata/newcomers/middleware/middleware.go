// Package middleware watches requests.
package middleware

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"sync"
	"time"
)

type Watcher struct {
	mu      sync.Mutex
	started map[*http.Request]time.Time // want: reported: a request is no resource of the map
	labels  map[context.Context]string  // want: reported: neither is a context
	byPath  map[string]int              // want: silent: handlers delete one entry for each request
}

func NewWatcher() *Watcher {
	w := &Watcher{
		started: map[*http.Request]time.Time{},
		labels:  map[context.Context]string{},
		byPath:  map[string]int{},
	}
	go w.watch()
	return w
}

func (w *Watcher) watch() {
	for now := range time.Tick(time.Second) {
		w.mu.Lock()
		for r, t := range w.started {
			if now.Sub(t) > time.Minute {
				log.Printf("%s %s is slow", r.Method, r.URL)
				delete(w.started, r)
			}
		}
		for ctx := range w.labels {
			if ctx.Err() != nil {
				delete(w.labels, ctx)
			}
		}
		w.mu.Unlock()
	}
}

func (w *Watcher) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.started[r] = time.Now()
		w.labels[r.Context()] = r.URL.Path
		w.byPath[r.URL.Path]++
		w.mu.Unlock()
		defer func() {
			w.mu.Lock()
			if w.byPath[r.URL.Path]--; w.byPath[r.URL.Path] == 0 {
				delete(w.byPath, r.URL.Path)
			}
			w.mu.Unlock()
		}()
		next.ServeHTTP(rw, r)
	})
}

// Names answers with each name of the query once.
func Names(w http.ResponseWriter, r *http.Request) {
	left := make(map[string]bool) // want: silent: local to one request
	for _, n := range r.URL.Query()["name"] {
		left[n] = true
	}
	for _, n := range r.URL.Query()["not"] {
		delete(left, n)
	}
	json.NewEncoder(w).Encode(left)
}

type basket struct {
	goods map[string]int // want: silent: a basket lives as long as one request
}

func (b *basket) add(name string, n int) {
	if b.goods == nil {
		b.goods = make(map[string]int)
	}
	b.goods[name] += n
}

func (b *basket) dropEmpty() {
	for name, n := range b.goods {
		if n <= 0 {
			delete(b.goods, name)
		}
	}
}

// Checkout sums up a basket.
func Checkout(w http.ResponseWriter, r *http.Request) {
	var orders []struct {
		Name  string
		Count int
	}
	if err := json.NewDecoder(r.Body).Decode(&orders); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var b basket
	for _, o := range orders {
		b.add(o.Name, o.Count)
	}
	b.dropEmpty()
	json.NewEncoder(w).Encode(b.goods)
}
