// The same as expired in a module that says go 1.20: it has no package maps.
package main

import (
	"fmt"
	"sync"
	"time"

	"heapproof/live"
)

type Cache struct {
	mu    sync.Mutex
	items map[uint64]time.Duration // when each was used last
}

func NewCache() *Cache { return &Cache{items: make(map[uint64]time.Duration)} }

func (c *Cache) Touch(key uint64, now time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[key] = now
}

// Expire drops the items that were not used since the given time.
func (c *Cache) Expire(since time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, used := range c.items {
		if used < since {
			delete(c.items, key)
		}
	}
}

// Stats returns the number of items, and the sum of their times.
func (c *Cache) Stats() (n int, sum time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, used := range c.items {
		sum += used
	}
	return len(c.items), sum
}

var cache = NewCache()

func main() {
	live.Main(live.Program{
		Put:    func(i int) { cache.Touch(uint64(i), time.Duration(i)) },
		Sweep:  func(n int) { cache.Expire(time.Duration(n - n/100)) },
		Result: func() string { return fmt.Sprint(cache.Stats()) },
	})
}
