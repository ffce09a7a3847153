package livemaps

import (
	"debug/dwarf"
	"fmt"
	"maps"
	"slices"
)

// A program is a target with what was read of its runtime.
type program struct {
	*reader
	exe    *executable
	index  *index
	bias   uint64
	layout *layout

	spans   *spans
	modules []module
	byAddr  map[uint64]*foundMap
	words   int // elements of slices and slots of maps that were looked at
	moved   int // times that the array of spans was read
	stopped bool

	vars   []namedVariable       // by address
	shapes map[shape][]candidate // see layouts
	owners map[uint64]*foundMap  // by groups: maps with maps as elements
}

// A module is what runtime.moduledata says of the executable: addresses in
// memory.
type module struct {
	text, end              uint64
	types, etypes          uint64
	data, edata, bss, ebss uint64
}

func newProgram(t *Target) (*program, error) {
	l, err := newLayout(t.exe, t.bias)
	if err != nil {
		return nil, err
	}
	p := &program{
		reader: newReader(t.mem, t.exe.index.order),
		exe:    t.exe, index: t.exe.index, bias: t.bias, layout: l,
	}
	o := l.mod
	for at := l.module; at != 0 && len(p.modules) < maxModules; at = p.u64(at + o.next) {
		if at == l.module && len(p.modules) > 0 {
			break
		}
		p.modules = append(p.modules, module{
			text: p.u64(at + o.text), end: p.u64(at + o.end),
			types: p.u64(at + o.types), etypes: p.u64(at + o.etypes),
			data: p.u64(at + o.data), edata: p.u64(at + o.edata),
			bss: p.u64(at + o.bss), ebss: p.u64(at + o.ebss),
		})
	}
	if m := p.modules[0]; m.types == 0 || m.types >= m.etypes || m.data > m.edata || m.bss > m.ebss {
		return nil, fmt.Errorf("%w, or was built with other flags: runtime.firstmoduledata is not at its place", ErrMismatch)
	}
	return p, p.checkTypes()
}

// checkTypes compares run-time types in memory with what DWARF says of them:
// they differ when the executable is another, whatever its build ID says.
func (p *program) checkTypes() error {
	o := p.layout.abi
	offsets := slices.Sorted(maps.Keys(p.index.byRun))
	step := max(1, len(offsets)/256)
	for i := 0; i < len(offsets); i += step {
		at := p.modules[0].types + offsets[i]
		t := p.runtimeType(at)
		if t == nil || t.size == 0 {
			continue
		}
		if int(p.u8(at+o.kind)&kindMask) != t.kind || p.u64(at+o.size) != uint64(t.size) {
			return fmt.Errorf("%w: its run-time types are others: %s has kind %d and %d bytes, DWARF says %d and %d",
				ErrMismatch, t.name, p.u8(at+o.kind), p.u64(at+o.size), t.kind, t.size)
		}
	}
	return nil
}

// runtimeType returns the type whose run-time type is at an address, or nil.
// Only those of the executable itself are in its DWARF.
func (p *program) runtimeType(addr uint64) *typ {
	m := p.modules[0]
	if addr < m.types || addr >= m.etypes {
		return nil
	}
	at, ok := p.index.byRun[addr-m.types]
	if !ok {
		return nil
	}
	return p.index.typeAt(at)
}

// funcAt returns the function whose code begins at pc.
func (p *program) funcAt(pc uint64) (function, bool) {
	f, ok := p.index.funcs[pc-p.bias]
	return f, ok
}

// children calls f with the parameters and variables of a function.
func (p *program) children(at dwarf.Offset, f func(e *dwarf.Entry)) {
	r := p.index.data.Reader()
	if e := entryAt(r, at); e == nil || !e.Children {
		return
	}
	for range maxLeaves {
		e, err := r.Next()
		if err != nil || e == nil || e.Tag == 0 {
			return
		}
		f(e)
		if e.Children {
			r.SkipChildren()
		}
	}
}
