// Command waitgroup has workers that never stop.
package main

import (
	"log"
	"sync"
	"time"

	"example.test/newcomers/source"
)

type state struct {
	mu      sync.Mutex
	claimed map[string]time.Time // want: reported: main waits for workers that never end
}

func (s *state) claim(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.claimed[id]; ok {
		return false
	}
	s.claimed[id] = time.Now()
	return true
}

func (s *state) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, t := range s.claimed {
		if time.Since(t) > time.Minute {
			delete(s.claimed, id)
		}
	}
}

func worker(n int, s *state, wg *sync.WaitGroup) {
	defer wg.Done()
	for {
		if id := source.Next(); s.claim(id) {
			log.Printf("worker %d: %s", n, id)
		}
		s.release()
	}
}

func main() {
	s := &state{claimed: make(map[string]time.Time)}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go worker(i, s, &wg)
	}
	wg.Wait()
}
