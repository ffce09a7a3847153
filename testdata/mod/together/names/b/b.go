package b

import (
	"time"

	"example.test/together/names/a"
)

type row struct{ at time.Time }

type Cache struct {
	a.Cache
	items map[string]row // verdict: reported
	drops map[string]row // verdict: silent swept (entries are removed, but not in a loop that the packages show)
}

type dropper interface{ drop(k string) }

func New() *Cache { return &Cache{items: make(map[string]row)} }

func (c *Cache) Add(k string, r row) { c.items[k] = r }

func (c *Cache) AddDrop(k string, r row) { c.drops[k] = r }

func (c *Cache) expire(now time.Time) {
	for k, r := range c.items {
		if r.at.Before(now) {
			delete(c.items, k) /* report: map Cache.items never shrinks */ // want `Cache.items never shrinks`
		}
	}
}

// drop is not the method that a's interface asks for.
func (c *Cache) drop(k string) { delete(c.drops, k) }

func Run(c *Cache, now time.Time) {
	for {
		c.expire(now)
		c.Rotate(now)
	}
}
