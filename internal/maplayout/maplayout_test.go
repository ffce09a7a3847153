package maplayout

import (
	"go/token"
	"go/types"
	"math"
	"reflect"
	"runtime"
	"strconv"
	"testing"
)

func TestEraOf(t *testing.T) {
	for goVersion, want := range map[string]Era{
		"go1.21":     Buckets,
		"go1.23":     Buckets,
		"1.23":       Buckets,
		"1.23.4":     Buckets,
		"go1.23.12":  Buckets,
		"go1.24":     Swiss,
		"go1.24rc1":  Swiss,
		"1.24.0":     Swiss,
		"go1.100":    Swiss,
		"go2.1":      Swiss,
		"":           Swiss,
		"devel":      Swiss,
		"gopher1.20": Swiss,
	} {
		if got := EraOf(goVersion); got != want {
			t.Errorf("EraOf(%q) = %d, want %d", goVersion, got, want)
		}
	}
}

// TestPerEntryMeasured compares PerEntry with the runtime that runs the test.
// The peaks are chosen so that each era is seen near both ends of its range:
// 53,248 entries fill a Buckets map and nearly fill the tables of a Swiss one,
// 53,249 make the former grow, and at 61,000 all but a few tables of the latter
// have split.
func TestPerEntryMeasured(t *testing.T) {
	peaks := []int{10_000, 53_248, 53_249, 61_000, 200_000}
	if testing.Short() {
		peaks = peaks[:4]
	}
	identity := func(i int) int { return i }
	era := EraOf(runtime.Version())
	for _, mapType := range []measured{
		measure[int, int](identity),
		measure[int, bool](identity),
		measure[int, *int](identity),
		measure[int, [128]byte](identity),
		measure[int, [136]byte](identity),
		measure[uint32, uint8](func(i int) uint32 { return uint32(i) }),
		measure[uint32, struct{}](func(i int) uint32 { return uint32(i) }),
		measure[float32, complex128](func(i int) float32 { return float32(i) }),
		measure[string, int](strconv.Itoa),
		measure[string, struct{}](strconv.Itoa),
		measure[string, *int](strconv.Itoa),
		measure[string, []byte](strconv.Itoa),
		measure[any, any](func(i int) any { return i }),
		measure[[3]uint8, bool](func(i int) [3]uint8 { return [3]uint8{byte(i), byte(i >> 8), byte(i >> 16)} }),
		measure[[136]byte, uint16](func(i int) [136]byte { return [136]byte{byte(i), byte(i >> 8), byte(i >> 16)} }),
		measure[struct {
			a uint8
			b string
			c uint16
		}, uint8](func(i int) struct {
			a uint8
			b string
			c uint16
		} {
			return struct {
				a uint8
				b string
				c uint16
			}{byte(i), strconv.Itoa(i), 0}
		}),
	} {
		t.Run(mapType.expr, func(t *testing.T) {
			r, ok := PerEntry(parseMap(t, mapType.expr), era, types.SizesFor("gc", runtime.GOARCH))
			if !ok {
				t.Fatal("size is unknown")
			}
			low, high := math.Inf(1), 0.0
			for _, n := range peaks {
				got := mapType.kept(t, n)
				t.Logf("%7d entries: %.2f bytes for each, want %.2f to %.2f", n, got, r.Min, r.Max)
				// The allocator's caches and the map's header are noise.
				if got < r.Min*0.99 || got > r.Max*1.01 {
					t.Errorf("%d entries: %.2f bytes for each, want %.2f to %.2f", n, got, r.Min, r.Max)
				}
				low, high = min(low, got), max(high, got)
			}
			if low > r.Min*1.2 || high < r.Max*0.8 {
				t.Errorf("%.2f to %.2f bytes measured: the range %.2f to %.2f is wider than it has to be", low, high, r.Min, r.Max)
			}
		})
	}
}

// TestSlidingWindow holds PerEntry to what it says of maps that lose and gain
// entries at their peak: they keep at least Min and, in Swiss tables, can keep
// more than Max.
func TestSlidingWindow(t *testing.T) {
	const n, rounds = 90_000, 20
	era := EraOf(runtime.Version())
	r, ok := PerEntry(parseMap(t, "map[int]int"), era, types.SizesFor("gc", runtime.GOARCH))
	if !ok {
		t.Fatal("size is unknown")
	}
	before := liveHeap()
	m := make(map[int]int)
	for i := range n * rounds {
		delete(m, i-n)
		m[i] = i
	}
	got := (liveHeap() - before) / n
	if len(m) != n {
		t.Fatalf("%d entries, want %d", len(m), n)
	}
	t.Logf("%.2f bytes for each entry, %.2f times Max", got, got/r.Max)
	if got < r.Min {
		t.Errorf("%.2f bytes for each entry, want at least %.2f", got, r.Min)
	}
	if era == Swiss && (got <= r.Max || got > 1.5*r.Max) {
		t.Errorf("%.2f bytes for each entry, want more than %.2f and less than half as much again", got, r.Max)
	}
}

// A measured map type can be filled in the running runtime.
type measured struct {
	expr string // as Go source

	// kept returns the bytes for each entry that stay when n entries have been
	// inserted and deleted again.
	kept func(t *testing.T, n int) float64
}

// measure describes map[K]V; key returns the i-th of any number of keys.
func measure[K comparable, V any](key func(i int) K) measured {
	return measured{
		expr: reflect.TypeFor[map[K]V]().String(),
		kept: func(t *testing.T, n int) float64 {
			before := liveHeap()
			m := make(map[K]V)
			var zero V
			for i := range n {
				m[key(i)] = zero
			}
			if len(m) != n {
				t.Fatalf("%d entries, want %d: keys are not distinct", len(m), n)
			}
			for i := range n {
				delete(m, key(i))
			}
			after := liveHeap()
			if len(m) != 0 {
				t.Fatalf("%d entries after deleting all", len(m))
			}
			return (after - before) / float64(n)
		},
	}
}

// liveHeap returns the bytes of reachable objects.
func liveHeap() float64 {
	runtime.GC()
	runtime.GC() // what the first found unreachable through finalizers and caches
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

// parseMap returns the type that expr, a map type of unnamed types, denotes.
func parseMap(t *testing.T, expr string) *types.Map {
	t.Helper()
	tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expr)
	if err != nil {
		t.Fatal(err)
	}
	return tv.Type.(*types.Map)
}

// TestMillionEntries pins the figures that were measured on linux/amd64 with
// go1.23 and go1.27 for a peak of 1,000,000 entries, in bytes for each entry.
// It is what still guards Buckets, which no supported toolchain runs.
func TestMillionEntries(t *testing.T) {
	const n = 1_000_000
	sizes := types.SizesFor("gc", "amd64")
	for _, test := range []struct {
		expr           string
		buckets, swiss float64
	}{
		{"map[int]int", 40.1, 37.8},
		{"map[int]bool", 24.5, 37.8},
		{"map[string]struct{}", 40.1, 55.8},
		{"map[string]*int", 57.9, 55.8},
		{"map[int][128]byte", 307.5, 301.6},
		{"map[int][136]byte", 40.1, 37.8},
		{"map[uint32]uint8", 15.6, 19.5},
	} {
		m := parseMap(t, test.expr)
		for era, want := range map[Era]float64{Buckets: test.buckets, Swiss: test.swiss} {
			r, ok := PerEntry(m, era, sizes)
			if !ok || want < r.Min || want > r.Max {
				t.Errorf("era %d: %s: range %.1f to %.1f, measured %.1f", era, test.expr, r.Min, r.Max, want)
			}

			// At this peak a Buckets map has one array, and nearly all of the
			// 1,024 tables that a Swiss map had at half the peak have split. The
			// headers of tables are in the measured figure only.
			tables, ok := Tables(m, era, sizes)
			if !ok {
				t.Fatalf("%s: size is unknown", test.expr)
			}
			var bytes int64
			for _, table := range tables {
				count := int64(1)
				if era == Swiss {
					count = 2048
				}
				bytes = table.Block * count
				if table.Entries*count >= n {
					break
				}
			}
			if got := float64(bytes) / n; math.Abs(got-want)/want > 0.006 {
				t.Errorf("era %d: %s: tables for a million entries have %.2f bytes for each, measured %.1f", era, test.expr, got, want)
			}
		}
	}
}

// TestLayout pins blocks whose size depends on padding, on the header of
// blocks with pointers, or on the width of pointers: the array of 64
// buckets, and the table of 1,024 slots. TestProfile confirms the like when it
// runs on the architecture, and under Go 1.23 for Buckets.
func TestLayout(t *testing.T) {
	for _, test := range []struct {
		expr, arch     string
		buckets, swiss int64
	}{
		{"map[int]int", "amd64", 10240, 18432},
		{"map[int]int", "386", 5376, 9472},
		{"map[string]int", "amd64", 14336, 27264},
		{"map[string]int", "386", 8192, 13568},
		{"map[string]struct{}", "amd64", 10240, 27264},
		{"map[string]struct{}", "386", 5376, 13568},
		{"map[uint32]uint64", "amd64", 8192, 18432},
		{"map[uint32]uint64", "386", 8192, 13568},
		{"map[[3]uint8]bool", "amd64", 3456, 5376},
		{"map[[3]uint8]bool", "386", 3072, 5376},
		{"map[[0]*int]struct{}", "amd64", 1152, 2048},
		{"map[[129]byte][129]byte", "386", 5376, 9472},
	} {
		m := parseMap(t, test.expr)
		sizes := types.SizesFor("gc", test.arch)
		buckets, ok := Tables(m, Buckets, sizes)
		if want := (Table{Entries: 416, Block: test.buckets}); !ok || buckets[6] != want {
			t.Errorf("%s, %s: 64 buckets are %+v, want %+v", test.expr, test.arch, buckets[6], want)
		}
		swiss, ok := Tables(m, Swiss, sizes)
		if want := (Table{Entries: 896, Block: test.swiss}); !ok || swiss[7] != want {
			t.Errorf("%s, %s: 128 groups are %+v, want %+v", test.expr, test.arch, swiss[7], want)
		}
	}
}

func TestRange(t *testing.T) {
	m := parseMap(t, "map[int]int")
	for era, want := range map[Era]Range{
		// The array of 2^18 and 2^14 buckets when it is full: its last page is
		// full too. The array of 2^10 buckets when 3,328 entries no longer fit
		// into one of 2^9: it needs 156,672 bytes and gets 20 pages.
		Buckets: {17. / 16 * 144 / 6.5, 163840. / 3329},
		// The table of 17,408 bytes has 18,432, a header of 32, and one or two
		// pointers in the directory.
		Swiss: {(18432. + 32 + 8) / 896, 2 * (18432. + 32 + 16) / 897},
	} {
		got, ok := PerEntry(m, era, types.SizesFor("gc", "amd64"))
		if !ok || math.Abs(got.Min-want.Min) > 1e-9 || math.Abs(got.Max-want.Max) > 1e-9 {
			t.Errorf("era %d: %v, want %v", era, got, want)
		}
	}
}

func TestPointers(t *testing.T) {
	for expr, want := range map[string]bool{
		"map[int]complex64":                  false,
		"map[int][4]struct{ a, b bool }":     false,
		"map[int][0]string":                  false,
		"map[[136]byte]int":                  true,
		"map[int][136]byte":                  true,
		"map[string]int":                     true,
		"map[int]string":                     true,
		"map[int]any":                        true,
		"map[int][]int":                      true,
		"map[int]map[int]int":                true,
		"map[int]func()":                     true,
		"map[int]chan int":                   true,
		"map[struct{ p *int; n int }]int":    true,
		"map[int][2]struct{ p *int; n int }": true,
	} {
		for _, era := range []Era{Buckets, Swiss} {
			u, ok := unitOf(parseMap(t, expr), era, types.SizesFor("gc", "amd64"))
			if !ok || u.pointers != want {
				t.Errorf("era %d: %s has pointers: %v, want %v", era, expr, u.pointers, want)
			}
		}
	}
}

func TestUnknownSize(t *testing.T) {
	param := types.NewTypeParam(types.NewTypeName(token.NoPos, nil, "T", nil), types.Universe.Lookup("any").Type())
	field := func(t types.Type) types.Type { return structOf(types.Typ[types.Int], t) }
	invalid := types.Typ[types.Invalid]
	sizes := types.SizesFor("gc", "amd64")
	for _, test := range []struct {
		elem types.Type
		want bool
	}{
		{param, false},
		{field(param), false},
		{types.NewArray(field(param), 4), false},
		{invalid, false},
		{field(invalid), false},
		{types.NewArray(types.Typ[types.Int64], 1<<61), false},
		{types.NewPointer(param), true},
		{field(types.NewSlice(param)), true},
		{types.NewMap(param, param), true},
		{types.NewPointer(invalid), true},
	} {
		byElem := types.NewMap(types.Typ[types.String], test.elem)
		byKey := types.NewMap(test.elem, types.Typ[types.String]) // no matter that some are not comparable
		for _, m := range []*types.Map{byElem, byKey} {
			for _, era := range []Era{Buckets, Swiss} {
				if r, ok := PerEntry(m, era, sizes); ok != test.want {
					t.Errorf("PerEntry(%v) = %v, %v, want %v", m, r, ok, test.want)
				}
				if tables, ok := Tables(m, era, sizes); ok != test.want {
					t.Errorf("Tables(%v) = %v, %v, want %v", m, tables, ok, test.want)
				}
			}
		}
	}
	if _, ok := PerEntry(types.NewMap(types.Typ[types.Int], types.Typ[types.Int]), Swiss, nil); ok {
		t.Error("PerEntry without sizes knows a size")
	}
}
