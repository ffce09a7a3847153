//go:build drop && go1.23

package main

import "example.com/heap/internal/heap"

func init() {
	heap.Give("table.collected", func() { all.collected = nil })
	heap.Give("table.inserted", func() { all.inserted = nil })
	heap.Give("table.ranged", func() { all.ranged = nil })
}
