// A map in a package variable; a range deletes every key.
package main

import (
	"fmt"

	"heapproof/live"
)

var seen = make(map[uint64]uint64)

func add(id, size uint64) { seen[id] = size }

func reset() {
	for id := range seen {
		delete(seen, id)
	}
}

func main() {
	live.Main(live.Program{
		Put:   func(i int) { add(uint64(i), 1) },
		Sweep: func(int) { reset() },
		Result: func() string {
			var sum uint64
			for _, size := range seen {
				sum += size
			}
			return fmt.Sprint(len(seen), sum, seen[7])
		},
	})
}
