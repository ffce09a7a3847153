//go:build go1.23

// Collect fills maps by iterators: one with maps.Collect, one with maps.Insert,
// and one in the body of a range over a function.
package main

import (
	"iter"
	"maps"

	"example.com/heap/internal/heap"
)

type table struct {
	collected map[uint64]uint64
	inserted  map[uint64][2]uint64
	ranged    map[uint64][3]uint64
}

var all = &table{inserted: make(map[uint64][2]uint64), ranged: make(map[uint64][3]uint64)}

func keys(n int) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for i := 0; i < n && yield(uint64(i)); i++ {
		}
	}
}

func pairs[V any](n int) iter.Seq2[uint64, V] {
	return func(yield func(uint64, V) bool) {
		var v V
		for k := range keys(n) {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (t *table) fill(n int) {
	maps.Insert(t.inserted, pairs[[2]uint64](n))
	for k := range keys(n) {
		t.ranged[k] = [3]uint64{}
	}
}

func (t *table) remove(k uint64) {
	delete(t.collected, k)
	delete(t.inserted, k)
	delete(t.ranged, k)
}

func main() {
	heap.Run(func(n int) {
		all.collected = maps.Collect(pairs[uint64](n))
		all.fill(n)
		for i := 0; i < n; i++ {
			all.remove(uint64(i))
		}
	})
}
