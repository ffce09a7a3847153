package fixes

import "fmt"

// Emptied by clear; the comments behind the statements stay in line.
type Batch struct {
	seen    map[string]bool
	pending int
}

func NewBatch() *Batch { return &Batch{seen: make(map[string]bool)} }

func (b *Batch) Add(id string) { b.seen[id] = true }

func (b *Batch) Run(rounds <-chan int) {
	for range rounds {
		b.pending = 0 // none
		clear(b.seen) // want `map Batch.seen never shrinks`
		b.pending++   // one
	}
}

// Emptied by a loop that does nothing else.
type ID struct{ a, b uint64 }

type set map[ID]struct{}

type Members struct{ ids set }

func NewMembers() *Members { return &Members{ids: set{}} }

func (m *Members) Join(id ID) { m.ids[id] = struct{}{} }

func (m *Members) Leave() {
	for id := range m.ids {
		// all of them
		delete(m.ids, id) // want `map Members.ids never shrinks`
	}
}

// Emptied by a loop that does something else too.
type Names struct{ names map[uint64]string }

func NewNames() *Names { return &Names{names: make(map[uint64]string)} }

func (n *Names) Name(id uint64, name string) { n.names[id] = name }

func (n *Names) Forget() {
	for id, name := range n.names {
		fmt.Println("forget", name)
		delete(n.names, id) // want `map Names.names never shrinks`
	}
}

// Through a local variable, which must stay in use.
func (c *Counts) Forget() {
	counts := c.counts
	for k := range counts {
		delete(counts, k) // want `map Counts.counts never shrinks`
	}
}

type Counts struct{ counts map[string]int }

func NewCounts() *Counts { return &Counts{counts: make(map[string]int)} }

func (c *Counts) Count(k string) { c.counts[k]++ }

// The range is over a local variable, which must stay in use.
type Mixed struct{ at map[string]int64 }

func NewMixed() *Mixed { return &Mixed{at: make(map[string]int64)} }

func (m *Mixed) Set(k string, at int64) { m.at[k] = at }

func (m *Mixed) Forget() {
	all := m.at
	for k := range all {
		delete(m.at, k) // want `map Mixed.at never shrinks`
	}
}

// A tag: an encoder can tell a nil map from an empty one, so nil stays.
type Stats struct {
	Errors map[string]int `json:"errors"`
	Names  map[string]int `json:"names"`
}

func NewStats() *Stats { return &Stats{Errors: make(map[string]int), Names: make(map[string]int)} }

func (s *Stats) Count(k string) {
	s.Errors[k]++
	s.Names[k]++
}

func (s *Stats) Forget() {
	for k := range s.Errors {
		delete(s.Errors, k) // want `map Stats.Errors never shrinks`
	}
	for k := range s.Names {
		fmt.Println("forget", k)
		delete(s.Names, k) // want `map Stats.Names never shrinks`
	}
}
