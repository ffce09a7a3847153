// Besides allocates other things on the lines that insert. What entries point
// to stays while the program holds it.
package main

import (
	"strconv"

	"example.com/heap/internal/heap"
)

type item struct {
	data [96]byte
}

// pinned keeps some items when their entries are gone.
var pinned []*item

type cache struct {
	items map[uint64]*item
	names map[uint64]string
	large map[uint64][200]byte
}

var all = cache{items: map[uint64]*item{}, names: map[uint64]string{}, large: map[uint64][200]byte{}}

func (c *cache) put(k uint64) {
	c.items[k] = &item{}
	if k%3 == 0 {
		pinned = append(pinned, c.items[k])
	}
	c.names[k] = strconv.Itoa(int(k) + 1_000_000_000)
	if k%4 == 0 {
		c.large[k] = [200]byte{}
	}
}

func (c *cache) remove(k uint64) {
	delete(c.items, k)
	delete(c.names, k)
	delete(c.large, k)
}

func main() {
	heap.Run(func(n int) {
		for i := 0; i < n; i++ {
			all.put(uint64(i))
		}
		for i := 0; i < n; i++ {
			all.remove(uint64(i))
		}
	})
}
