// Package quota has a map that is emptied as a whole: a finding.
package quota

import (
	"sync"
	"time"
)

// A Quota counts the calls of each client.
type Quota struct {
	mu    sync.Mutex
	calls map[string]int
	until time.Time // when the calls are forgotten
}

// New returns a quota that begins anew each hour.
func New(ticks <-chan time.Time) *Quota {
	q := &Quota{calls: make(map[string]int)}
	go q.run(ticks)
	return q
}

func (q *Quota) run(ticks <-chan time.Time) {
	for now := range ticks {
		q.mu.Lock()
		if now.After(q.until) {
			clear(q.calls)
			q.until = now.Add(time.Hour)
		}
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
