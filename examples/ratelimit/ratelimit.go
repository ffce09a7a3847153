// Package ratelimit allows each address ten requests a second. A goroutine
// deletes the addresses that have been idle. After an attack from a million
// addresses the map stays as large as during it: maplint reports
// Limiter.visitors.
package ratelimit

import (
	"net"
	"net/http"
	"sync"
	"time"
)

type visitor struct {
	tokens   float64
	lastSeen time.Time
}

// A Limiter limits requests by address.
type Limiter struct {
	mu       sync.Mutex
	visitors map[string]*visitor
}

// NewLimiter returns a limiter and starts its cleanup.
func NewLimiter() *Limiter {
	l := &Limiter{visitors: make(map[string]*visitor)}
	go l.cleanup()
	return l
}

// Allow reports whether an address may send one more request.
func (l *Limiter) Allow(addr string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	v, ok := l.visitors[addr]
	if !ok {
		v = &visitor{tokens: 10}
		l.visitors[addr] = v
	} else {
		v.tokens = min(10, v.tokens+10*now.Sub(v.lastSeen).Seconds())
	}
	v.lastSeen = now
	if v.tokens < 1 {
		return false
	}
	v.tokens--
	return true
}

// cleanup deletes the visitors that have been idle for three minutes.
func (l *Limiter) cleanup() {
	for {
		time.Sleep(time.Minute)
		l.mu.Lock()
		for addr, v := range l.visitors {
			if time.Since(v.lastSeen) > 3*time.Minute {
				delete(l.visitors, addr)
			}
		}
		l.mu.Unlock()
	}
}

// Serve serves until that fails.
func Serve() error {
	limiter := NewLimiter()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		addr, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if !limiter.Allow(addr) {
			http.Error(w, "too many requests", http.StatusTooManyRequests)
			return
		}
		_, _ = w.Write([]byte("hello\n"))
	})
	return http.ListenAndServe("localhost:8080", nil)
}
