// Package self tells what a program knows of its own maps.
package self

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"unsafe"
)

// A Map is what a program knows of one of its maps.
type Map struct {
	Holder  string // as maplint live names it, with its kind before
	Type    string
	Entries int
	Slots   int
	Tables  int
}

// header and table are internal/runtime/maps.Map and table, of Go 1.24 to 1.27.
type header struct {
	used   uint64
	seed   uintptr
	dir    unsafe.Pointer
	dirLen int
}

type table struct {
	used, capacity, growthLeft uint16
	localDepth                 uint8
	index                      int
	groups                     unsafe.Pointer
	mask                       uint64
}

// Of walks the tables of a map.
func Of[M ~map[K]V, K comparable, V any](holder string, m M) Map {
	h := *(**header)(unsafe.Pointer(&m))
	out := Map{Holder: holder, Type: reflect.TypeOf(m).String(), Entries: len(m)}
	var last *table
	for _, t := range unsafe.Slice((**table)(h.dir), h.dirLen) {
		if t != last {
			out.Slots += int(t.capacity)
			out.Tables++
		}
		last = t
	}
	return out
}

// Bytes returns what the tables of all maps of the program take by its own
// memory profile, which needs GODEBUG=memprofilerate=1. Headers, and the group
// of a map without tables, are left out.
func Bytes() int64 {
	for range 3 {
		runtime.GC() // the profile is of the collection before the last
	}
	records := make([]runtime.MemProfileRecord, 1<<14)
	n, ok := runtime.MemProfile(records, false)
	if !ok {
		panic("the profile is too large")
	}
	var sum int64
	for _, r := range records[:n] {
		if r.InUseObjects() != 0 && ofTables(&r) {
			sum += r.InUseBytes()
		}
	}
	return sum
}

// ofTables reports whether an allocation is what the map code asked for, and
// not what the runtime needed for itself on the way, as when a collection
// begins.
func ofTables(r *runtime.MemProfileRecord) bool {
	frames := runtime.CallersFrames(r.Stack())
	for found := false; ; {
		f, more := frames.Next()
		name, isRuntime := strings.CutPrefix(f.Function, "runtime.")
		switch {
		case strings.HasPrefix(f.Function, "internal/runtime/maps."):
			// new(Map) is the only object of 48 bytes.
			if strings.Contains(f.Function, "growToSmall") || r.InUseBytes() == 48*r.InUseObjects() {
				return false
			}
			found = true
		case !found && isRuntime && (strings.HasPrefix(name, "mallocgc") || name == "newarray" || name == "newobject" || name == "makeslice"):
		default:
			return found
		}
		if !more {
			return found
		}
	}
}

// Report prints what the program knows, and waits until its input ends.
func Report(maps ...Map) {
	line, err := json.Marshal(struct {
		Bytes int64
		Maps  []Map
	}{Bytes(), maps})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
	bufio.NewReader(os.Stdin).ReadByte()
}
