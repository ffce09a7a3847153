// Package dedupe drops messages that were seen before.
package dedupe

import (
	"sync"
	"time"
)

type Deduper struct {
	mu    sync.Mutex
	seen  map[string]time.Time // want: reported: old ids are deleted in a loop
	calls int
	keep  time.Duration
}

func New(keep time.Duration) *Deduper { return &Deduper{keep: keep} }

// Seen reports whether id came before.
func (d *Deduper) Seen(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.seen == nil {
		d.seen = make(map[string]time.Time)
	}
	now := time.Now()
	if d.calls++; d.calls%1000 == 0 {
		for old, t := range d.seen {
			if now.Sub(t) > d.keep {
				delete(d.seen, old)
			}
		}
	}
	if _, ok := d.seen[id]; ok {
		return true
	}
	d.seen[id] = now
	return false
}

// Generations keeps ids for one to two periods.
type Generations struct {
	mu        sync.Mutex
	cur, prev map[string]struct{} // want: silent: rotated between generations
}

func NewGenerations(period time.Duration) *Generations {
	g := &Generations{cur: map[string]struct{}{}, prev: map[string]struct{}{}}
	go func() {
		for range time.Tick(period) {
			g.mu.Lock()
			g.cur, g.prev = g.prev, g.cur
			clear(g.cur)
			g.mu.Unlock()
		}
	}()
	return g
}

func (g *Generations) Seen(id string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.prev[id]; ok {
		return true
	}
	_, ok := g.cur[id]
	g.cur[id] = struct{}{}
	return ok
}

// Capped forgets everything when it has seen too many ids.
type Capped struct {
	mu   sync.Mutex
	seen map[uint64]bool // want: silent: replaced when it is large
}

func NewCapped() *Capped { return &Capped{seen: make(map[uint64]bool)} }

func (c *Capped) Seen(id uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.seen) > 100_000 {
		c.seen = make(map[uint64]bool)
	}
	if c.seen[id] {
		return true
	}
	c.seen[id] = true
	return false
}

func (c *Capped) Forget(ids []uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		delete(c.seen, id)
	}
}

// Period knows the ids of the last hour.
type Period struct {
	mu    sync.Mutex
	state periodState
}

type periodState struct {
	begun time.Time
	ids   map[string]int // want: silent: the ticker overwrites the whole owner
}

func (s *periodState) begin(now time.Time) {
	*s = periodState{begun: now, ids: make(map[string]int)}
}

func NewPeriod() *Period {
	p := new(Period)
	p.state.begin(time.Now())
	go func() {
		for now := range time.Tick(time.Hour) {
			p.mu.Lock()
			p.state.begin(now)
			p.mu.Unlock()
		}
	}()
	return p
}

func (p *Period) Count(id string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.ids[id]++
	return p.state.ids[id]
}

func (p *Period) Forget(ids ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		delete(p.state.ids, id)
	}
}
