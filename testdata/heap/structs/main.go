// Structs has maps in struct values: in a package variable, in an array, and in
// the elements of another map.
package main

import "example.com/heap/internal/heap"

type shard struct {
	keys map[uint64]struct{}
}

type set struct {
	shards [8]shard
	byDay  map[int]shard2
	inner  map[uint32]map[uint32]uint64
}

type shard2 struct {
	n    int
	seen map[uint64][2]uint64
}

var all set

func (s *set) put(k uint64) {
	sh := &s.shards[k%8]
	if sh.keys == nil {
		sh.keys = make(map[uint64]struct{})
	}
	sh.keys[k] = struct{}{}
	day := int(k % 3)
	if s.byDay == nil {
		s.byDay = make(map[int]shard2)
	}
	if s.byDay[day].seen == nil {
		s.byDay[day] = shard2{seen: make(map[uint64][2]uint64)}
	}
	s.byDay[day].seen[k] = [2]uint64{k}
	if s.inner == nil {
		s.inner = make(map[uint32]map[uint32]uint64)
	}
	m := s.inner[uint32(k%100)]
	if m == nil {
		m = make(map[uint32]uint64)
		s.inner[uint32(k%100)] = m
	}
	m[uint32(k)] = k
}

func (s *set) remove(k uint64) {
	delete(s.shards[k%8].keys, k)
	delete(s.byDay[int(k%3)].seen, k)
	delete(s.inner[uint32(k%100)], uint32(k))
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
