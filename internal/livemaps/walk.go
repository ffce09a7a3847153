package livemaps

import (
	"context"
	"debug/dwarf"
	"maps"
	"slices"
	"strings"
)

// A walker follows typed memory from the package-level variables, in breadth:
// what it names first has the shortest path.
type walker struct {
	p        *program
	queue    []item
	seen     map[place]struct{}
	nodes    int
	closures map[uint64][]leaf // captured variables, by entry point
}

// An item is n values of one type that lie side by side.
type item struct {
	addr uint64
	typ  *typ
	n    uint64
	node *node
}

type place struct {
	addr uint64
	typ  *typ
}

// walk sets the holders of the maps that it reaches.
func (p *program) walk(ctx context.Context) error {
	w := &walker{p: p, seen: make(map[place]struct{}), closures: make(map[uint64][]leaf)}
	for _, name := range slices.Sorted(maps.Keys(p.index.vars)) {
		v := p.index.vars[name]
		t := p.index.typeAt(v.typ)
		if !p.index.reaches(t) || isInternal(name) {
			continue
		}
		name = unescape(name)
		root := &node{leaf: &leaf{step: name, anchor: name, kind: Variable}}
		w.push(item{v.addr + p.bias, t, 1, root})
	}
	for len(w.queue) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		// One generation after the other, so that the memory of the last one
		// is free again.
		now := w.queue
		w.queue = nil
		for _, it := range now {
			w.visit(it)
		}
	}
	return nil
}

// isInternal reports whether a variable is the runtime's own: its structs lie
// outside the heap, and name what the program holds by accident (the last
// panic, timers, profiles).
func isInternal(name string) bool {
	return strings.HasPrefix(name, "runtime.") || strings.HasPrefix(name, "internal/runtime/")
}

// push has an item visited, unless it was or will be.
func (w *walker) push(it item) {
	if it.addr == 0 || it.n == 0 || !w.p.index.reaches(it.typ) {
		return
	}
	key := place{it.addr, it.typ}
	if _, ok := w.seen[key]; ok {
		return
	}
	if len(w.seen) >= maxVisits {
		w.p.stopped = true
		return
	}
	w.seen[key] = struct{}{}
	w.queue = append(w.queue, it)
}

func (w *walker) visit(it item) {
	size := uint64(it.typ.size)
	if size == 0 {
		return
	}
	for i := range it.n {
		if !w.budget() {
			return
		}
		w.value(it.addr+i*size, it.typ, it.node)
	}
}

// budget counts a value that is looked at.
func (w *walker) budget() bool {
	if w.p.words >= maxWords {
		w.p.stopped = true
		return false
	}
	w.p.words++
	return true
}

// value looks at a value of type t in memory.
func (w *walker) value(addr uint64, t *typ, n *node) {
	plan := w.p.index.plan(t)
	for i := range plan {
		l := &plan[i]
		w.leaf(addr+l.off, l.typ, w.child(n, l))
	}
}

func (w *walker) leaf(at uint64, t *typ, n *node) {
	p := w.p
	switch t.kind {
	case kindPointer:
		w.push(item{p.u64(at), p.index.elem(t), 1, n})
	case kindSlice:
		w.slice(p.u64(at), p.u64(at+8), p.index.elem(t), n)
	case kindArray:
		w.visit(item{at, p.index.elem(t), uint64(t.length), w.child(n, elements)})
	case kindMap:
		w.mapValue(p.u64(at), t, n)
	case kindIface:
		w.iface(at, t, n)
	case kindFunc:
		w.closure(p.u64(at), n)
	}
}

// slice follows a slice, whose words can be of different age: never past the
// object that it points to.
func (w *walker) slice(data, length uint64, elem *typ, n *node) {
	if elem.size == 0 || data == 0 {
		return
	}
	end := uint64(0)
	if base, s, ok := w.p.object(data); ok {
		end = base + s.size
	} else {
		for _, m := range w.p.modules {
			switch {
			case data >= m.data && data < m.edata:
				end = m.edata
			case data >= m.bss && data < m.ebss:
				end = m.ebss
			}
		}
	}
	if end > data {
		w.push(item{data, elem, min(length, (end-data)/uint64(elem.size)), w.child(n, elements)})
	}
}

func (w *walker) iface(at uint64, t *typ, n *node) {
	p := w.p
	run := p.u64(at)
	if run == 0 {
		return
	}
	if !p.index.eface(t) {
		run = p.u64(run + p.layout.itabType)
	}
	dynamic := p.runtimeType(run)
	if dynamic == nil {
		return
	}
	if p.index.isDirect(dynamic) {
		w.value(at+8, dynamic, n)
		return
	}
	w.push(item{p.u64(at + 8), dynamic, 1, n})
}

// mapValue names the map with that header, and looks at its entries where they
// can lead to maps.
func (w *walker) mapValue(addr uint64, t *typ, n *node) {
	p := w.p
	if addr == 0 {
		return
	}
	if m := p.byAddr[addr]; m != nil && m.holder == nil && p.fits(m, t) {
		m.holder, m.typ = n, t
	}
	g := p.index.group(t)
	if g == nil || !p.index.reaches(g) {
		return
	}
	key := place{addr, t}
	if _, ok := w.seen[key]; ok || len(w.seen) >= maxVisits {
		return
	}
	w.seen[key] = struct{}{}
	n = w.child(n, elements)
	o := p.layout.hdr
	dir, dirLen := p.u64(addr+o.dir), p.u64(addr+o.dirLen)
	if dirLen == 0 {
		w.group(dir, g, n)
		return
	}
	p.tables(dir, dirLen, func(groups, count uint64) {
		for i := range count {
			w.group(groups+i*uint64(g.size), g, n)
		}
	})
}

// tables calls f with the groups of each table of a directory.
func (p *program) tables(dir, dirLen uint64, f func(groups, count uint64)) {
	last := uint64(0)
	for i := range min(dirLen, maxWords) {
		at := p.u64(dir + 8*i)
		if at == 0 {
			return
		}
		if at == last { // several entries of the directory for one table
			continue
		}
		last = at
		if t, ok := p.table(at); ok {
			f(p.u64(at+p.layout.table.groups), t.slots/groupSlots)
		}
	}
}

// group looks at the entries of a group. A key or element of more than 128
// bytes is a pointer there, and in the group's type.
func (w *walker) group(at uint64, g *typ, n *node) {
	if at == 0 || len(g.fields) == 0 {
		return
	}
	ctrl := w.p.u64(at)
	for _, f := range g.fields[1:] {
		slot := w.p.index.elem(f.typ)
		for i := range uint64(groupSlots) {
			if ctrl>>(8*i)&emptyBit != 0 || !w.budget() {
				continue
			}
			addr := at + f.off + i*uint64(slot.size)
			if f.name != "slots" { // mapsplitgroup: keys and elems
				w.value(addr, slot, n)
				continue
			}
			for _, part := range slot.fields {
				w.value(addr+part.off, part.typ, n)
			}
		}
	}
}

// closure looks at the variables that a function literal captures, or at the
// receiver of a method value.
func (w *walker) closure(addr uint64, n *node) {
	if addr == 0 {
		return
	}
	key := place{addr, nil}
	if _, ok := w.seen[key]; ok || len(w.seen) >= maxVisits {
		return
	}
	w.seen[key] = struct{}{}
	pc := w.p.u64(addr)
	captured, ok := w.closures[pc]
	if !ok {
		captured = w.p.captured(pc)
		w.closures[pc] = captured
	}
	for i := range captured {
		l := &captured[i]
		w.value(addr+l.off, l.typ, w.child(n, l))
	}
}

// captured returns the captured variables of the function that begins at pc,
// by their offset in the closure.
func (p *program) captured(pc uint64) []leaf {
	f, ok := p.funcAt(pc)
	if !ok {
		return nil
	}
	if t := p.receiver(f.name); t != nil {
		return []leaf{{off: 8, typ: t, step: " (" + unescape(f.name) + ")", kind: Captured}}
	}
	var captured []leaf
	p.children(f.at, func(e *dwarf.Entry) {
		off, ok := e.Val(attrClosure).(int64)
		name, _ := e.Val(dwarf.AttrName).(string)
		if !ok || off <= 0 || name == "" {
			return
		}
		// A variable that is captured by reference is called &v, and is a
		// pointer.
		name = strings.TrimPrefix(name, "&")
		captured = append(captured, leaf{
			off: uint64(off), typ: p.index.typeAt(ref(e, dwarf.AttrType)), kind: Captured,
			step: " (" + unescape(f.name) + ")." + name, anchor: outermost(unescape(f.name)) + "." + name,
		})
	})
	return captured
}

// receiver returns the type of the receiver that the method value wrapper
// pkg.(*T).M-fm or pkg.T.M-fm has in its closure, or nil.
func (p *program) receiver(name string) *typ {
	name, ok := strings.CutSuffix(name, "-fm")
	i := strings.LastIndexByte(name, '.')
	if !ok || i < 0 {
		return nil
	}
	name = name[:i]
	ptr := false
	if j := strings.Index(name, ".(*"); j >= 0 && strings.HasSuffix(name, ")") {
		ptr = true
		name = name[:j+1] + name[j+3:len(name)-1]
	}
	at, ok := p.index.byName[name]
	if !ok {
		return nil
	}
	if ptr {
		return &typ{name: "*" + name, kind: kindPointer, size: 8, elemAt: at}
	}
	return p.index.typeAt(at)
}

// outermost returns the function that a function literal stands in: main.run
// for main.run.func1.2 or main.run.gowrap1.
func outermost(name string) string {
	for _, mark := range []string{".func", ".gowrap", ".deferwrap", "-range"} {
		if i := strings.Index(name, mark); i > 0 {
			name = name[:i]
		}
	}
	return name
}
