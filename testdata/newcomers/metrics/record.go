package metrics

import (
	"fmt"
	"maps"
)

func (r *Registry) Add(name string, n int64) {
	r.mu.Lock()
	r.counters[name] += n
	r.mu.Unlock()
}

func (r *Registry) Set(name string, v float64) {
	r.mu.Lock()
	r.gauges[name] = v
	r.mu.Unlock()
}

func (r *Registry) Log(l Level) {
	r.mu.Lock()
	r.byLevel[l]++
	r.mu.Unlock()
}

func (r *Registry) Unique(id string) {
	r.mu.Lock()
	r.uniques[id] = true
	r.seen[fmt.Sprint("seen:", id)]++
	r.mu.Unlock()
}

// NewDay starts to count unique users from zero.
func (r *Registry) NewDay() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.uniques)
	for id, n := range r.seen {
		if n < 2 {
			delete(r.seen, id)
		}
	}
	r.seen = maps.Clone(r.seen)
}
