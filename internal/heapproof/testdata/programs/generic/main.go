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

type Cache[K comparable, V any] struct {
	entries map[K]entry[V]
}

func NewCache[K comparable, V any]() *Cache[K, V] {
	return &Cache[K, V]{entries: make(map[K]entry[V])}
}

func (c *Cache[K, V]) Put(key K, value V, at time.Duration) {
	c.entries[key] = entry[V]{value, at}
}

func (c *Cache[K, V]) Get(key K) (V, bool) {
	e, ok := c.entries[key]
	return e.value, ok
}

func (c *Cache[K, V]) Expire(before time.Duration) {
	for key, e := range c.entries {
		if e.at < before {
			delete(c.entries, key)
		}
	}
}

var cache = NewCache[string, int]()

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
