// Package idem remembers the answers to requests.
package idem

import (
	"sync"
	"time"
)

type Answer struct {
	Code int
	Body []byte
}

type Memory struct {
	mu      sync.Mutex
	answers map[string]Answer    // want: silent: a timer deletes one entry for each request
	locks   map[string]time.Time // want: silent: the loop leaves after its first removal
	old     map[string]bool      // want: silent: each round starts a goroutine that deletes one
}

func New() *Memory {
	return &Memory{
		answers: map[string]Answer{},
		locks:   map[string]time.Time{},
		old:     map[string]bool{},
	}
}

func (m *Memory) Put(key string, a Answer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers[key] = a
	m.locks[key] = time.Now()
	m.old[key] = true
	time.AfterFunc(time.Hour, func() {
		m.mu.Lock()
		delete(m.answers, key)
		m.mu.Unlock()
	})
}

// StealOne takes one lock that is old.
func (m *Memory) StealOne() (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, t := range m.locks {
		if time.Since(t) > time.Minute {
			delete(m.locks, k)
			return k, true
		}
	}
	return "", false
}

func (m *Memory) Retire(keys []string) {
	for _, k := range keys {
		go m.retire(k)
	}
}

func (m *Memory) retire(key string) {
	time.Sleep(time.Second)
	m.mu.Lock()
	delete(m.old, key)
	m.mu.Unlock()
}
