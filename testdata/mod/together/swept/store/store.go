// Package store has maps that other packages sweep and fill.
package store

import "time"

type Row struct{ At time.Time }

type Cache struct {
	Items  map[string]Row            // verdict: reported
	Once   map[string]Row            // verdict: silent swept (entries are removed, but not in a loop that the packages show)
	Filled map[string]Row            // verdict: reported
	Nested map[string]map[string]Row // verdict: silent swept (nothing removes entries); reported
	Marked map[string]Row            //nolint:mapshrink // verdict: reported
	There  map[string]Row            // verdict: reported
	Gen    map[string]Row            // verdict: silent swept (the removals stand in generated files)
	own    map[string]Row            // verdict: reported
	called map[string]Row            // verdict: silent swept (entries are removed, but not in a loop that the packages show)
}

// Generic is one owner for all its instances.
type Generic[K comparable] struct {
	Items map[K]Row // verdict: reported
	Other map[K]Row // verdict: reported
}

func NewGeneric[K comparable]() *Generic[K] { return new(Generic[K]) }

func (g *Generic[K]) Add(k K, r Row) { g.Items[k] = r }
func (g *Generic[K]) Put(k K, r Row) { g.Other[k] = r }

var Table = make(map[string]Row) // verdict: reported

func New() *Cache { return new(Cache) }

func (c *Cache) Add(k string, r Row) {
	c.Items[k] = r
	c.Nested[k][k] = r
	c.Marked[k] = r
	c.There[k] = r
	c.Gen[k] = r
	Table[k] = r
}

func (c *Cache) AddOnce(k string, r Row) { c.Once[k] = r }
func (c *Cache) AddOwn(k string, r Row)  { c.own[k] = r }

// Forget is called in a loop, but only by another package.
func (c *Cache) Forget(k string) { delete(c.called, k) }

func (c *Cache) AddCalled(k string, r Row) { c.called[k] = r }

func (c *Cache) Expire(now time.Time) {
	for k, r := range c.own {
		if r.At.Before(now) {
			delete(c.own, k) /* report: map Cache.own never shrinks */ // want `Cache.own never shrinks`
		}
	}
}
