// A field of an embedded struct; a loop over a slice of keys deletes.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

type index struct {
	offsets map[uint64]time.Duration // since the log began
}

type Log struct {
	index
	order []uint64 // the ids, from the oldest on
}

func NewLog() *Log { return &Log{index: index{offsets: make(map[uint64]time.Duration)}} }

func (l *Log) Append(id uint64, offset time.Duration) {
	l.order = append(l.order, id)
	l.offsets[id] = offset
}

// Acknowledge forgets the given entries, but for those that are too new.
func (l *Log) Acknowledge(ids []uint64, before time.Duration) {
	for _, id := range ids {
		if l.offsets[id] < before {
			delete(l.offsets, id)
		}
	}
}

var events = NewLog()

func main() {
	live.Main(live.Program{
		Put: func(i int) { events.Append(uint64(i), time.Duration(2*i)) },
		Sweep: func(n int) {
			gone := len(events.order) - n/100
			events.Acknowledge(events.order[:gone], time.Duration(2*n))
			events.order = append([]uint64(nil), events.order[gone:]...)
		},
		Result: func() string {
			var sum time.Duration
			for _, offset := range events.offsets {
				sum += offset
			}
			return fmt.Sprint(len(events.offsets), sum, len(events.order))
		},
	})
}
