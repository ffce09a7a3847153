// Package resets has maps that something replaces once in a while.
package resets

import (
	"sync"
	"time"
)

type Feature struct {
	mu      sync.Mutex
	enabled bool
	hits    map[string]time.Time // want: reported: replaced only when the feature is switched off
}

func (f *Feature) Init() {
	f.enabled = true
	f.hits = make(map[string]time.Time)
}

func (f *Feature) SetEnabled(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.enabled = on
	if !on {
		f.hits = nil
	} else if f.hits == nil {
		f.hits = map[string]time.Time{}
	}
}

func (f *Feature) Hit(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.enabled {
		f.hits[key] = time.Now()
	}
}

func (f *Feature) Expire() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for k, t := range f.hits {
		if time.Since(t) > time.Hour {
			delete(f.hits, k)
		}
	}
}

// Books are open orders.
type Books struct {
	open   map[int64]float64 // want: reported: only the constructor calls reset
	sold   map[int64]int     // want: reported: nothing calls wipe
	closed map[int64]float64 // want: reported: EvictOrders makes a new map only when it deletes nothing
	stale  map[int64]int     // want: low: replaced only when the sweep left nothing
	gone   map[int64]bool    // want: silent: Tick replaces it after the sweep of every key
	sums   map[int64]int     // want: silent: Drain hands the old one out
	peaks  map[int64]float64 // want: reported: handling a command replaces it
}

func NewBooks() *Books {
	b := &Books{}
	b.reset()
	b.sold = make(map[int64]int)
	b.closed = make(map[int64]float64)
	b.stale = make(map[int64]int)
	b.gone = make(map[int64]bool)
	b.sums = make(map[int64]int)
	b.peaks = make(map[int64]float64)
	return b
}

func (b *Books) reset() { b.open = make(map[int64]float64) }

func (b *Books) wipe() { b.sold = make(map[int64]int) }

func (b *Books) Add(id int64, price float64) {
	b.open[id] = price
	b.stale[id]++
	b.sums[id]++
	b.sold[id]++
	b.peaks[id] = max(b.peaks[id], price)
}

func (b *Books) Close(ids ...int64) {
	for _, id := range ids {
		b.closed[id] = b.open[id]
		delete(b.open, id)
		delete(b.peaks, id)
		delete(b.sold, id)
		b.gone[id] = true
	}
}

// EvictOrders forgets orders: all of them when it is given none.
func (b *Books) EvictOrders(ids ...int64) {
	if len(ids) == 0 {
		b.closed = make(map[int64]float64)
		return
	}
	for _, id := range ids {
		delete(b.closed, id)
	}
}

func (b *Books) Tick(n int) {
	for id, c := range b.stale {
		if c < n {
			delete(b.stale, id)
		}
	}
	if len(b.stale) == 0 {
		b.stale = make(map[int64]int)
	}
	for id := range b.gone {
		delete(b.gone, id)
	}
	b.gone = make(map[int64]bool)
	for id, c := range b.sums {
		if c == 0 {
			delete(b.sums, id)
		}
	}
}

func (b *Books) Drain() map[int64]int {
	out := b.sums
	b.sums = make(map[int64]int)
	return out
}

type command int

const (
	stop command = iota
	forgetPeaks
)

func (b *Books) Run(cmds <-chan command) {
	for {
		switch <-cmds {
		case stop:
			return
		case forgetPeaks:
			b.peaks = make(map[int64]float64)
		}
	}
}
