// A map in a struct field; clear empties it.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

type Window struct {
	start, length time.Duration
	hits          map[uint64]uint64
}

func NewWindow(length time.Duration) *Window {
	return &Window{length: length, hits: make(map[uint64]uint64)}
}

func (w *Window) Hit(id uint64) { w.hits[id]++ }

// Advance begins a new window for each that is over.
func (w *Window) Advance(now time.Duration) {
	for w.start+w.length <= now {
		clear(w.hits)
		w.start += w.length
	}
}

var window = NewWindow(100)

func main() {
	live.Main(live.Program{
		Put:    func(i int) { window.Hit(uint64(i)) },
		Sweep:  func(n int) { window.Advance(time.Duration(n) + 100) },
		Result: func() string { return fmt.Sprint(len(window.hits), window.hits[7], window.start) },
	})
}
