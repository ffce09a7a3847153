// Package limiter counts the requests of each client. It deletes idle clients
// as the sessions example deletes sessions, but then gives the map's memory
// back: maplint is silent, and says why.
//
//	go run ./cmd/maplint why Limiter.clients ./examples/limiter
//	go test -v ./examples/limiter
package limiter

import (
	"maps"
	"sync"
	"time"
)

type client struct {
	requests int
	last     time.Time
}

// A Limiter has the clients that have sent a request recently.
type Limiter struct {
	mu      sync.Mutex
	clients map[string]client
}

// NewLimiter returns a limiter that knows no client.
func NewLimiter() *Limiter {
	return &Limiter{clients: make(map[string]client)}
}

// Allow reports whether a client may send one more request.
func (l *Limiter) Allow(addr string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.clients[addr]
	c.requests++
	c.last = now
	l.clients[addr] = c
	return c.requests <= 100
}

// Forget deletes the clients that have been idle since a time. When more
// went than stayed, and enough of them to be worth a copy, it moves the rest
// into a map of their size: the deletes have paid for that.
func (l *Limiter) Forget(since time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := len(l.clients)
	for addr, c := range l.clients {
		if c.last.Before(since) {
			delete(l.clients, addr)
		}
	}
	if gone := before - len(l.clients); gone >= 1000 && gone > len(l.clients) {
		kept := make(map[string]client, len(l.clients))
		maps.Copy(kept, l.clients)
		l.clients = kept
	}
}
