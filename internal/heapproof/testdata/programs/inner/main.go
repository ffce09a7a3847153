// The inner maps of a map of maps; a range deletes what is old.
package main

import (
	"fmt"

	"heapproof/live"
)

type Ledger struct {
	accounts map[string]map[uint64]uint64
}

func NewLedger() *Ledger { return &Ledger{accounts: make(map[string]map[uint64]uint64)} }

func (l *Ledger) Book(account string, id, height uint64) {
	entries := l.accounts[account]
	if entries == nil {
		entries = make(map[uint64]uint64)
		l.accounts[account] = entries
	}
	entries[id] = height
}

// Prune forgets what was booked below the given height.
func (l *Ledger) Prune(account string, below uint64) {
	for id, height := range l.accounts[account] {
		if height < below {
			delete(l.accounts[account], id)
		}
	}
}

var ledger = NewLedger()

func main() {
	live.Main(live.Program{
		Put: func(i int) { ledger.Book([]string{"a", "b"}[i%2], uint64(i), uint64(i)) },
		Sweep: func(n int) {
			ledger.Prune("a", uint64(n-n/100))
			ledger.Prune("b", uint64(n-n/100))
		},
		Result: func() string {
			var sum uint64
			for _, entries := range ledger.accounts {
				for _, height := range entries {
					sum += height
				}
			}
			return fmt.Sprint(len(ledger.accounts["a"]), len(ledger.accounts["b"]), sum)
		},
	})
}
