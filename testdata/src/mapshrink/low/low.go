package low

import (
	"net"
	"time"
)

// Reported: nothing tells how many entries there are.
type stamp struct{ done bool }

type Flags struct {
	next uint64
	rows map[uint64]*stamp // verdict: reported
}

func NewFlags() *Flags { return &Flags{rows: make(map[uint64]*stamp)} }

func (c *Flags) Submit() {
	c.next++
	c.rows[c.next] = &stamp{}
}

func (c *Flags) Sweep() {
	for k, e := range c.rows {
		if e.done {
			delete(c.rows, k) // want `map Flags\.rows never shrinks`
		}
	}
}

// Resource: entries hold live resources.
type Conns struct {
	by   map[string]net.Conn  // verdict: low resource (its entries hold live resources (net.Conn))
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewConns() *Conns {
	return &Conns{by: make(map[string]net.Conn), used: make(map[string]time.Time)}
}

func (x *Conns) Add(k string, c net.Conn) { x.by[k], x.used[k] = c, time.Now() }

func (x *Conns) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Conns\.by`
		}
	}
}

// Mirror: it mirrors a given set.
type Names struct {
	on map[string]bool // verdict: low mirror (it mirrors another collection)
}

func NewNames() *Names { return &Names{on: make(map[string]bool)} }

func (n *Names) Sync(want map[string]bool) {
	for k := range n.on {
		if !want[k] {
			delete(n.on, k) // want `Names\.on`
		}
	}
	for k := range want {
		n.on[k] = true
	}
}

// With low confidence findings of default confidence are reported as well,
// and silent verdicts are not.
type Both struct {
	at   map[string]visit   // verdict: reported
	kind map[bool]time.Time // verdict: silent unbounded (its keys have 2 values at most)
}

type visit struct{ at time.Time }

func NewBoth() *Both { return &Both{at: map[string]visit{}, kind: map[bool]time.Time{}} }

func (b *Both) Note(k string) { b.at[k], b.kind[k == ""] = visit{time.Now()}, time.Now() }

func (b *Both) Expire(cutoff time.Time) {
	for k, v := range b.at {
		if v.at.Before(cutoff) {
			delete(b.at, k) // want `Both\.at`
		}
	}
	for k, at := range b.kind {
		if at.Before(cutoff) {
			delete(b.kind, k)
		}
	}
}
