// Package heap measures what the maps of a program keep, and writes its heap
// profile.
package heap

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
)

// drops give up maps, by the names that maplint has for them.
var drops = make(map[string]func())

// Give notes how a map is given up. Programs do so in files with a build tag,
// so that maplint does not take it for a replacement.
func Give(name string, drop func()) { drops[name] = drop }

// Run is the program: its arguments are the number of entries, and the file
// for the profile. It prints, for each map, what giving it up frees.
func Run(fill func(n int)) {
	n, err := strconv.Atoi(os.Args[1])
	check(err)
	fill(n)
	runtime.GC()
	runtime.GC() // profiles are of the last cycle that ended
	f, err := os.Create(os.Args[2])
	check(err)
	check(pprof.Lookup("heap").WriteTo(f, 0))
	check(f.Close())

	freed := make(map[string]int64)
	for name, drop := range drops {
		before := live()
		drop()
		freed[name] = before - live()
	}
	check(json.NewEncoder(os.Stdout).Encode(freed))
}

func live() int64 {
	runtime.GC()
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
