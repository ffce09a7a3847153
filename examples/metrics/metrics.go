// Package metrics counts the requests to each path, and prints and clears the
// counts once a minute. One minute in which somebody asks for a million paths
// makes the map large for good: maplint reports Metrics.counts.
package metrics

import (
	"log"
	"net/http"
	"sync"
	"time"
)

// Metrics counts requests by path.
type Metrics struct {
	mu     sync.Mutex
	counts map[string]int
}

// Count counts one request.
func (m *Metrics) Count(path string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counts[path]++
}

// Run prints the counts and clears them, once a minute.
func (m *Metrics) Run() {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for range ticker.C {
		m.mu.Lock()
		for path, n := range m.counts {
			log.Printf("%s: %d requests", path, n)
		}
		clear(m.counts)
		m.mu.Unlock()
	}
}

// Serve serves until that fails.
func Serve() error {
	m := &Metrics{counts: make(map[string]int)}
	go m.Run()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		m.Count(r.URL.Path)
	})
	return http.ListenAndServe("localhost:8080", nil)
}
