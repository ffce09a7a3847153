//go:build drop

package main

import "example.com/heap/internal/heap"

func init() {
	heap.Give("cache.items", func() { all.items = nil })
	heap.Give("cache.names", func() { all.names = nil })
	heap.Give("cache.large", func() { all.large = nil })
}
