// Package a has the same names as package b.
package a

import "time"

type row struct{ at time.Time }

func (r row) close() {}

type Cache struct {
	items map[string]row // verdict: silent kept (another map, or nil, is stored)
	hook  dropper
}

type dropper interface{ drop(k string) }

func New() *Cache { return &Cache{items: make(map[string]row)} }

func (c *Cache) Add(k string, r row) { c.items[k] = r }

func (c *Cache) expire(now time.Time) {
	for k, r := range c.items {
		if r.at.Before(now) {
			delete(c.items, k)
		}
	}
}

func (c *Cache) Rotate(now time.Time) {
	c.expire(now)
	c.items = make(map[string]row)
}

func (c *Cache) DropAll(ks []string) {
	for _, k := range ks {
		c.hook.drop(k)
	}
}
