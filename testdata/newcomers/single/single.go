// Package single has owners of which there is one.
package single

import (
	"sync"
	"time"
)

// cache is how one writes a small package-level cache.
var cache = struct {
	sync.Mutex
	m map[string]time.Time // want: reported: a field of a package-level variable
}{m: make(map[string]time.Time)}

type registry struct {
	mu    sync.Mutex
	names map[string]int // want: reported: the owner is a package-level pointer
	ends  map[string]int // want: silent: rebuilt from the names again and again
}

var std = newRegistry()

func newRegistry() *registry {
	return &registry{names: map[string]int{}, ends: map[string]int{}}
}

type session struct {
	tokens map[string]time.Time // want: reported: the instance is made once
}

var (
	instance *session
	once     sync.Once
)

// Instance returns the session of this process.
func Instance() *session {
	once.Do(func() {
		instance = &session{tokens: make(map[string]time.Time)}
		go instance.expire()
	})
	return instance
}

func (s *session) expire() {
	for range time.Tick(time.Minute) {
		for t, at := range s.tokens {
			if time.Since(at) > time.Hour {
				delete(s.tokens, t)
			}
		}
	}
}

func (s *session) Add(token string) { s.tokens[token] = time.Now() }

// table is made by the first caller.
var table = sync.OnceValue(func() *rows { return &rows{m: map[int]string{}} })

type rows struct {
	mu sync.Mutex
	m  map[int]string // want: reported: sync.OnceValue keeps the owner
}

func SetRow(i int, s string) {
	t := table()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[i] = s
}

func DropRows(from, to int) {
	t := table()
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := from; i < to; i++ {
		delete(t.m, i)
	}
}

func Touch(key string) {
	cache.Lock()
	defer cache.Unlock()
	cache.m[key] = time.Now()
}

func Expire(d time.Duration) {
	cache.Lock()
	defer cache.Unlock()
	for k, t := range cache.m {
		if time.Since(t) > d {
			delete(cache.m, k)
		}
	}
}

func Register(name string, end int) {
	std.mu.Lock()
	defer std.mu.Unlock()
	std.names[name] = end
	std.rebuild()
}

func (r *registry) rebuild() {
	r.ends = make(map[string]int, len(r.names))
	for n, e := range r.names {
		r.ends[n] = e
	}
}

func Unregister(names ...string) {
	std.mu.Lock()
	defer std.mu.Unlock()
	for _, n := range names {
		delete(std.names, n)
		delete(std.ends, n)
	}
	std.rebuild()
}
