// Presized makes maps for many entries at once: their tables stand where they
// are made.
package main

import "example.com/heap/internal/heap"

type registry struct {
	direct map[uint64]uint64
	built  map[uint64][2]uint64
	local  map[uint32]bool
}

func load(n int) *registry {
	built := make(map[uint64][2]uint64)
	for i := 0; i < n; i++ {
		built[uint64(i)] = [2]uint64{}
	}
	r := &registry{
		direct: make(map[uint64]uint64, n),
		built:  built,
		local:  make(map[uint32]bool),
	}
	for i := 0; i < n; i++ {
		r.direct[uint64(i)] = 1
	}
	return r
}

func (r *registry) remove(k uint64) {
	delete(r.direct, k)
	delete(r.built, k)
	delete(r.local, uint32(k))
}

var all *registry

func main() {
	heap.Run(func(n int) {
		all = load(n)
		for i := 0; i < n; i++ {
			all.remove(uint64(i))
		}
	})
}
