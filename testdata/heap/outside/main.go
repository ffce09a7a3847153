// Outside fills its own map by a function of another package, one that it
// reads from JSON, and a local one.
package main

import (
	"encoding/json"
	"strconv"
	"strings"

	"example.com/heap/internal/heap"
	"example.com/heap/lru"
)

type service struct {
	seen    map[uint64]uint64
	decoded map[string]uint64
	recent  *lru.Cache[uint64]
}

var all = &service{seen: make(map[uint64]uint64), recent: lru.New[uint64]()}

func (s *service) put(k uint64) {
	lru.Put(s.seen, k)
	s.recent.Add(k)
}

func (s *service) load(n int) error {
	var b strings.Builder
	for i := 0; i < n; i++ {
		b.WriteString(`,"` + strconv.Itoa(i) + `":1`)
	}
	return json.Unmarshal([]byte("{"+b.String()[1:]+"}"), &s.decoded)
}

func (s *service) remove(k uint64) {
	delete(s.seen, k)
	delete(s.decoded, strconv.Itoa(int(k)))
}

var keep func()

func main() {
	heap.Run(func(n int) {
		local := make(map[uint64][2]uint64)
		for i := 0; i < n; i++ {
			all.put(uint64(i))
			local[uint64(i)] = [2]uint64{}
		}
		if err := all.load(n); err != nil {
			panic(err)
		}
		keep = func() { local = nil }
		for i := 0; i < n; i++ {
			all.remove(uint64(i))
		}
	})
}
