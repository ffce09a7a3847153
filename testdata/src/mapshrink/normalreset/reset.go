// Package reset has cases whose verdict is wrong today.
package normalreset

// A change of leader.
type Elected struct {
	leases map[string]int64 // verdict: reported
}

func NewElected() *Elected { return &Elected{make(map[string]int64)} }

func (e *Elected) Grant(k string, until int64) { e.leases[k] = until }
func (e *Elected) Expire(now int64) {
	for k, until := range e.leases {
		if until < now {
			delete(e.leases, k) // want `map Elected.leases never shrinks: entries are deleted in a loop and the map is replaced only by Elected.BecomeLeader,`
		}
	}
}

func (e *Elected) BecomeLeader() { e.leases = make(map[string]int64) }

// Near miss: the sweep itself calls the reset when nothing is left.
type Hollow struct {
	items map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewHollow() *Hollow { return &Hollow{make(map[string]int64)} }

func (h *Hollow) Add(k string, at int64) { h.items[k] = at }
func (h *Hollow) Expire(before int64) {
	for k, at := range h.items {
		if at < before {
			delete(h.items, k)
		}
	}
	if len(h.items) == 0 {
		h.reset()
	}
}

func (h *Hollow) reset() { h.items = make(map[string]int64) }
