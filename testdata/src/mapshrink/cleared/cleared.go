// Package cleared has maps that are emptied by clear: default where a loop in
// view does so, low where none is.
package cleared

import "time"

// Metrics are flushed by a ticker: the loop is in view.
type Metrics struct {
	counts map[string]int // verdict: reported
}

func NewMetrics() *Metrics {
	m := &Metrics{counts: make(map[string]int)}
	go m.run()
	return m
}

func (m *Metrics) run() {
	for range time.Tick(time.Minute) {
		clear(m.counts) // want `the map is cleared in a loop and never replaced`
	}
}

func (m *Metrics) Add(name string) { m.counts[name]++ }

// Index has a Flush that others may call in a loop.
type Index struct {
	terms map[string][]int // verdict: low cleared (no loop that clears it is in view)
}

func NewIndex() *Index { return &Index{terms: make(map[string][]int)} }

func (x *Index) Add(term string, doc int) { x.terms[term] = append(x.terms[term], doc) }

func (x *Index) Flush() {
	clear(x.terms) // want `the map is cleared and never replaced.*; low confidence: no loop that clears it is in view`
}

// Closed is cleared during shutdown only: a near miss.
type Closed struct {
	rows map[string]int // verdict: silent not scratch (it is emptied only during shutdown)
}

func NewClosed() *Closed { return &Closed{rows: make(map[string]int)} }

func (c *Closed) Put(k string) { c.rows[k] = 1 }

func (c *Closed) Close() { clear(c.rows) }

// Filled is cleared and filled again in one call: a near miss.
type Filled struct {
	rows map[string]int // verdict: silent not scratch (it is emptied and refilled in the same round)
}

func NewFilled() *Filled { return &Filled{rows: make(map[string]int)} }

func (f *Filled) Load(keys []string) {
	clear(f.rows)
	for i, k := range keys {
		f.rows[k] = i
	}
}

// Reset is given another map where it is cleared by hand: a near miss.
type Reset struct {
	rows map[string]int // verdict: silent kept (another map, or nil, is stored)
}

func NewReset() *Reset { return &Reset{rows: make(map[string]int)} }

func (r *Reset) Put(k string) { r.rows[k] = 1 }

func (r *Reset) Clear() {
	clear(r.rows)
	r.rows = make(map[string]int)
}
