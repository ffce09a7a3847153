// A range deletes what is old, and maps.Clone copies what stayed: that gives
// the memory back up to Go 1.24, and no longer.
package main

import (
	"fmt"
	"maps"

	"heapproof/live"
)

type Cache struct {
	items map[uint64]uint64
}

func NewCache() *Cache { return &Cache{items: make(map[uint64]uint64)} }

func (c *Cache) Touch(key, now uint64) { c.items[key] = now }

func (c *Cache) Expire(since uint64) {
	for key, used := range c.items {
		if used < since {
			delete(c.items, key)
		}
	}
	c.items = maps.Clone(c.items)
}

var cache = NewCache()

func main() {
	live.Main(live.Program{
		Put:    func(i int) { cache.Touch(uint64(i), uint64(i)) },
		Sweep:  func(n int) { cache.Expire(uint64(n - n/100)) },
		Result: func() string { return fmt.Sprint(len(cache.items), cache.items[7]) },
	})
}
