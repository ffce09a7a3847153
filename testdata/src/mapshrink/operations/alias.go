// Package operations has each way in which code operates on a map that a
// holder keeps.
package operations

import "maps"

// A local alias.
type Rows struct {
	rows map[string]int64 // verdict: reported
}

func NewRows() *Rows { return &Rows{rows: make(map[string]int64)} }

func (r *Rows) Put(k string, at int64) {
	rows := r.rows
	rows[k] = at
}

func (r *Rows) Expire(before int64) {
	rows := r.rows
	for k, at := range rows {
		if at < before {
			delete(rows, k) // want `map Rows.rows never shrinks`
		}
	}
}

// Near miss: the local map is a copy, and only the copy is swept.
type Board struct {
	scores map[string]int64 // verdict: silent swept (nothing removes entries)
}

func NewBoard() *Board { return &Board{scores: make(map[string]int64)} }

func (b *Board) Score(player string, n int64) { b.scores[player] = n }

func (b *Board) Top(least int64) int {
	top := maps.Clone(b.scores)
	for p, n := range top {
		if n < least {
			delete(top, p)
		}
	}
	return len(top)
}

// A phi node: the alias is one of two maps.
type Tiers struct {
	hot  map[string]int64 // verdict: reported
	cold map[string]int64 // verdict: reported
}

func NewTiers() *Tiers {
	return &Tiers{hot: make(map[string]int64), cold: make(map[string]int64)}
}

func (t *Tiers) Put(k string, at int64, cold bool) {
	m := t.hot
	if cold {
		m = t.cold
	}
	m[k] = at
}

func (t *Tiers) Expire(before int64, cold bool) {
	m := t.hot
	if cold {
		m = t.cold
	}
	for k, at := range m {
		if at < before {
			delete(m, k) // want `map Tiers.hot never shrinks` `map Tiers.cold never shrinks`
		}
	}
}

// An alias that a closure captured and that is assigned more than once.
type Marks struct {
	left, right map[string]int64 // verdict: reported; reported
}

func NewMarks() *Marks {
	return &Marks{left: make(map[string]int64), right: make(map[string]int64)}
}

func (m *Marks) Set(k string, at int64) {
	m.left[k] = at
	m.right[k] = at
}

func (m *Marks) Expire(before int64) {
	cur := m.left
	sweep := func() {
		for k, at := range cur {
			if at < before {
				delete(cur, k) // want `map Marks.left never shrinks` `map Marks.right never shrinks`
			}
		}
	}
	sweep()
	cur = m.right
	sweep()
}

// A getter returns the map.
type Vault struct {
	secrets map[string]int64 // verdict: reported
}

func NewVault() *Vault { return &Vault{secrets: make(map[string]int64)} }

func (v *Vault) all() map[string]int64 { return v.secrets }

func (v *Vault) Store(name string, until int64) { v.all()[name] = until }

func (v *Vault) Expire(now int64) {
	for name, until := range v.all() {
		if until < now {
			delete(v.all(), name) // want `map Vault.secrets never shrinks`
		}
	}
}
