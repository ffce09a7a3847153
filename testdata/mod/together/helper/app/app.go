package app

import (
	"time"

	"example.test/together/helper/util"
)

type Row = util.Row

type Cache struct {
	plain    map[string]Row // verdict: reported
	generic  map[string]Row // verdict: reported
	deep     map[string]Row // verdict: reported
	oneByOne map[string]Row // verdict: reported
	single   map[string]Row // verdict: silent swept (entries are removed, but not in a loop that the packages show)
	method   util.Rows      // verdict: reported
	filled   map[string]Row // verdict: reported
	never    map[string]Row // verdict: silent grows (nothing inserts in these packages)
	reset    map[string]Row // verdict: silent kept (another map, or nil, is stored)
	rebuilt  map[string]Row // verdict: silent swept (nothing removes entries)
	both     map[string]Row // verdict: silent kept (another map, or nil, is stored)
	filtered map[string]Row // verdict: reported
	walked   map[string]Row // verdict: reported
	ranged   map[string]Row // verdict: reported
}

func New() *Cache { return new(Cache) }

func (c *Cache) Add(k string, r Row) {
	c.plain[k] = r
	c.generic[k] = r
	c.deep[k] = r
	c.oneByOne[k] = r
	c.method[k] = r
	util.Put(c.filled, k, r)
	c.filtered[k] = r
}

func (c *Cache) Expire(now time.Time) {
	util.Prune(c.plain, now)                                               // report: map Cache.plain never shrinks
	util.PruneAny(c.generic, func(r Row) bool { return r.At.Before(now) }) // report: map Cache.generic never shrinks
	c.deeply(c.deep, now)
	for k, r := range c.oneByOne {
		if r.At.Before(now) {
			util.Drop(c.oneByOne, k) // report: map Cache.oneByOne never shrinks
		}
	}
	c.method.Prune(now)       // report: map Cache.method never shrinks
	util.Prune(c.filled, now) // report: map Cache.filled never shrinks
	util.Prune(c.never, now)
	util.Prune(c.reset, now)
	util.Reset(&c.reset)
	c.rebuilt = util.Rebuilt(c.rebuilt, now)
	util.Prune(c.both, now)
	c.both = util.Rebuilt(c.both, now)
	c.filtered = util.Filtered(c.filtered, now) // report: map Cache.filtered never shrinks
}

func (c *Cache) deeply(m map[string]Row, now time.Time) {
	util.PruneDeep(m, now) // report: map Cache.deep never shrinks
}

func (c *Cache) AddSingle(k string, r Row)  { c.single[k] = r }
func (c *Cache) AddReset(k string, r Row)   { c.reset[k] = r }
func (c *Cache) AddRebuilt(k string, r Row) { c.rebuilt[k] = r }
func (c *Cache) AddBoth(k string, r Row)    { c.both[k] = r }

func (c *Cache) Walk(rows []Row, now time.Time) {
	util.Walk(rows, func(r Row) {
		if r.At.Before(now) {
			delete(c.walked, r.At.String()) // report: map Cache.walked never shrinks
		}
	})
	for r := range util.Each(rows) {
		if r.At.Before(now) {
			delete(c.ranged, r.At.String()) /* report: map Cache.ranged never shrinks */ // want `Cache.ranged never shrinks`
		}
	}
}

func (c *Cache) AddWalked(r Row) { c.walked[r.At.String()] = r }
func (c *Cache) AddRanged(r Row) { c.ranged[r.At.String()] = r }

func (c *Cache) Drop(k string) { util.Drop(c.single, k) }
