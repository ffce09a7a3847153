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

// Abort forgets what was pending.
func (b *Batch) Abort() {
	for id := range b.pending {
		delete(b.pending, id)
	}
}

var batch Batch

func main() {
	live.Main(live.Program{
		Put:    func(i int) { batch.Add(uint64(i), uint64(i)) },
		Sweep:  func(int) { batch.Abort() },
		Result: func() string { return fmt.Sprint(len(batch.pending), batch.pending[7]) },
	})
}
