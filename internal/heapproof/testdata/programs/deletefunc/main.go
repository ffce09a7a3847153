// A map in a struct field; maps.DeleteFunc removes what is old.
package main

import (
	"fmt"
	"maps"
	"time"

	"heapproof/live"
)

type Chain struct {
	heights map[uint64]uint64
	changed time.Time
}

func NewChain() *Chain { return &Chain{heights: make(map[uint64]uint64)} }

func (c *Chain) Add(id, height uint64) {
	c.heights[id] = height
	c.changed = time.Now()
}

func (c *Chain) Prune(below uint64) {
	maps.DeleteFunc(c.heights, func(_, height uint64) bool { return height < below })
}

var chain = NewChain()

func main() {
	live.Main(live.Program{
		Put:   func(i int) { chain.Add(uint64(i), uint64(i)) },
		Sweep: func(n int) { chain.Prune(uint64(n - n/100)) },
		Result: func() string {
			var sum uint64
			for _, height := range chain.heights {
				sum += height
			}
			return fmt.Sprint(len(chain.heights), sum, chain.heights[7])
		},
	})
}
