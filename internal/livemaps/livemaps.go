// Package livemaps reads, from outside, the maps of a running Go process or of
// an ELF core dump of one: for each map with tables the entries that it has
// now, the room that its tables have, and who holds it.
//
// # Method
//
// The DWARF of the executable says where the runtime's variables lie and how
// its structs are laid out (layout.go). From runtime.mheap_ come the heap's
// spans (spans.go). A map header is an object of 48 bytes, so every object in
// the spans of that size is tested against the invariants of a map with
// tables, and so is every word of the goroutines' stacks (find.go). A map that
// is changing fails them and is read again, a few times; what still fails then
// is counted, and not listed.
//
// The names come last. A typed walk starts at the package-level variables and
// follows pointers, structs, arrays, slices, map elements, interfaces and the
// captured variables of function literals (walk.go). For the maps that it does
// not reach, one pass over the spans, the data segments and the stacks looks
// for words that point to the header (pointers.go).
//
// A process is only read: its memory is opened with O_RDONLY, it is never
// stopped or attached to. Whatever a file or a process says, memory and time
// have limits (limits in layout.go), and what does not fit is an error.
//
// # Limits
//
//   - Linux on 64-bit machines, Go 1.24 to 1.27: the versions with Swiss tables
//     whose constants are in layout.go.
//   - A map that never had more than eight entries has no tables. It has
//     nothing worth freeing, and is not listed.
//   - Memory changes while it is read. A map that changes keeps its figures
//     consistent, since they are checked against each other, but two maps are
//     not read at the same instant.
//   - A map that nothing points to is garbage that the collector has not swept
//     yet; it is listed while it takes memory. One that only garbage points to
//     can't be told from one that is in use.
//   - The walk does not follow unsafe.Pointer, uintptr or the buffers of
//     channels.
package livemaps

import (
	"cmp"
	"context"
	"slices"
)

// A Report says what maps a process holds.
type Report struct {
	Go   string // the toolchain that built the executable, as in go1.26.8
	Main string // import path of the main package, if the executable says so

	// Heap is the bytes of the spans that hold objects, with the free slots
	// between them: runtime.MemStats calls it HeapInuse.
	Heap int64

	// Maps with tables, the most wasted bytes first.
	Maps []Map

	// Changing counts the maps that changed whenever they were read. Their
	// figures are unknown.
	Changing int

	// Stopped says that a limit ended the search for names: a map can be
	// without a holder that has one.
	Stopped bool
}

// A Map is a map with tables.
type Map struct {
	Addr uint64 // of its header
	Type string // as in map[string]int; empty if unknown

	Entries int64 // that it has now
	Slots   int64 // of its tables, empty ones included
	Room    int64 // entries that the tables take before one of them grows
	Tables  int64
	Bytes   int64 // of the tables and the directory, rounded to size classes

	// Wasted is the bytes beyond what any map that grew to the entries there
	// are could have: maplayout.Grown.
	Wasted int64

	Holder Holder
}

// Kind says where a map is held.
type Kind string

const (
	// Variable is a package-level variable.
	Variable Kind = "variable"
	// Field is a field of a struct type.
	Field Kind = "field"
	// Captured is a local variable that a function literal captures.
	Captured Kind = "captured"
	// Goroutine is a goroutine's stack.
	Goroutine Kind = "goroutine"
	// Unknown is a place that has no type here.
	Unknown Kind = "unknown"
	// Garbage is a map that nothing points to: the next collection frees it.
	Garbage Kind = "garbage"
)

// A Holder is the variable or field that holds a map.
type Holder struct {
	Kind Kind

	// Name is package and variable, or package, type and field, each with "[]"
	// for each container between: main.cache, main.Cache.items,
	// main.byUser[]. For Captured it is function and variable, for Goroutine
	// the function that the goroutine was started with.
	Name string

	// Path is how the walk came there, from a package-level variable. It is
	// empty where the walk did not.
	Path string

	// ByLayout says that the struct type was found by its size and the place
	// of its map, as the only one that fits.
	ByLayout bool
}

// Maps reads the maps of the target. It returns an error when the process has
// ended meanwhile, or when what it reads can't be the memory of a Go program.
func (t *Target) Maps(ctx context.Context) (r *Report, err error) {
	defer recovered(&err)
	p, err := newProgram(t)
	if err != nil {
		return nil, t.orGone(err)
	}
	found, changing, err := p.find(ctx)
	if err != nil {
		return nil, t.orGone(err)
	}
	if err := p.name(ctx, found); err != nil {
		return nil, t.orGone(err)
	}
	if t.gone() {
		return nil, ErrGone
	}
	r = &Report{
		Go: t.exe.goVersion, Main: t.exe.mainPath,
		Heap: p.spans.inUse, Changing: changing, Stopped: p.stopped,
		Maps: make([]Map, 0, len(found)),
	}
	for _, m := range found {
		r.Maps = append(r.Maps, p.finish(m))
	}
	slices.SortFunc(r.Maps, func(a, b Map) int {
		return cmp.Or(cmp.Compare(b.Wasted, a.Wasted), cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Addr, b.Addr))
	})
	return r, nil
}
