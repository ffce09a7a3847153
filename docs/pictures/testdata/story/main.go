// Story is the load of the true story in docs/heap.md, to be copied into
// frp: a million pairs of peers within five seconds, then few. It prints the
// live heap twice a second, as a list of milliseconds and bytes in JSON, and
// writes a heap profile of the end.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/fatedier/frp/pkg/nathole"
)

const (
	tick  = 500 * time.Millisecond
	burst = 10 // ticks
	total = 60 // ticks
	busy  = 100_000
	quiet = 50 // new pairs in a tick after the burst
)

func main() {
	analyzer := nathole.NewAnalyzer(10 * time.Second)
	peer := &nathole.NatFeature{NatType: nathole.EasyNAT, Behavior: nathole.BehaviorNoChange}
	pair := 0
	start := time.Now()
	live := [][2]int64{{0, heap()}}
	ticker := time.NewTicker(tick)
	for i := range total {
		<-ticker.C
		n := quiet
		if i < burst {
			n = busy
		}
		for range n {
			// As long as the keys of frps, which are hashes in hex.
			analyzer.GetRecommandBehaviors(fmt.Sprintf("%032x", pair), peer, peer)
			pair++
		}
		if i%2 == 1 {
			analyzer.Clean()
		}
		live = append(live, [2]int64{time.Since(start).Milliseconds(), heap()})
	}
	if err := profile("heap.pb.gz"); err != nil {
		log.Fatal(err)
	}
	end := heap()
	_, entries := analyzer.Clean()
	runtime.KeepAlive(analyzer)
	analyzer = nil
	fmt.Fprintf(os.Stderr, "%d entries at the end; giving the analyzer up frees %d bytes\n", entries, end-heap())
	if err := json.NewEncoder(os.Stdout).Encode(live); err != nil {
		log.Fatal(err)
	}
}

// heap returns the bytes that are reachable.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// profile writes what the runtime has sampled at its default rate.
func profile(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := pprof.WriteHeapProfile(f); err != nil {
		return err
	}
	return f.Close()
}
