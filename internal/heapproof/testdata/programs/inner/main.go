// The inner maps of a map of maps; a range deletes what is old.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

type Ledger struct {
	accounts map[string]map[uint64]time.Duration
}

func NewLedger() *Ledger { return &Ledger{accounts: make(map[string]map[uint64]time.Duration)} }

func (l *Ledger) Book(account string, id uint64, at time.Duration) {
	entries := l.accounts[account]
	if entries == nil {
		entries = make(map[uint64]time.Duration)
		l.accounts[account] = entries
	}
	entries[id] = at
}

// Prune forgets what was booked before the given time.
func (l *Ledger) Prune(account string, before time.Duration) {
	for id, at := range l.accounts[account] {
		if at < before {
			delete(l.accounts[account], id)
		}
	}
}

var ledger = NewLedger()

func main() {
	live.Main(live.Program{
		Put: func(i int) { ledger.Book([]string{"a", "b"}[i%2], uint64(i), time.Duration(i)) },
		Sweep: func(n int) {
			ledger.Prune("a", time.Duration(n-n/100))
			ledger.Prune("b", time.Duration(n-n/100))
		},
		Result: func() string {
			var sum time.Duration
			for _, entries := range ledger.accounts {
				for _, at := range entries {
					sum += at
				}
			}
			return fmt.Sprint(len(ledger.accounts["a"]), len(ledger.accounts["b"]), sum)
		},
	})
}
