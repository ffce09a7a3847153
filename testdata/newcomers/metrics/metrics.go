// Package metrics collects counters and writes them every ten seconds.
package metrics

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

type Level int

const (
	Debug Level = iota
	Info
	Error
)

type Registry struct {
	mu       sync.Mutex
	out      io.Writer
	counters map[string]int64   // want: reported: clear in a ticker loop
	gauges   map[string]float64 // want: silent: every flush replaces it
	byLevel  map[Level]int64    // want: silent: an enumeration
	uniques  map[string]bool    // want: low: emptied by clear, in no loop
	seen     map[string]int     // want: reported: rebuilt with maps.Clone, which keeps the room
}

func New(out io.Writer) *Registry {
	return &Registry{
		out:      out,
		counters: make(map[string]int64),
		gauges:   make(map[string]float64),
		byLevel:  make(map[Level]int64),
		uniques:  make(map[string]bool),
		seen:     make(map[string]int),
	}
}

func (r *Registry) Run(ctx context.Context) error {
	t := time.NewTicker(10 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			if err := r.flush(); err != nil {
				return err
			}
		case <-ctx.Done():
			return r.flush()
		}
	}
}

func (r *Registry) flush() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, n := range r.counters {
		if _, err := fmt.Fprintf(r.out, "%s %d\n", name, n); err != nil {
			return err
		}
	}
	clear(r.counters)
	for name, v := range r.gauges {
		fmt.Fprintf(r.out, "%s %g\n", name, v)
		delete(r.gauges, name)
	}
	r.gauges = make(map[string]float64)
	for l := range r.byLevel {
		delete(r.byLevel, l)
	}
	return nil
}
