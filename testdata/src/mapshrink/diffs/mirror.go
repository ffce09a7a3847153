package diffs

import (
	"slices"
	"time"
)

type Target struct{ Name, Addr string }

type mirrored struct {
	addr  string
	round int
}

// Mirror, case: the wanted set is a slice.
type Members struct {
	joined map[string]time.Time // verdict: low mirror (it mirrors another collection)
}

func NewMembers() *Members { return &Members{joined: make(map[string]time.Time)} }

func (m *Members) Set(names []string) {
	for _, n := range names {
		if _, ok := m.joined[n]; !ok {
			m.joined[n] = time.Now()
		}
	}
	for n := range m.joined {
		if !slices.Contains(names, n) {
			delete(m.joined, n) // want `Members\.joined`
		}
	}
}

// Mirror, case: the wanted set is a list of arguments.
type Features struct {
	on map[string]time.Time // verdict: low mirror (it mirrors another collection)
}

func NewFeatures() *Features { return &Features{on: make(map[string]time.Time)} }

func (m *Features) Set(names ...string) {
	for n := range m.on {
		if !slices.Contains(names, n) {
			delete(m.on, n) // want `Features\.on`
		}
	}
	for _, n := range names {
		m.on[n] = time.Now()
	}
}

// Mirror, case: two methods that the same update calls; the set has a method
// that tells what it contains.
type nameList []string

func (l nameList) has(name string) bool {
	for _, n := range l {
		if n == name {
			return true
		}
	}
	return false
}

type Shards struct {
	at map[string]time.Time // verdict: low mirror (it mirrors another collection)
}

func NewShards() *Shards { return &Shards{at: make(map[string]time.Time)} }

func (s *Shards) Update(names []string) {
	s.add(names)
	s.dropMissing(names)
}

func (s *Shards) add(names []string) {
	for _, n := range names {
		s.at[n] = time.Now()
	}
}

func (s *Shards) dropMissing(names nameList) {
	for n := range s.at {
		if !names.has(n) {
			delete(s.at, n) // want `Shards\.at`
		}
	}
}

// Mirror, case: the same, with a round that is less than this one.
// Known limit: the verdict below is not what a reader would say.
type Pool2 struct {
	round int
	by    map[string]*mirrored // verdict: reported
}

func NewPool2() *Pool2 { return &Pool2{by: make(map[string]*mirrored)} }

func (p *Pool2) Reload(config []Target) {
	p.round++
	for _, c := range config {
		p.by[c.Name] = &mirrored{c.Addr, p.round}
	}
	for n, m := range p.by {
		if m.round < p.round {
			delete(p.by, n) // want `Pool2\.by`
		}
	}
}

// Mirror, case: a difference of two lists is computed first.
type Peers struct {
	known map[string]time.Time // verdict: low mirror (it mirrors another collection)
}

func NewPeers() *Peers { return &Peers{known: make(map[string]time.Time)} }

func (p *Peers) Replace(old, now []string) {
	for _, n := range old {
		if !slices.Contains(now, n) {
			delete(p.known, n) // want `Peers\.known`
		}
	}
	for _, n := range now {
		if !slices.Contains(old, n) {
			p.known[n] = time.Now()
		}
	}
}
