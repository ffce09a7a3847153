// Helper fills maps by way of helpers: of the standard library, a generic
// function, and a method that takes the map.
package main

import (
	"maps"

	"example.com/heap/internal/heap"
)

type store struct {
	copied   map[uint64]uint64
	generic  map[uint64]uint64
	method   map[uint64]uint64
	deep     map[uint64]uint64
	shared   map[string]uint64
	inserted map[uint64]bool
	inner    map[uint64]map[uint64]uint32
}

func put[K comparable, V any](m map[K]V, k K, v V) {
	m[k] = v
}

//go:noinline
func (s *store) fill(m map[uint64]uint64, k uint64) {
	m[k] = k
}

func (s *store) outer(m map[uint64]uint64, k uint64) {
	s.fill(m, k)
}

var all = store{
	copied:   make(map[uint64]uint64),
	generic:  make(map[uint64]uint64),
	method:   make(map[uint64]uint64),
	deep:     make(map[uint64]uint64),
	shared:   make(map[string]uint64),
	inserted: make(map[uint64]bool),
	inner:    make(map[uint64]map[uint64]uint32),
}

func (s *store) add(n int) {
	batch := make(map[uint64]uint64)
	for i := 0; i < n; i++ {
		batch[uint64(i)] = 1
		if len(batch) == 100 {
			maps.Copy(s.copied, batch)
			batch = make(map[uint64]uint64)
		}
		put(s.generic, uint64(i), 1)
		if s.inner[uint64(i%8)] == nil {
			s.inner[uint64(i%8)] = map[uint64]uint32{}
		}
		s.inner[uint64(i%8)][uint64(i)]++
		put(s.inserted, uint64(i/4), true)
		s.fill(s.method, uint64(i/2))
		if i%4 == 0 {
			s.outer(s.deep, uint64(i))
		}
	}
}

func (s *store) drop(k uint64) {
	delete(s.copied, k)
	delete(s.generic, k)
	delete(s.method, k)
	delete(s.deep, k)
	delete(s.inserted, k)
	delete(s.inner[k%8], k)
}

func main() {
	heap.Run(func(n int) {
		all.add(n)
		for i := 0; i < n; i++ {
			all.drop(uint64(i))
		}
	})
}
