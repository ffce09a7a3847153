package budgets

import (
	"time"
)

// Unbounded, near miss: it deletes as many as there are too many.
type Cache4 struct {
	rows map[string]time.Time // verdict: silent unbounded (sweeps only trim it to a limit, so that it stays as large as it was)
	most int
}

func NewCache4() *Cache4 {
	return &Cache4{rows: make(map[string]time.Time)}
}

func (c *Cache4) Add(k string) { c.rows[k] = time.Now() }

func (c *Cache4) Trim() {
	excess := len(c.rows) - c.most
	for k := range c.rows {
		if excess <= 0 {
			return
		}
		delete(c.rows, k)
		excess--
	}
}

// Unbounded, case: a number that the insert counts up is no size: entries far
// behind it go.
type Lagging struct {
	rows map[string]int // verdict: reported
	tick int
}

func NewLagging() *Lagging { return &Lagging{rows: make(map[string]int)} }

func (l *Lagging) Add(k string) {
	l.tick++
	l.rows[k] = l.tick
}

func (l *Lagging) Prune() {
	for k, tick := range l.rows {
		if l.tick > tick+1000 {
			delete(l.rows, k) // want `Lagging\.rows`
		}
	}
}
