// Maps in structs that lie in a slice; a range deletes what is old.
package main

import (
	"fmt"
	"sync"

	"heapproof/live"
)

type shard struct {
	mu    sync.Mutex
	items map[uint64]uint64
}

type Store struct {
	shards []shard
}

func NewStore(n int) *Store {
	s := &Store{shards: make([]shard, n)}
	for i := range s.shards {
		s.shards[i].items = make(map[uint64]uint64)
	}
	return s
}

func (s *Store) Put(key, version uint64) {
	sh := &s.shards[key%uint64(len(s.shards))]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.items[key] = version
}

func (s *Store) Compact(oldest uint64) {
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		for key, version := range sh.items {
			if version < oldest {
				delete(sh.items, key)
			}
		}
		sh.mu.Unlock()
	}
}

func (s *Store) Len() (n int) {
	for i := range s.shards {
		n += len(s.shards[i].items)
	}
	return n
}

var store = NewStore(8)

func main() {
	live.Main(live.Program{
		Put:    func(i int) { store.Put(uint64(i), uint64(i)) },
		Sweep:  func(n int) { store.Compact(uint64(n - n/100)) },
		Result: func() string { return fmt.Sprint(store.Len(), store.shards[3].items[3]) },
	})
}
