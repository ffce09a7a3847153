// Package quota has a map that is emptied as a whole: a likely finding.
package quota

import (
	"sync"
	"time"
)

// A Quota counts the calls of each client.
type Quota struct {
	mu    sync.Mutex
	calls map[string]int
}

// New returns a quota that begins anew at each tick.
func New(ticks <-chan time.Time) *Quota {
	q := &Quota{calls: make(map[string]int)}
	go q.run(ticks)
	return q
}

func (q *Quota) run(ticks <-chan time.Time) {
	for range ticks {
		q.mu.Lock()
		clear(q.calls)
		q.mu.Unlock()
	}
}

// Allow counts a call.
func (q *Quota) Allow(client string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.calls[client]++
	return q.calls[client] <= 100
}
