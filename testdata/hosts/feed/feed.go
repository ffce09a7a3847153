// Package feed has maps that hand-written and generated code share.
package feed

import "time"

// A Feed has items that a generated file inserts.
type Feed struct {
	items   map[int64]item
	decoded map[int64]item // swept in the generated file only: no finding
}

// Expire drops the items before a time.
func (f *Feed) Expire(before time.Time) {
	for id, it := range f.items {
		if it.at.Before(before) {
			delete(f.items, id)
		}
	}
}

type item struct{ at time.Time }
