// A map in a package variable; a range deletes every key.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

var (
	seen  = make(map[uint64]uint64)
	until time.Duration
)

func add(id, size uint64) { seen[id] = size }

func reset(now time.Duration) {
	for ; until <= now; until += 100 {
		for id := range seen {
			delete(seen, id)
		}
	}
}

func main() {
	live.Main(live.Program{
		Put:   func(i int) { add(uint64(i), 1) },
		Sweep: func(n int) { reset(time.Duration(n)) },
		Result: func() string {
			var sum uint64
			for _, size := range seen {
				sum += size
			}
			return fmt.Sprint(len(seen), sum, seen[7])
		},
	})
}
