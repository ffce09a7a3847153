// A field of a generic type; a range deletes what is old.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

type entry[V any] struct {
	value V
	at    time.Duration
}

type Cache[V any] struct {
	entries map[string]entry[V]
}

func NewCache[V any]() *Cache[V] {
	return &Cache[V]{entries: make(map[string]entry[V])}
}

func (c *Cache[V]) Put(key string, value V, at time.Duration) {
	c.entries[key] = entry[V]{value, at}
}

func (c *Cache[V]) Get(key string) (V, bool) {
	e, ok := c.entries[key]
	return e.value, ok
}

func (c *Cache[V]) Expire(before time.Duration) {
	for key, e := range c.entries {
		if e.at < before {
			delete(c.entries, key)
		}
	}
}

var cache = NewCache[int]()

func main() {
	live.Main(live.Program{
		Put:   func(i int) { cache.Put(fmt.Sprint(i), i, time.Duration(i)) },
		Sweep: func(n int) { cache.Expire(time.Duration(n - n/100)) },
		Result: func() string {
			sum := 0
			for _, e := range cache.entries {
				sum += e.value
			}
			_, ok := cache.Get("7")
			return fmt.Sprint(len(cache.entries), sum, ok)
		},
	})
}
