// Line fills several maps on one line: two of one type, which no profile can
// tell apart, and two others.
package main

import "example.com/heap/internal/heap"

type index struct {
	byID   map[uint64]uint64
	byName map[uint64][4]uint64
	left   map[uint32]uint32
	right  map[uint32]uint32
}

func (x *index) put(k uint64) {
	x.byID[k], x.byName[k], x.left[uint32(k)], x.right[uint32(k)] = k, [4]uint64{k}, 1, 2
}

func (x *index) remove(k uint64) {
	delete(x.byID, k)
	delete(x.byName, k)
	delete(x.left, uint32(k))
	delete(x.right, uint32(k))
}

var all = &index{
	byID:   make(map[uint64]uint64),
	byName: make(map[uint64][4]uint64),
	left:   make(map[uint32]uint32),
	right:  make(map[uint32]uint32),
}

func main() {
	heap.Run(func(n int) {
		for i := 0; i < n; i++ {
			all.put(uint64(i))
		}
		for i := 0; i < n; i++ {
			all.remove(uint64(i))
		}
	})
}
