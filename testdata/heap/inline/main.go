// Inline inserts in functions that the compiler inlines, some of them into one
// another, and in one that it does not.
package main

import "example.com/heap/internal/heap"

type table struct {
	one map[uint64]uint64
	two map[uint32]uint64
}

func (t *table) put(k, v uint64)  { t.one[k] = v }
func (t *table) both(k, v uint64) { t.put(k, v); t.second(uint32(k)) }

func (t *table) second(k uint32) { t.two[k]++ }

//go:noinline
func (t *table) slow(k uint64) {
	t.one[k] = k
}

func (t *table) expire(k uint64) {
	delete(t.one, k)
	delete(t.two, uint32(k))
}

var tables = [4]table{
	{map[uint64]uint64{}, map[uint32]uint64{}},
	{map[uint64]uint64{}, map[uint32]uint64{}},
	{map[uint64]uint64{}, map[uint32]uint64{}},
	{map[uint64]uint64{}, map[uint32]uint64{}},
}

func main() {
	heap.Run(func(n int) {
		for i := 0; i < n; i++ {
			t := &tables[i%len(tables)]
			t.both(uint64(i), 1)
			t.slow(uint64(i + n))
		}
		for i := 0; i < 2*n; i++ {
			tables[i%len(tables)].expire(uint64(i))
		}
	})
}
