// A map that each insert makes on demand; a range deletes every key.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

type Batch struct {
	due     time.Duration
	pending map[uint64]uint64
}

func (b *Batch) Add(id, value uint64) {
	if b.pending == nil {
		b.pending = make(map[uint64]uint64)
	}
	b.pending[id] = value
}

// Abort forgets what was pending when its time is over.
func (b *Batch) Abort(now time.Duration) {
	for ; b.due <= now; b.due += 100 {
		for id := range b.pending {
			delete(b.pending, id)
		}
	}
}

var batch Batch

func main() {
	live.Main(live.Program{
		Put:    func(i int) { batch.Add(uint64(i), uint64(i)) },
		Sweep:  func(n int) { batch.Abort(time.Duration(n)) },
		Result: func() string { return fmt.Sprint(len(batch.pending), batch.pending[7]) },
	})
}
