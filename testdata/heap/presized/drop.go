//go:build drop

package main

import "example.com/heap/internal/heap"

func init() {
	heap.Give("registry.direct", func() { all.direct = nil })
	heap.Give("registry.built", func() { all.built = nil })
}
