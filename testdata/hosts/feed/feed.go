// Package feed has maps that hand-written and generated code share.
package feed

import "time"

// A Feed has items that a generated file inserts.
type Feed struct {
	items   map[int64]time.Time
	decoded map[int64]time.Time // swept in the generated file only: no finding
}

// Expire drops the items before a time.
func (f *Feed) Expire(before time.Time) {
	for id, at := range f.items {
		if at.Before(before) {
			delete(f.items, id)
		}
	}
}
