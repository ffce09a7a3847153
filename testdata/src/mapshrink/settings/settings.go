// Package settings has limits that stand in a configuration: rule unbounded.
package settings

import (
	"errors"
	"time"
)

var errFull = errors.New("full")

// Unbounded, near miss: the limit stands in a configuration that has a default.
type BerthConfig struct{ Most int }

func DefaultBerthConfig() BerthConfig { return BerthConfig{Most: 100} }

type Berths struct {
	rows   map[string]time.Time // verdict: silent unbounded (inserts keep it to 100 entries)
	config *BerthConfig
}

func NewBerths(c *BerthConfig) *Berths {
	return &Berths{rows: make(map[string]time.Time), config: c}
}

func (b *Berths) Add(k string) error {
	if len(b.rows) >= b.config.Most {
		return errFull
	}
	b.rows[k] = time.Now()
	return nil
}

func (b *Berths) Expire(cutoff time.Time) {
	for k, at := range b.rows {
		if at.Before(cutoff) {
			delete(b.rows, k)
		}
	}
}

// Unbounded: the default is a large number.
type PierConfig struct{ Most int }

func DefaultPierConfig() PierConfig { return PierConfig{Most: 1_000_000} }

type Piers struct {
	rows   map[string]time.Time // verdict: reported
	config *PierConfig
}

func NewPiers(c *PierConfig) *Piers {
	return &Piers{rows: make(map[string]time.Time), config: c}
}

func (p *Piers) Add(k string) error {
	if len(p.rows) >= p.config.Most {
		return errFull
	}
	p.rows[k] = time.Now()
	return nil
}

func (p *Piers) Expire(cutoff time.Time) {
	for k, at := range p.rows {
		if at.Before(cutoff) {
			delete(p.rows, k) // want `Piers\.rows`
		}
	}
}

// Unbounded: the configuration has no default in this package.
type QuayConfig struct{ Most int }

type Quays struct {
	rows   map[string]time.Time // verdict: low limit (it is kept to a limit that the program computes)
	config *QuayConfig
}

func NewQuays(c *QuayConfig) *Quays {
	return &Quays{rows: make(map[string]time.Time), config: c}
}

func (q *Quays) Add(k string) error {
	if len(q.rows) >= q.config.Most {
		return errFull
	}
	q.rows[k] = time.Now()
	return nil
}

func (q *Quays) Expire(cutoff time.Time) {
	for k, at := range q.rows {
		if at.Before(cutoff) {
			delete(q.rows, k) // want `Quays\.rows`
		}
	}
}

// Unbounded, near miss: a list that grows beside each insert has a limit with a
// default.
type Ferries struct {
	rows   map[string][]time.Time // verdict: silent unbounded (inserts keep it to 100 entries)
	all    []time.Time
	config *BerthConfig
}

func NewFerries(c *BerthConfig) *Ferries {
	return &Ferries{rows: make(map[string][]time.Time), config: c}
}

func (f *Ferries) Add(k string, at time.Time) bool {
	if len(f.all) >= f.config.Most {
		return false
	}
	f.all = append(f.all, at)
	f.rows[k] = append(f.rows[k], at)
	return true
}

func (f *Ferries) Expire(cutoff time.Time) {
	f.all = nil
	for k := range f.rows {
		f.rows[k] = f.rows[k][1:]
		if len(f.rows[k]) == 0 || f.rows[k][0].Before(cutoff) {
			delete(f.rows, k)
		}
	}
}

// Unbounded: what has the limit grows on another way than the inserts.
type Detours struct {
	rows   map[string]time.Time // verdict: low limit (it is kept to a limit that the program computes)
	taken  map[string]bool      // verdict: silent swept (nothing removes entries)
	config *BerthConfig
}

func NewDetours(c *BerthConfig) *Detours {
	return &Detours{rows: make(map[string]time.Time), taken: make(map[string]bool), config: c}
}

func (d *Detours) Go(list []string) {
	if len(d.taken) >= d.config.Most {
		return
	}
	for _, k := range list {
		if d.fails(k) {
			continue
		}
		d.taken[k] = true
	}
}

func (d *Detours) fails(k string) bool {
	if len(k) < 8 {
		d.rows[k] = time.Now()
		return true
	}
	return false
}

func (d *Detours) Expire(cutoff time.Time) {
	for k, at := range d.rows {
		if at.Before(cutoff) {
			delete(d.rows, k) // want `Detours\.rows`
		}
	}
}

// Unbounded, near miss: where it is filled, what makes room leaves early below the
// limit.
type Moles struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 500 entries)
}

func NewMoles() *Moles { return &Moles{rows: make(map[string]time.Time)} }

func (m *Moles) Add(k string) {
	m.makeRoom()
	m.rows[k] = time.Now()
}

func (m *Moles) makeRoom() {
	if len(m.rows) < 500 {
		return
	}
	for k, at := range m.rows {
		if time.Since(at) > time.Hour {
			delete(m.rows, k)
		}
	}
	for k := range m.rows {
		if len(m.rows) < 500 {
			return
		}
		delete(m.rows, k)
	}
}
