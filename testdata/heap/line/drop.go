//go:build drop

package main

import "example.com/heap/internal/heap"

func init() {
	heap.Give("index.byID", func() { all.byID = nil })
	heap.Give("index.byName", func() { all.byName = nil })
	heap.Give("index.left", func() { all.left = nil })
	heap.Give("index.right", func() { all.right = nil })
}
