package nosweeps

import "testing"

// This is no test file, since tests of other packages use it.

// Swept, near miss: a function that gets a running test.
type Registry struct {
	rows map[string]int64 // verdict: silent swept (nothing removes entries)
}

func NewRegistry() *Registry { return &Registry{rows: make(map[string]int64)} }

func (r *Registry) Add(k string, at int64) { r.rows[k] = at }

func (r *Registry) Empty(t *testing.T) {
	t.Helper()
	for k := range r.rows {
		t.Log(k)
		delete(r.rows, k)
	}
}

// Swept, near miss: such a function has the loop.
type Singles struct {
	rows map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewSingles() *Singles { return &Singles{rows: make(map[string]int64)} }

func (s *Singles) Add(k string, at int64) { s.rows[k] = at }

func (s *Singles) Remove(k string) { delete(s.rows, k) }

func RemoveAll(t *testing.T, s *Singles, keys ...string) {
	t.Helper()
	for _, k := range keys {
		s.Remove(k)
	}
}

// Swept, near miss: a method of what has a running test.
type Bench struct {
	b    *testing.B
	rows *Benched
}

type Benched struct {
	rows map[string]int64 // verdict: silent swept (nothing removes entries)
}

func NewBenched() *Benched { return &Benched{rows: make(map[string]int64)} }

func (b *Benched) Add(k string, at int64) { b.rows[k] = at }

func (b *Bench) Empty() {
	for k := range b.rows.rows {
		b.b.Log(k)
		delete(b.rows.rows, k)
	}
}

// Swept, case: a function beside those that gets none.
type Listing struct {
	rows map[string]int64 // verdict: reported
}

func NewListing() *Listing { return &Listing{rows: make(map[string]int64)} }

func (l *Listing) Add(k string, at int64) { l.rows[k] = at }

func (l *Listing) Empty() {
	for k := range l.rows {
		println(k)
		delete(l.rows, k) // want `Listing\.rows`
	}
}

// Grows, near miss: a function that gets a running test inserts.
type Filled struct {
	rows map[string]int64 // verdict: silent grows (nothing inserts in this package)
}

func NewFilled() *Filled { return &Filled{rows: make(map[string]int64)} }

func (f *Filled) Fill(t testing.TB, keys ...string) {
	t.Helper()
	for _, k := range keys {
		f.rows[k] = 1
	}
}

func (f *Filled) Drop(before int64) {
	for k, at := range f.rows {
		if at < before {
			delete(f.rows, k)
		}
	}
}

// Kept, case: only a function that gets a running test replaces.
type Replaced struct {
	rows map[string]int64 // verdict: reported
}

func NewReplaced() *Replaced { return &Replaced{rows: make(map[string]int64)} }

func (r *Replaced) Add(k string, at int64) { r.rows[k] = at }

func (r *Replaced) Again(t *testing.T) {
	t.Helper()
	r.rows = make(map[string]int64)
}

func (r *Replaced) Drop(before int64) {
	for k, at := range r.rows {
		if at < before {
			delete(r.rows, k) // want `Replaced\.rows`
		}
	}
}
