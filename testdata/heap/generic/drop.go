//go:build drop

package main

import "example.com/heap/internal/heap"

func init() {
	heap.Give("cache.items", func() { numbers.items, rows.items = nil, nil })
}
