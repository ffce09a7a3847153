//go:build drop

package main

import "example.com/heap/internal/heap"

func init() {
	heap.Give("table.one", func() {
		for i := range tables {
			tables[i].one = nil
		}
	})
	heap.Give("table.two", func() {
		for i := range tables {
			tables[i].two = nil
		}
	})
}
