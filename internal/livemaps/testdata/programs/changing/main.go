// Changing has maps that eight goroutines change all the time, beside some
// that rest, while garbage collection runs.
package main

import (
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"

	"livetest/self"
)

type shard struct{ entries map[int]*int }

var (
	atRest [20]map[int]int
	shards [8]shard
)

// change inserts, deletes, clears and replaces.
func change(s *shard, r *rand.Rand) {
	s.entries = make(map[int]*int)
	for {
		switch r.IntN(10_000) {
		case 0:
			clear(s.entries)
		case 1:
			s.entries = make(map[int]*int, r.IntN(5000))
		default:
			k := r.IntN(20_000)
			if r.IntN(3) == 0 {
				delete(s.entries, k)
			} else {
				s.entries[k] = new(int)
			}
		}
	}
}

func main() {
	debug.SetGCPercent(20)
	var known []self.Map
	for i := range atRest {
		m := make(map[int]int)
		for k := range 500 * (i + 1) {
			m[k] = k
		}
		for k := range 400 * (i + 1) {
			delete(m, k)
		}
		atRest[i] = m
		known = append(known, self.Of("variable main.atRest[]", m))
	}
	for i := range shards {
		go change(&shards[i], rand.New(rand.NewPCG(uint64(i), 0)))
	}
	go func() {
		for {
			runtime.GC()
		}
	}()
	self.Report(known...)
	os.Exit(0)
}
