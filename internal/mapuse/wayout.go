package mapuse

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// onlyFrom reports whether fn, or all functions that call it, are of a kind.
func (m *model) onlyFrom(fn *ssa.Function, kind func(*ssa.Function) bool) bool {
	seen := make(map[*ssa.Function]bool)
	var only func(fn *ssa.Function) bool
	only = func(fn *ssa.Function) bool {
		if kind(fn) {
			return true
		}
		if seen[fn] {
			return true
		}
		seen[fn] = true
		if isYield(fn) {
			return only(fn.Parent())
		}
		if m.callableOutside(fn) || len(m.callers[fn]) == 0 {
			return false
		}
		for _, c := range m.callers[fn] {
			if !only(c.in) {
				return false
			}
		}
		return true
	}
	return only(fn)
}

// underOnce reports whether only sync.Once runs fn, and not a goroutine
// without an end that it starts.
func (m *model) underOnce(fn *ssa.Function) bool {
	if m.off("sync.Once") {
		return false
	}
	seen := make(map[*ssa.Function]bool)
	var under func(fn *ssa.Function) bool
	under = func(fn *ssa.Function) bool {
		if seen[fn] || len(m.callers[fn]) == 0 {
			return false
		}
		seen[fn] = true
		for _, c := range m.callers[fn] {
			if c.mode == once {
				continue
			}
			if g, ok := c.site.(*ssa.Go); ok && m.endless(g) || !under(c.in) {
				return false
			}
		}
		return !m.callableOutside(fn)
	}
	return under(fn)
}

// onWayOut reports whether fn ends the life of the owner that o reaches: a
// Close, Stop or Shutdown of it, or what only those call.
func (m *model) onWayOut(fn *ssa.Function, o origin) bool {
	if m.off("shutdown") {
		return false
	}
	ends := func(f *ssa.Function) bool {
		f = declared(f)
		if !isWayOut(f.Name()) && (m.off("shutdown hook") || !isHook(f)) {
			return false
		}
		if f.Signature.Recv() == nil {
			return o.base == nil || m.own(o.slot.Pkg())
		}
		return m.ownedBy(o, f)
	}
	if ends(fn) {
		return true
	}
	return m.onlyFrom(fn, func(f *ssa.Function) bool { return ends(f) })
}

// atWorkersEnd reports whether a loop goes through a collection of the owner
// in what a worker defers that has no end of its own and is not started again
// in a loop: the worker's end is that of the owner. What a handler defers goes
// through its own list.
func (m *model) atWorkersEnd(l *Loop, o origin) bool {
	if m.off("worker's end") {
		return false
	}
	over := m.ranged(l)
	if over == nil || !over.IsField() || m.ownerOf(over) != m.ownerOf(o.slot) || m.callableOutside(l.Fn) {
		return false
	}
	for _, c := range m.callers[l.Fn] {
		if _, ok := c.site.(*ssa.Defer); (!ok || !m.works(c.in)) && !m.onWayOut(c.in, o) {
			return false
		}
		for _, again := range m.callers[c.in] {
			if m.loopsOf(again.in)[again.site.Block()] != nil {
				return false
			}
		}
	}
	return len(m.callers[l.Fn]) > 0
}

// works reports whether a function waits for events in a loop without an end.
func (m *model) works(fn *ssa.Function) bool {
	for _, l := range m.loopsOf(fn) {
		if !leaves(l) && waits(l) {
			return true
		}
	}
	return false
}

// ranged returns the field or package variable that a loop ranges over: a
// map, or a slice by index.
func (m *model) ranged(l *Loop) *types.Var {
	for _, b := range l.Fn.Blocks {
		if m.loopsOf(l.Fn)[b] != l {
			continue
		}
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Next:
				if r, ok := instr.Iter.(*ssa.Range); ok {
					if v := slotLoad(r.X); v != nil {
						return v
					}
				}
			case *ssa.IndexAddr:
				if v := slotLoad(instr.X); v != nil && isLoopCounter(instr.Index) {
					return v
				}
			}
		}
	}
	return nil
}

// ownedBy reports whether the receiver of method f is the owner of what o
// reaches, or holds it: then the end of the receiver is its end. It is not
// when the receiver only points back to the owner, as a connection does to
// its server.
func (m *model) ownedBy(o origin, f *ssa.Function) bool {
	if o.base == nil {
		return true
	}
	recv := namedOf(f.Signature.Recv().Type())
	if recv == nil {
		return false
	}
	owner := namedOf(o.base.Type())
	if owner == recv {
		return true
	}
	for _, b := range m.bases(o) {
		for depth := 0; b.kind == fromSlot && depth < 4; depth++ {
			if m.sharedPointer(b.slot) {
				return false
			}
			if b.base == nil {
				return false
			}
			if namedOf(b.base.Type()) == recv {
				return true
			}
			next := m.bases(b)
			if len(next) == 0 {
				break
			}
			b = next[0]
		}
	}
	return false
}

// manual reports whether fn runs only on an exceptional path: somebody asks
// for it by an operation such as Reset or Flush that the package itself does
// not call in its normal course, or state is restored, or the leader changes.
func (m *model) manual(fn *ssa.Function) bool {
	if m.off("by hand") {
		return false
	}
	return m.isManual(declared(fn), make(map[*ssa.Function]bool))
}

func (m *model) isManual(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if !m.off("exceptional") && isExceptional(fn.Name()) {
		return true
	}
	if seen[fn] {
		return true
	}
	seen[fn] = true
	called := false
	for _, c := range m.callers[fn] {
		if m.constructs(c) {
			continue
		}
		called = true
		if c.mode == looped || m.loopsOf(c.in)[c.site.Block()] != nil || !m.isManual(declared(c.in), seen) {
			return false
		}
	}
	return isManual(fn.Name()) || called && !m.callableOutside(fn)
}

// constructs reports whether a method is called on an owner that the caller
// has just made.
func (m *model) constructs(c *call) bool {
	if len(c.args) == 0 || c.args[0] == nil {
		return false
	}
	for _, o := range m.localOrigins(c.args[0]) {
		if o.kind != fromFresh || !m.handsOn(o.at) {
			return false
		}
	}
	return true
}
