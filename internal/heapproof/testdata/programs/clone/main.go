// A range deletes what is old, and maps.Clone copies what stayed: that gives
// the memory back up to Go 1.24, and no longer.
package main

import (
	"fmt"
	"maps"
	"time"

	"heapproof/live"
)

type Cache struct {
	items map[uint64]time.Duration
}

func NewCache() *Cache { return &Cache{items: make(map[uint64]time.Duration)} }

func (c *Cache) Touch(key uint64, now time.Duration) { c.items[key] = now }

func (c *Cache) Expire(since time.Duration) {
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
		Put:    func(i int) { cache.Touch(uint64(i), time.Duration(i)) },
		Sweep:  func(n int) { cache.Expire(time.Duration(n - n/100)) },
		Result: func() string { return fmt.Sprint(len(cache.items), cache.items[7]) },
	})
}
