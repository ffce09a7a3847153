// Package quiet has no findings: its maps are replaced, or comments silence
// what would be said of them.
package quiet

import "time"

// Quiet has maps that are swept by time.
type Quiet struct {
	replaced map[int]mark
	//lint:ignore mapshrink there are never more than ten tenants
	tenants map[int]mark
	above   map[int]mark
	behind  map[int]mark
	whole   map[int]mark
	check   map[int]mark
}

// New returns empty maps.
func New() *Quiet {
	return &Quiet{
		make(map[int]mark), make(map[int]mark), make(map[int]mark),
		make(map[int]mark), make(map[int]mark), make(map[int]mark),
	}
}

// Add notes a time.
func (q *Quiet) Add(id int, at time.Time) {
	q.replaced[id], q.tenants[id], q.above[id] = mark{at}, mark{at}, mark{at}
	q.behind[id], q.whole[id], q.check[id] = mark{at}, mark{at}, mark{at}
}

// Expire drops what is before a time.
func (q *Quiet) Expire(before time.Time) {
	kept := make(map[int]mark)
	for id, m := range q.replaced {
		if m.at.Before(before) {
			delete(q.replaced, id)
		} else {
			kept[id] = m
		}
	}
	q.replaced = kept
	for id, m := range q.tenants {
		if m.at.Before(before) {
			delete(q.tenants, id)
		}
	}
	for id, m := range q.above {
		if m.at.Before(before) {
			//nolint:maplint // above the line
			delete(q.above, id)
		}
	}
	for id, m := range q.behind {
		if m.at.Before(before) {
			delete(q.behind, id) //nolint:maplint // on the line
		}
	}
	for id, m := range q.check {
		if m.at.Before(before) {
			delete(q.check, id) //lint:ignore mapshrink on the line
		}
	}
	q.expireWhole(before)
}

//nolint:maplint // all of the function
func (q *Quiet) expireWhole(before time.Time) {
	for id, m := range q.whole {
		if m.at.Before(before) {
			delete(q.whole, id)
		}
	}
}

type mark struct{ at time.Time }
