// Generic has two instances of a generic type, whose maps are one holder.
package main

import "example.com/heap/internal/heap"

type cache[K comparable, V any] struct {
	items map[K]V
}

func newCache[K comparable, V any]() *cache[K, V] {
	return &cache[K, V]{items: make(map[K]V)}
}

func (c *cache[K, V]) put(k K, v V) { c.items[k] = v }

func (c *cache[K, V]) remove(k K) { delete(c.items, k) }

type row struct{ a, b, c uint64 }

var (
	numbers = newCache[uint64, uint32]()
	rows    = newCache[row, *row]()
)

func main() {
	heap.Run(func(n int) {
		for i := 0; i < n; i++ {
			numbers.put(uint64(i), 1)
			rows.put(row{a: uint64(i)}, nil)
		}
		for i := 0; i < n; i++ {
			numbers.remove(uint64(i))
			rows.remove(row{a: uint64(i)})
		}
	})
}
