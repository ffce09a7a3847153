// A map that each insert makes on demand; a range deletes what is old, and in
// the end all.
package main

import (
	"fmt"

	"heapproof/live"
)

type Waiters struct {
	deadlines map[string]int64
}

func (w *Waiters) Wait(name string, deadline int64) {
	if w.deadlines == nil {
		w.deadlines = make(map[string]int64)
	}
	w.deadlines[name] = deadline
}

// Expired returns how many deadlines have passed, and forgets them.
func (w *Waiters) Expired(now int64) (n int) {
	for name, deadline := range w.deadlines {
		if deadline <= now {
			n++
			delete(w.deadlines, name)
		}
	}
	return n
}

var (
	waiters Waiters
	expired int
)

func main() {
	live.Main(live.Program{
		Put:    func(i int) { waiters.Wait(fmt.Sprint(i), int64(i)) },
		Sweep:  func(n int) { expired += waiters.Expired(int64(n)) },
		Result: func() string { return fmt.Sprint(len(waiters.deadlines), expired, waiters.deadlines["7"]) },
	})
}
