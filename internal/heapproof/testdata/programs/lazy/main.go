// A map that each insert makes on demand; a range deletes every key.
package main

import (
	"fmt"

	"heapproof/live"
)

type Batch struct {
	pending map[uint64]uint64
}

func (b *Batch) Add(id, value uint64) {
	if b.pending == nil {
		b.pending = make(map[uint64]uint64)
	}
	b.pending[id] = value
}

// Commit returns the sum of what was pending.
func (b *Batch) Commit() (sum uint64) {
	for id, value := range b.pending {
		sum += value
		delete(b.pending, id)
	}
	return sum
}

var (
	batch     Batch
	committed uint64
)

func main() {
	live.Main(live.Program{
		Put:    func(i int) { batch.Add(uint64(i), uint64(i)) },
		Sweep:  func(int) { committed += batch.Commit() },
		Result: func() string { return fmt.Sprint(len(batch.pending), committed, batch.pending[7]) },
	})
}
