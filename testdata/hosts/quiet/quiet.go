// Package quiet has no findings: its maps are replaced, or comments silence
// what would be said of them.
package quiet

import "time"

// Quiet has maps that are swept by time.
type Quiet struct {
	replaced map[int]time.Time
	//lint:ignore mapshrink there are never more than ten tenants
	tenants map[int]time.Time
	above   map[int]time.Time
	behind  map[int]time.Time
	whole   map[int]time.Time
	check   map[int]time.Time
}

// New returns empty maps.
func New() *Quiet {
	return &Quiet{
		make(map[int]time.Time), make(map[int]time.Time), make(map[int]time.Time),
		make(map[int]time.Time), make(map[int]time.Time), make(map[int]time.Time),
	}
}

// Add notes a time.
func (q *Quiet) Add(id int, at time.Time) {
	q.replaced[id], q.tenants[id], q.above[id] = at, at, at
	q.behind[id], q.whole[id], q.check[id] = at, at, at
}

// Expire drops what is before a time.
func (q *Quiet) Expire(before time.Time) {
	kept := make(map[int]time.Time)
	for id, at := range q.replaced {
		if at.Before(before) {
			delete(q.replaced, id)
		} else {
			kept[id] = at
		}
	}
	q.replaced = kept
	for id, at := range q.tenants {
		if at.Before(before) {
			delete(q.tenants, id)
		}
	}
	for id, at := range q.above {
		if at.Before(before) {
			//nolint:maplint // above the line
			delete(q.above, id)
		}
	}
	for id, at := range q.behind {
		if at.Before(before) {
			delete(q.behind, id) //nolint:maplint // on the line
		}
	}
	for id, at := range q.check {
		if at.Before(before) {
			delete(q.check, id) //lint:ignore mapshrink on the line
		}
	}
	q.expireWhole(before)
}

//nolint:maplint // all of the function
func (q *Quiet) expireWhole(before time.Time) {
	for id, at := range q.whole {
		if at.Before(before) {
			delete(q.whole, id)
		}
	}
}
