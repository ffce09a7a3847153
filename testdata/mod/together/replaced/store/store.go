// Package store sweeps maps that another package replaces, or does not.
package store

import "time"

type Row struct{ At time.Time }

type Cache struct {
	Replaced map[string]Row // verdict: silent kept (another map, or nil, is stored)
	Pointer  map[string]Row // verdict: silent kept (another map, or nil, is stored)
	Aliased  map[string]Row // verdict: silent kept (another map, or nil, is stored)
	Reset    map[string]Row // verdict: silent kept (another map, or nil, is stored)
	Lazy     map[string]Row // verdict: reported
	Made     map[string]Row // verdict: reported
	Tested   map[string]Row // verdict: reported
	Read     map[string]Row // verdict: reported
}

func (c *Cache) Add(k string, r Row) {
	c.Replaced[k] = r
	c.Pointer[k] = r
	c.Aliased[k] = r
	c.Reset[k] = r
	c.Lazy[k] = r
	c.Made[k] = r
	c.Tested[k] = r
	c.Read[k] = r
}

func (c *Cache) Expire(now time.Time) {
	for k, r := range c.Replaced {
		if r.At.Before(now) {
			delete(c.Replaced, k) // want `Cache.Replaced never shrinks`
		}
	}
	for k, r := range c.Pointer {
		if r.At.Before(now) {
			delete(c.Pointer, k) // want `Cache.Pointer never shrinks`
		}
	}
	for k, r := range c.Aliased {
		if r.At.Before(now) {
			delete(c.Aliased, k) // want `Cache.Aliased never shrinks`
		}
	}
	for k, r := range c.Reset {
		if r.At.Before(now) {
			delete(c.Reset, k) // want `Cache.Reset never shrinks`
		}
	}
	for k, r := range c.Lazy {
		if r.At.Before(now) {
			delete(c.Lazy, k) /* report: map Cache.Lazy never shrinks */ // want `Cache.Lazy never shrinks`
		}
	}
	for k, r := range c.Made {
		if r.At.Before(now) {
			delete(c.Made, k) /* report: map Cache.Made never shrinks */ // want `Cache.Made never shrinks`
		}
	}
	for k, r := range c.Tested {
		if r.At.Before(now) {
			delete(c.Tested, k) /* report: map Cache.Tested never shrinks */ // want `Cache.Tested never shrinks`
		}
	}
	for k, r := range c.Read {
		if r.At.Before(now) {
			delete(c.Read, k) /* report: map Cache.Read never shrinks */ // want `Cache.Read never shrinks`
		}
	}
}

// Whole is overwritten as a whole by its pointer.
type Whole struct {
	rows map[string]Row // verdict: silent kept (another map, or nil, is stored)
}

func (w *Whole) Add(k string, r Row) { w.rows[k] = r }

func (w *Whole) Expire(now time.Time) {
	for k, r := range w.rows {
		if r.At.Before(now) {
			delete(w.rows, k) // want `Whole.rows never shrinks`
		}
	}
}

// Held is overwritten in a variable.
type Held struct {
	Rows map[string]Row // verdict: silent kept (its owner is dropped)
}

var Default Held

func Add(k string, r Row) { Default.Rows[k] = r }

func Expire(now time.Time) {
	for k, r := range Default.Rows {
		if r.At.Before(now) {
			delete(Default.Rows, k) // want `Held.Rows never shrinks`
		}
	}
}

// Value is made by value, once for each use.
type Value struct {
	rows map[string]Row // verdict: reported
}

func NewValue() Value { return Value{rows: make(map[string]Row)} }

func (v *Value) Add(k string, r Row) { v.rows[k] = r }

func (v *Value) Expire(now time.Time) {
	for k, r := range v.rows {
		if r.At.Before(now) {
			delete(v.rows, k) /* report: map Value.rows never shrinks */ // want `Value.rows never shrinks`
		}
	}
}

// Again is like Value, and the variable gets another one.
type Again struct {
	rows map[string]Row // verdict: silent kept (another map, or nil, is stored)
}

func NewAgain() Again { return Again{rows: make(map[string]Row)} }

func (v *Again) Add(k string, r Row) { v.rows[k] = r }

func (v *Again) Expire(now time.Time) {
	for k, r := range v.rows {
		if r.At.Before(now) {
			delete(v.rows, k) // want `Again.rows never shrinks`
		}
	}
}

// Table is a variable that is assigned.
var Table = map[string]Row{} // verdict: silent kept (another map, or nil, is stored)

// Kept is a variable that is not.
var Kept = map[string]Row{} // verdict: reported

func Put(k string, r Row) {
	Table[k] = r
	Kept[k] = r
}

func Trim(now time.Time) {
	for k, r := range Table {
		if r.At.Before(now) {
			delete(Table, k) // want `map Table never shrinks`
		}
	}
	for k, r := range Kept {
		if r.At.Before(now) {
			delete(Kept, k) /* report: map Kept never shrinks */ // want `map Kept never shrinks`
		}
	}
}

// Manual is replaced by an operation that only an operator asks for.
type Manual struct {
	Rows map[string]Row // verdict: reported
}

func (m *Manual) Add(k string, r Row) { m.Rows[k] = r }

func (m *Manual) Expire(now time.Time) {
	for k, r := range m.Rows {
		if r.At.Before(now) {
			delete(m.Rows, k) /* report: map Manual.Rows never shrinks: entries are deleted in a loop and the map is replaced only by app.Admin.Reset, */ // want `Manual.Rows never shrinks`
		}
	}
}
