package maplayout

import (
	"go/types"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTables pins the small tables, where the eight entries of a single unit
// and the first header of a block with pointers make a difference.
func TestTables(t *testing.T) {
	for _, test := range []struct {
		arch string
		era  Era
		want []Table
	}{
		{"amd64", Buckets, []Table{{8, 208, true}, {13, 416, false}, {26, 896, false}, {52, 1792, false}, {104, 4096, false}}},
		{"amd64", Swiss, []Table{{8, 208, false}, {14, 416, false}, {28, 896, false}, {56, 1792, false}, {112, 3456, false}}},
		{"386", Buckets, []Table{{8, 112, true}, {13, 224, false}, {26, 448, false}, {52, 896, false}, {104, 2048, false}}},
		{"386", Swiss, []Table{{8, 112, false}, {14, 224, false}, {28, 448, false}, {56, 896, false}, {112, 1792, false}}},
	} {
		got, ok := Tables(parseMap(t, "map[string]int"), test.era, types.SizesFor("gc", test.arch))
		if !ok || !slices.Equal(got[:len(test.want)], test.want) {
			t.Errorf("%s, era %d: %v, want %v", test.arch, test.era, got, test.want)
		}
		last := got[len(got)-1]
		if test.era == Swiss && (len(got) != 8 || last.Entries != 896) {
			t.Errorf("%s: largest table %+v, want the eighth, for 896 entries", test.arch, last)
		}
		if test.era == Buckets && last.Entries < 1e6 {
			t.Errorf("%s: largest table %+v, want one for millions of entries", test.arch, last)
		}
	}
}

// TestProfile fills maps with every allocation profiled, and looks for Tables'
// blocks in the records.
func TestProfile(t *testing.T) {
	const n = 10_000
	keys := make([]string, n)
	for i := range keys {
		keys[i] = strconv.Itoa(i)
	}

	rate := runtime.MemProfileRate
	runtime.MemProfileRate = 1
	ints, strs, sets, large := growInts(n), growStrings(keys), growSets(keys), growLarge(n)
	runtime.MemProfileRate = rate

	records := memProfile(t)
	runtime.KeepAlive(ints)
	runtime.KeepAlive(strs)
	runtime.KeepAlive(sets)
	runtime.KeepAlive(large)

	era := EraOf(runtime.Version())
	for _, test := range []struct{ function, expr string }{
		{"growInts", "map[int]uint8"},
		{"growStrings", "map[string]int"},
		{"growSets", "map[string]struct{}"},
		{"growLarge", "map[uint32][100]byte"},
	} {
		tables, ok := Tables(parseMap(t, test.expr), era, types.SizesFor("gc", runtime.GOARCH))
		if !ok {
			t.Fatalf("%s: size is unknown", test.expr)
		}
		byBlock := make(map[int64]Table)
		for _, table := range tables {
			if other, ok := byBlock[table.Block]; ok {
				t.Errorf("%s: %+v and %+v have one block size", test.expr, other, table)
			}
			byBlock[table.Block] = table
		}

		seen := make(map[int64]bool) // block sizes, also of freed tables
		var room, liveBytes, tableBytes int64
		for _, r := range records {
			if !inStack(r, test.function) {
				continue
			}
			block := r.AllocBytes / r.AllocObjects
			seen[block] = true
			liveBytes += r.InUseBytes()
			if table, ok := byBlock[block]; ok {
				tableBytes += r.InUseBytes()
				if !table.MayOverflow {
					room += table.Entries * r.InUseObjects()
				}
			}
		}

		// The map grew through every table up to the one it has now.
		for _, table := range tables {
			if !seen[table.Block] {
				t.Errorf("%s: no block of %d bytes in the profile, the table for %d entries", test.expr, table.Block, table.Entries)
			}
			if table.Entries >= n {
				break
			}
		}
		if room < n || room > 2*n*8/7 {
			t.Errorf("%s: the live tables have room for %d entries, want %d to %d", test.expr, room, n, 2*n*8/7)
		}
		if float64(tableBytes) < 0.97*float64(liveBytes) {
			t.Errorf("%s: %d of %d live bytes are in blocks of tables, want nearly all", test.expr, tableBytes, liveBytes)
		}
		t.Logf("%s: room for %d entries, %d of %d bytes are tables'", test.expr, room, tableBytes, liveBytes)
	}
}

// The functions that TestProfile finds in stacks, one for each map type.

//go:noinline
func growInts(n int) map[int]uint8 {
	m := make(map[int]uint8)
	for i := range n {
		m[i] = 1
	}
	return m
}

//go:noinline
func growStrings(keys []string) map[string]int {
	m := make(map[string]int)
	for i, k := range keys {
		m[k] = i
	}
	return m
}

//go:noinline
func growSets(keys []string) map[string]struct{} {
	m := make(map[string]struct{})
	for _, k := range keys {
		m[k] = struct{}{}
	}
	return m
}

//go:noinline
func growLarge(n int) map[uint32][100]byte {
	m := make(map[uint32][100]byte)
	for i := range n {
		m[uint32(i)] = [100]byte{}
	}
	return m
}

// memProfile returns the runtime's records of allocations up to now.
func memProfile(t *testing.T) []runtime.MemProfileRecord {
	t.Helper()
	// A record counts what was freed only two collections later.
	runtime.GC()
	runtime.GC()
	runtime.GC()
	n, _ := runtime.MemProfile(nil, true)
	records := make([]runtime.MemProfileRecord, n+100)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		t.Fatalf("the profile has grown to %d records while it was read", n)
	}
	return records[:n]
}

// inStack reports whether a function of this package and the given name
// allocated the blocks of r.
func inStack(r runtime.MemProfileRecord, function string) bool {
	frames := runtime.CallersFrames(r.Stack())
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, "/maplayout."+function) {
			return true
		}
		if !more {
			return false
		}
	}
}

// TestSizeClasses compares the size classes with those the runtime publishes,
// which are all but the largest few.
func TestSizeClasses(t *testing.T) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	for i, class := range stats.BySize[1:] { // the first is for large blocks
		if int64(class.Size) != sizeClasses[i] {
			t.Errorf("size class %d has %d bytes, want %d", i+1, sizeClasses[i], class.Size)
		}
	}
}

// TestBlock compares the rounding of blocks with that of append, which makes
// use of the whole block: without pointers, with them, and by pages.
func TestBlock(t *testing.T) {
	word := int64(4 << (^uintptr(0) >> 63))
	for n := int64(1); n < 12_000; n += 7 {
		without := unit{size: word, word: word}
		if got, want := int64(cap(append([]uintptr(nil), make([]uintptr, n)...)))*word, without.block(n); got != want {
			t.Errorf("%d words take %d bytes, want %d", n, got, want)
		}
		with := unit{size: word, word: word, pointers: true}
		got, want := int64(cap(append([]*int(nil), make([]*int, n)...)))*word, with.block(n)
		if header := want - got; header != 0 && header != mallocHeader {
			t.Errorf("%d pointers take %d bytes, want %d", n, got, want)
		}
	}
}

// TestGrown fills maps, and compares Grown with what the heap says that their
// tables take: it is exact up to 896 entries, and a bound beyond.
func TestGrown(t *testing.T) {
	if EraOf(runtime.Version()) != Swiss {
		t.Skip("maps are of Go 1.24 or later only")
	}
	const group = 8 + 8*16 // of a map[int]int
	for _, n := range []int{0, 1, 8, 9, 14, 15, 28, 100, 448, 449, 896, 897, 5000, 50_000} {
		const copies = 64
		var all [copies]map[int]int
		before := liveHeap()
		for i := range all {
			all[i] = make(map[int]int)
			for k := range n {
				all[i][k] = k
			}
		}
		got := (liveHeap()-before)/copies - 48 // the header
		runtime.KeepAlive(&all)
		want := float64(Grown(group, false, int64(n)))
		switch {
		case n <= 896 && (got < want-8 || got > want+8):
			t.Errorf("%d entries: %.0f bytes, want %.0f", n, got, want)
		case n > 896 && got > want:
			t.Errorf("%d entries: %.0f bytes, want %.0f at most", n, got, want)
		}
	}
}
