// A map in a struct field; a range deletes every key and does more besides.
package main

import (
	"fmt"

	"heapproof/live"
)

type Batch struct {
	pending map[uint64]uint64
}

func NewBatch() *Batch { return &Batch{pending: make(map[uint64]uint64)} }

func (b *Batch) Add(id, value uint64) { b.pending[id] = value }

// Commit returns the sum of what was pending.
func (b *Batch) Commit() (sum uint64) {
	for id, value := range b.pending {
		sum += value
		delete(b.pending, id)
	}
	return sum
}

var (
	batch     = NewBatch()
	committed uint64
)

func main() {
	live.Main(live.Program{
		Put:    func(i int) { batch.Add(uint64(i), uint64(i)) },
		Sweep:  func(int) { committed += batch.Commit() },
		Result: func() string { return fmt.Sprint(len(batch.pending), committed, batch.pending[7]) },
	})
}
