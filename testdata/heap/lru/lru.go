// Package lru is what the program outside imports: its maps are not those of
// the packages that are asked for.
package lru

// A Cache holds keys.
type Cache[K comparable] struct {
	items map[K]*int
}

// New returns an empty cache.
func New[K comparable]() *Cache[K] { return &Cache[K]{items: make(map[K]*int)} }

// Add adds a key.
func (c *Cache[K]) Add(k K) { c.items[k] = nil }

// Give gives the map up.
func (c *Cache[K]) Give() { c.items = nil }

// Put counts a key in a map of the caller's.
func Put(m map[uint64]uint64, k uint64) { m[k]++ }
