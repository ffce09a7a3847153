// A map that each insert makes on demand; a range deletes what is old, and in
// the end all.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

type Waiters struct {
	deadlines map[string]time.Duration
}

func (w *Waiters) Wait(name string, deadline time.Duration) {
	if w.deadlines == nil {
		w.deadlines = make(map[string]time.Duration)
	}
	w.deadlines[name] = deadline
}

// Expired returns how many deadlines have passed, and forgets them.
func (w *Waiters) Expired(now time.Duration) (n int) {
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
		Put:    func(i int) { waiters.Wait(fmt.Sprint(i), time.Duration(i)) },
		Sweep:  func(n int) { expired += waiters.Expired(time.Duration(n)) },
		Result: func() string { return fmt.Sprint(len(waiters.deadlines), expired, waiters.deadlines["7"]) },
	})
}
