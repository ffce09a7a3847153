// A map in a struct field; a range deletes every key and does more besides.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

type Batch struct {
	due, every time.Duration
	pending    map[uint64]uint64
}

func NewBatch(every time.Duration) *Batch {
	return &Batch{every: every, pending: make(map[uint64]uint64)}
}

func (b *Batch) Add(id, value uint64) { b.pending[id] = value }

// Commit returns the sum of what was pending when it is due.
func (b *Batch) Commit(now time.Duration) (sum uint64) {
	for ; b.due <= now; b.due += b.every {
		for id, value := range b.pending {
			sum += value
			delete(b.pending, id)
		}
	}
	return sum
}

var (
	batch     = NewBatch(100)
	committed uint64
)

func main() {
	live.Main(live.Program{
		Put:    func(i int) { batch.Add(uint64(i), uint64(i)) },
		Sweep:  func(n int) { committed += batch.Commit(time.Duration(n)) },
		Result: func() string { return fmt.Sprint(len(batch.pending), committed, batch.pending[7]) },
	})
}
