// Measure prints what Go maps keep after their entries are gone. The figures
// in docs/background.md and in the manual of mapshrink are its output.
//
// It is a module of its own so that older versions of Go can run it:
//
//	go run -C docs/measure .
//	GOTOOLCHAIN=go1.23.12 go run -C docs/measure .
package main

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

const (
	n    = 1_000_000 // entries at the peak
	few  = 1_000     // entries that stay in the cases where some do
	wide = 30        // of the bar that stands for the full map
)

type table = map[uint64]uint64

// A step is something done to a full map. It returns what to keep.
type step struct {
	name string
	do   func(table) table
}

var steps = []step{
	{"1,000,000 entries", func(m table) table { return m }},
	{"delete every key", func(m table) table { deleteFrom(m, 0); return m }},
	{"clear(m)", func(m table) table { clear(m); return m }},
	{"delete all but 1,000", func(m table) table { deleteFrom(m, few); return m }},
	{"the same, then maps.Clone", func(m table) table { deleteFrom(m, few); return maps.Clone(m) }},
	{"the same, then a copy into a new map", func(m table) table { deleteFrom(m, few); return rebuilt(m) }},
	{"m = make(map[K]V)", func(table) table { return make(table) }},
	{"m = nil", func(table) table { return nil }},
}

func filled() table {
	m := make(table)
	for i := range uint64(n) {
		m[i] = i
	}
	return m
}

// deleteFrom deletes the keys from first on.
func deleteFrom(m table, first uint64) {
	for k := range m {
		if k >= first {
			delete(m, k)
		}
	}
}

func rebuilt(m table) table {
	kept := make(table, len(m))
	maps.Copy(kept, m)
	return kept
}

// live returns the bytes on the heap that are in use.
func live() int64 {
	runtime.GC()
	runtime.GC() // what the first one left to sweep
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}

// heldBy returns the bytes that the value of build holds.
func heldBy[T any](build func() T) int64 {
	base := live()
	v := build()
	size := live() - base
	runtime.KeepAlive(v)
	return max(size, 0)
}

func main() {
	fmt.Printf("%s %s/%s\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	bars()
	fmt.Println()
	perEntry()
	fmt.Println()
	values()
	fmt.Println()
	syncMap()
	fmt.Println()
	times()
}

// bars draws what a map[uint64]uint64 keeps.
func bars() {
	fmt.Println("map[uint64]uint64, live heap:")
	var full int64
	for _, s := range steps {
		size := heldBy(func() table { return s.do(filled()) })
		full = max(full, size)
		bar := strings.Repeat("█", int((size*wide+full/2)/full))
		fmt.Printf("  %-37s %7s %s\n", s.name, mb(size), bar)
	}
}

func mb(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

// perEntry prints what stays for each entry of several types.
func perEntry() {
	fmt.Println("bytes that stay for each of 1,000,000 entries after all are deleted:")
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	defer func() { _ = w.Flush() }()
	emptied(w, func(i int) (uint32, uint8) { return uint32(i), 0 })
	emptied(w, func(i int) (int, bool) { return i, true })
	emptied(w, func(i int) (int, int) { return i, i })
	emptied(w, func(i int) (string, struct{}) { return fmt.Sprint(i), struct{}{} })
	emptied(w, func(i int) (string, *int) { return fmt.Sprint(i), new(int) })
	emptied(w, func(i int) (int, [128]byte) { return i, [128]byte{} })
	emptied(w, func(i int) (int, [136]byte) { return i, [136]byte{} })
}

func emptied[K comparable, V any](w *tabwriter.Writer, entry func(int) (K, V)) {
	size := heldBy(func() map[K]V {
		m := make(map[K]V)
		for i := range n {
			k, v := entry(i)
			m[k] = v
		}
		for k := range m {
			delete(m, k)
		}
		return m
	})
	fmt.Fprintf(w, "  %T\t%5.1f\n", map[K]V(nil), float64(size)/n)
}

// values shows that what entries point to is freed when they are deleted.
func values() {
	type page [1000]byte
	const n = 100_000
	fill := func() map[int]*page {
		m := make(map[int]*page)
		for i := range n {
			m[i] = new(page)
		}
		return m
	}
	full := heldBy(fill)
	swept := heldBy(func() map[int]*page {
		m := fill()
		for k := range m {
			delete(m, k)
		}
		return m
	})
	fmt.Printf("100,000 entries that each point to 1,000 bytes: %s, after deleting all %s\n", mb(full), mb(swept))
}

// syncMap does the same to a sync.Map.
func syncMap() {
	full, swept := heldBy(filledSyncMap), heldBy(emptiedSyncMap)
	fmt.Printf("sync.Map with 1,000,000 entries: %s, after deleting all %s\n", mb(full), mb(swept))
}

func filledSyncMap() *sync.Map {
	var m sync.Map
	for i := range n {
		m.Store(i, i)
	}
	return &m
}

func emptiedSyncMap() *sync.Map {
	m := filledSyncMap()
	for i := range n {
		m.Delete(i)
	}
	return m
}

// times shows that going through a map takes as long as at its peak.
func times() {
	m := filled()
	deleteFrom(m, 1)
	small := table{0: 0}
	fmt.Printf("range over a map with one entry: %v, if it once had 1,000,000: %v\n", fastest(small), fastest(m))
}

func fastest(m table) time.Duration {
	best := time.Hour
	for range 20 {
		start := time.Now()
		for k := range m {
			_ = k
		}
		best = min(best, time.Since(start))
	}
	return best
}
