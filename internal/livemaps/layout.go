package livemaps

import (
	"fmt"
)

// The versions of Go whose constants are those below. What DWARF says is not
// among them: the offsets and sizes of the runtime's structs.
const (
	firstGo = "go1.24"
	lastGo  = "go1.27"
)

// Constants of the runtime, the same in Go 1.24 to 1.27.
const (
	pageSize4K = 4 << 10
	heapPage   = 8 << 10 // runtime/malloc.go, pageSize

	spanInUse = 1 // runtime/mheap.go, mSpanInUse
	noscanBit = 1 // runtime/mheap.go, spanClass.noscan
	maxInSpan = 512
	// mallocHead is runtime/malloc.go, mallocHeaderSize. The header precedes
	// blocks over maxInSpan (gc.MinSizeForMallocHeader) with pointers; blocks
	// with a span of their own have the type in mspan.largeType instead.
	mallocHead = 8

	groupSlots = 8    // internal/abi/map.go, MapGroupSlots
	maxSlots   = 1024 // internal/runtime/maps/table.go, maxTableCapacity
	emptyBit   = 0x80 // internal/runtime/maps/group.go: of a control byte without an entry

	goIdle, goDead         = 0, 6 // runtime/runtime2.go, _Gidle, _Gdead
	goRunning, goSyscall   = 2, 3
	goScan                 = 0x1000 // _Gscan, set beside the other states
	stateMask              = ^uint64(goScan)
	kindMask               = 31
	kindArray, kindChan    = 17, 18 // internal/abi/type.go
	kindFunc, kindIface    = 19, 20
	kindMap, kindPointer   = 21, 22
	kindSlice, kindString  = 23, 24
	kindStruct, kindUnsafe = 25, 26
)

// limits on what is read, so that no file or process makes this one run out of
// memory or never end. The largest Go programs that are known stay far below.
const (
	maxDWARF   = 4 << 30
	maxNotes   = 64 << 20
	maxBlocks  = 6 << 10 // of 4 KiB
	maxSpans   = 16 << 20
	maxMoves   = 100
	maxMaps    = 8 << 20
	maxGs      = 4 << 20
	maxStack   = 1 << 30 // runtime/proc.go, maxstacksize on 64-bit systems
	maxStacks  = 4 << 30 // of all goroutines
	maxModules = 1 << 10
	maxUnread  = 1 << 20  // pages that are not there
	maxTypes   = 4 << 20  // DWARF types that are looked at
	maxVisits  = 3 << 20  // objects that the walk looks at
	maxNested  = 32       // structs and arrays within each other
	maxLeaves  = 4 << 10  // pointers in one type
	maxNodes   = 1 << 20  // different paths
	maxWords   = 64 << 20 // elements of slices, slots of maps
)

// A layout has the offsets of what is read of the runtime's structs.
type layout struct {
	heap      uint64 // address of runtime.mheap_
	allspans  uint64
	allgs     uint64 // address of runtime.allgs
	module    uint64 // address of runtime.firstmoduledata
	spanBytes int64

	span struct {
		start, pages, elems, free, bits, class, state, size, large uint64
	}
	hdr struct {
		used, dir, dirLen, depth, shift, writing uint64
		size                                     int64
	}
	table struct {
		used, capacity, growth, depth, index, groups, mask uint64
		size                                               int64
	}
	g struct {
		lo, hi, sp, syscallsp, status, start uint64
	}
	mod struct {
		text, end, next        uint64
		types, etypes          uint64
		data, edata, bss, ebss uint64
	}
	abi      struct{ size, kind uint64 } // in a run-time type
	itabType uint64                      // in an itab
}

// newLayout reads the offsets from DWARF.
func newLayout(x *executable, bias uint64) (*layout, error) {
	var l layout
	for _, v := range []struct {
		name string
		to   *uint64
	}{
		{"runtime.mheap_", &l.heap},
		{"runtime.allgs", &l.allgs},
		{"runtime.firstmoduledata", &l.module},
	} {
		at, ok := x.index.vars[v.name]
		if !ok {
			return nil, fmt.Errorf("%w: no variable %s", ErrNoDWARF, v.name)
		}
		*v.to = at.addr + bias
	}
	for _, f := range []struct {
		typ   string
		field []string
		to    *uint64
	}{
		{"runtime.mheap", []string{"allspans"}, &l.allspans},
		{"runtime.mspan", []string{"startAddr"}, &l.span.start},
		{"runtime.mspan", []string{"npages"}, &l.span.pages},
		{"runtime.mspan", []string{"nelems"}, &l.span.elems},
		{"runtime.mspan", []string{"freeindex"}, &l.span.free},
		{"runtime.mspan", []string{"allocBits"}, &l.span.bits},
		{"runtime.mspan", []string{"spanclass"}, &l.span.class},
		{"runtime.mspan", []string{"state", "s", "value"}, &l.span.state},
		{"runtime.mspan", []string{"elemsize"}, &l.span.size},
		{"runtime.mspan", []string{"largeType"}, &l.span.large},
		{"internal/runtime/maps.Map", []string{"used"}, &l.hdr.used},
		{"internal/runtime/maps.Map", []string{"dirPtr"}, &l.hdr.dir},
		{"internal/runtime/maps.Map", []string{"dirLen"}, &l.hdr.dirLen},
		{"internal/runtime/maps.Map", []string{"globalDepth"}, &l.hdr.depth},
		{"internal/runtime/maps.Map", []string{"globalShift"}, &l.hdr.shift},
		{"internal/runtime/maps.Map", []string{"writing"}, &l.hdr.writing},
		{"internal/runtime/maps.table", []string{"used"}, &l.table.used},
		{"internal/runtime/maps.table", []string{"capacity"}, &l.table.capacity},
		{"internal/runtime/maps.table", []string{"growthLeft"}, &l.table.growth},
		{"internal/runtime/maps.table", []string{"localDepth"}, &l.table.depth},
		{"internal/runtime/maps.table", []string{"index"}, &l.table.index},
		{"internal/runtime/maps.table", []string{"groups", "data"}, &l.table.groups},
		{"internal/runtime/maps.table", []string{"groups", "lengthMask"}, &l.table.mask},
		{"runtime.g", []string{"stack", "lo"}, &l.g.lo},
		{"runtime.g", []string{"stack", "hi"}, &l.g.hi},
		{"runtime.g", []string{"sched", "sp"}, &l.g.sp},
		{"runtime.g", []string{"syscallsp"}, &l.g.syscallsp},
		{"runtime.g", []string{"atomicstatus", "value"}, &l.g.status},
		{"runtime.g", []string{"startpc"}, &l.g.start},
		{"runtime.moduledata", []string{"text"}, &l.mod.text},
		{"runtime.moduledata", []string{"end"}, &l.mod.end},
		{"runtime.moduledata", []string{"types"}, &l.mod.types},
		{"runtime.moduledata", []string{"etypes"}, &l.mod.etypes},
		{"runtime.moduledata", []string{"next"}, &l.mod.next},
		{"runtime.moduledata", []string{"data"}, &l.mod.data},
		{"runtime.moduledata", []string{"edata"}, &l.mod.edata},
		{"runtime.moduledata", []string{"bss"}, &l.mod.bss},
		{"runtime.moduledata", []string{"ebss"}, &l.mod.ebss},
		{"internal/abi.Type", []string{"Size_"}, &l.abi.size},
		{"internal/abi.Type", []string{"Kind_"}, &l.abi.kind},
		{"internal/abi.ITab", []string{"Type"}, &l.itabType},
	} {
		t, err := x.index.named(f.typ)
		if err != nil {
			return nil, err
		}
		for _, name := range f.field {
			m, ok := t.field(name)
			if !ok {
				return nil, fmt.Errorf("%w: %s has no field %s", ErrVersion, f.typ, name)
			}
			*f.to += m.off
			t = m.typ
		}
	}
	for name, size := range map[string]*int64{
		"runtime.mspan": &l.spanBytes, "internal/runtime/maps.Map": &l.hdr.size, "internal/runtime/maps.table": &l.table.size,
	} {
		t, err := x.index.named(name)
		if err != nil {
			return nil, err
		}
		if *size = t.size; t.size < 16 || t.size > 1<<10 {
			return nil, fmt.Errorf("%w: %s has %d bytes", ErrVersion, name, t.size)
		}
	}
	return &l, nil
}
