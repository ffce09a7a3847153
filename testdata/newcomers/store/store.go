// Package store hides its stores behind an interface.
package store

import (
	"errors"
	"sync"
	"time"
)

type Store interface {
	Put(key string, value []byte)
	Get(key string) ([]byte, error)
	DeleteAll(keys ...string)
}

var ErrNotFound = errors.New("not found")

type memory struct {
	sync.RWMutex
	m map[string][]byte // want: reported: handed out as a Store
}

func NewMemory() Store { return &memory{m: make(map[string][]byte)} }

func (s *memory) Put(key string, value []byte) {
	s.Lock()
	s.m[key] = value
	s.Unlock()
}

func (s *memory) Get(key string) ([]byte, error) {
	s.RLock()
	defer s.RUnlock()
	if v, ok := s.m[key]; ok {
		return v, nil
	}
	return nil, ErrNotFound
}

func (s *memory) DeleteAll(keys ...string) {
	s.Lock()
	defer s.Unlock()
	for _, k := range keys {
		delete(s.m, k)
	}
}

// timed is a memory with times.
type timed struct {
	memory
	mu    sync.Mutex
	times map[string]time.Time // want: reported: handed out as a Store, embeds another
}

// Open returns a store and its error.
func Open(kind string) (Store, error) {
	switch kind {
	case "memory":
		return NewMemory(), nil
	case "timed":
		t := &timed{times: map[string]time.Time{}}
		t.m = map[string][]byte{}
		go t.expire()
		return t, nil
	}
	return nil, errors.New("store: unknown kind " + kind)
}

func (t *timed) Put(key string, value []byte) {
	t.memory.Put(key, value)
	t.mu.Lock()
	t.times[key] = time.Now()
	t.mu.Unlock()
}

func (t *timed) expire() {
	for range time.Tick(time.Minute) {
		t.mu.Lock()
		for k, at := range t.times {
			if time.Since(at) > time.Hour {
				t.memory.DeleteAll(k)
				delete(t.times, k)
			}
		}
		t.mu.Unlock()
	}
}

// overlay is used by one call only.
type overlay struct {
	left map[string]bool // want: silent: never leaves Diff
}

func (o *overlay) Put(key string, _ []byte)       { o.left[key] = true }
func (o *overlay) Get(key string) ([]byte, error) { return nil, ErrNotFound }
func (o *overlay) DeleteAll(keys ...string) {
	for _, k := range keys {
		delete(o.left, k)
	}
}

func fill(s Store, keys []string) {
	for _, k := range keys {
		s.Put(k, nil)
	}
}

// Diff returns how many of a are not in b.
func Diff(a, b []string) int {
	o := &overlay{left: make(map[string]bool)}
	fill(o, a)
	o.DeleteAll(b...)
	return len(o.left)
}
