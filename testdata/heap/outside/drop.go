//go:build drop

package main

import "example.com/heap/internal/heap"

func init() {
	heap.Give("service.seen", func() { all.seen = nil })
	heap.Give("service.decoded", func() { all.decoded = nil })
	heap.Give("Cache.items", func() { all.recent.Give() })
	heap.Give("local", func() { keep() })
}
