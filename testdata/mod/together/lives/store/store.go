// Package store makes owners that it does not keep.
package store

import "time"

type Row struct{ At time.Time }

// table is made and dropped here; b has one in a variable.
type Table struct {
	Rows map[string]Row // verdict: reported
}

// Scratch is like Table, and nobody keeps one.
type Scratch struct {
	Rows map[string]Row // verdict: silent long-lived (never leaves the function that makes it)
}

func (t *Table) Expire(now time.Time) {
	for k, r := range t.Rows {
		if r.At.Before(now) {
			delete(t.Rows, k) // report: map Table.Rows never shrinks
		}
	}
}

func (s *Scratch) Expire(now time.Time) {
	for k, r := range s.Rows {
		if r.At.Before(now) {
			delete(s.Rows, k)
		}
	}
}

func (t *Table) Add(k string, r Row)   { t.Rows[k] = r }
func (s *Scratch) Add(k string, r Row) { s.Rows[k] = r }

func Count(rows []Row, now time.Time) int {
	t := &Table{Rows: make(map[string]Row)}
	s := &Scratch{Rows: make(map[string]Row)}
	for _, r := range rows {
		t.Add(r.At.String(), r)
		s.Add(r.At.String(), r)
	}
	t.Expire(now)
	s.Expire(now)
	return len(t.Rows) + len(s.Rows)
}
