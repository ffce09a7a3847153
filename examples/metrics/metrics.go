// Command metrics counts the requests to each path, and prints and clears the
// counts once a minute. One minute in which somebody asks for a million paths
// makes the map large for good: maplint reports Metrics.counts.
package main

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

func main() {
	m := &Metrics{counts: make(map[string]int)}
	go m.Run()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		m.Count(r.URL.Path)
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
