// Package mended has maps that are given up where they are swept, as a fix
// does it, in functions that run by hand.
package mended

type row struct{ at int64 }

// Purge is the only sweep, and gives the memory back itself.
type Mended struct {
	rows map[string]row // verdict: silent kept (another map, or nil, is stored)
}

func NewMended() *Mended { return &Mended{rows: make(map[string]row)} }

func (m *Mended) Put(id string, r row) { m.rows[id] = r }

func (m *Mended) Purge(now int64) {
	before := len(m.rows)
	for k, r := range m.rows {
		if r.at < now {
			delete(m.rows, k)
		}
	}
	if gone := before - len(m.rows); gone >= 1000 && gone > len(m.rows) {
		kept := make(map[string]row, len(m.rows))
		for k, r := range m.rows {
			kept[k] = r
		}
		m.rows = kept
	}
}

// Purge gives the memory back where it sweeps, which replaces the map.
type Half struct {
	rows map[string]row // verdict: silent kept (another map, or nil, is stored)
}

func NewHalf() *Half { return &Half{rows: make(map[string]row)} }

func (h *Half) Put(id string, r row) { h.rows[id] = r }

func (h *Half) Purge() {
	for k := range h.rows {
		delete(h.rows, k)
	}
	h.rows = make(map[string]row)
}

func (h *Half) Expire(now int64) {
	for k, r := range h.rows {
		if r.at < now {
			delete(h.rows, k)
		}
	}
}
