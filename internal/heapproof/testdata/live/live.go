// Package live makes a program of the proof fill its map, sweep it and go on
// with less, and prints the live heap on the way.
package live

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

const (
	steps = 10 // samples while the map fills, and again after the sweep
	quiet = 1000
)

// A Program is a map and what is done to it.
type Program struct {
	// Put adds entry number i, with the numbers from 0 on.
	Put func(i int)
	// Sweep removes entries when n of them have been put. It keeps none of
	// them, or the newest hundredth.
	Sweep func(n int)
	// Result tells what a user of the map can see.
	Result func() string
}

// Main runs p with as many entries as the first argument says. It prints one
// line of JSON: the bytes that p added to the live heap after each tenth of
// the entries, after the sweep, and after each of ten further rounds that put
// a thousandth as many entries and sweep; and what a user saw on the way.
func Main(p Program) {
	n, err := strconv.Atoi(strings.Join(os.Args[1:], " "))
	if err != nil || n < steps*quiet {
		fmt.Fprintf(os.Stderr, "usage: %s entries, at least %d\n", os.Args[0], steps*quiet)
		os.Exit(2)
	}
	var fill, later, results []string
	base := heap()
	add := func(to *[]string) { *to = append(*to, strconv.FormatInt(heap()-base, 10)) }
	i := 0
	put := func(count int) {
		for end := i + count; i < end; i++ {
			p.Put(i)
		}
	}

	for s := 0; s < steps; s++ {
		put(n / steps)
		add(&fill)
	}
	results = append(results, p.Result())
	p.Sweep(i)
	swept := heap() - base
	results = append(results, p.Result())
	for s := 0; s < steps; s++ {
		put(n / quiet)
		p.Sweep(i)
		add(&later)
	}
	results = append(results, p.Result())
	fmt.Printf("{\"fill\":[%s],\"swept\":%d,\"later\":[%s],\"result\":%q}\n",
		strings.Join(fill, ","), swept, strings.Join(later, ","), strings.Join(results, "; "))
}

// heap returns the bytes of the heap that are in use.
func heap() int64 {
	runtime.GC()
	runtime.GC() // frees what the first one found
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}
