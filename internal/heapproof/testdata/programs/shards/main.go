// Maps in structs that lie in a slice; a range deletes what is old.
package main

import (
	"fmt"
	"sync"
	"time"

	"heapproof/live"
)

type shard struct {
	mu    sync.Mutex
	items map[uint64]time.Duration
}

type Store struct {
	shards []shard
}

func NewStore(n int) *Store {
	s := &Store{shards: make([]shard, n)}
	for i := range s.shards {
		s.shards[i].items = make(map[uint64]time.Duration)
	}
	return s
}

func (s *Store) Put(key uint64, at time.Duration) {
	sh := &s.shards[key%uint64(len(s.shards))]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.items[key] = at
}

func (s *Store) Compact(oldest time.Duration) {
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		for key, at := range sh.items {
			if at < oldest {
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
		Put:    func(i int) { store.Put(uint64(i), time.Duration(i)) },
		Sweep:  func(n int) { store.Compact(time.Duration(n - n/100)) },
		Result: func() string { return fmt.Sprint(store.Len(), store.shards[3].items[3]) },
	})
}
