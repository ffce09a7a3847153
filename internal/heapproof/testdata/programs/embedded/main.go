// A field of an embedded struct; a loop over a slice of keys deletes.
package main

import (
	"fmt"

	"heapproof/live"
)

type index struct {
	offsets map[uint64]uint64
}

type Log struct {
	index
	order []uint64 // the ids, from the oldest on
}

func NewLog() *Log { return &Log{index: index{offsets: make(map[uint64]uint64)}} }

func (l *Log) Append(id, offset uint64) {
	l.order = append(l.order, id)
	l.offsets[id] = offset
}

// Acknowledge forgets the n oldest entries.
func (l *Log) Acknowledge(ids []uint64) {
	for _, id := range ids {
		delete(l.offsets, id)
	}
}

var events = NewLog()

func main() {
	live.Main(live.Program{
		Put: func(i int) { events.Append(uint64(i), uint64(2*i)) },
		Sweep: func(n int) {
			gone := len(events.order) - n/100
			events.Acknowledge(events.order[:gone])
			events.order = append([]uint64(nil), events.order[gone:]...)
		},
		Result: func() string {
			var sum uint64
			for _, offset := range events.offsets {
				sum += offset
			}
			return fmt.Sprint(len(events.offsets), sum, len(events.order))
		},
	})
}
