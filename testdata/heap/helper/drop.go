//go:build drop

package main

import "example.com/heap/internal/heap"

func init() {
	heap.Give("store.inner[]", func() { all.inner = nil })
	heap.Give("store.copied", func() { all.copied = nil })
	heap.Give("store.generic", func() { all.generic = nil })
	heap.Give("store.method", func() { all.method = nil })
	heap.Give("store.deep", func() { all.deep = nil })
	heap.Give("store.inserted", func() { all.inserted = nil })
}
