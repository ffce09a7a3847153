package mapuse

import (
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
	ends := func(f *ssa.Function) bool {
		f = declared(f)
		if !isWayOut(f.Name()) {
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
	return m.isManual(declared(fn), make(map[*ssa.Function]bool))
}

func (m *model) isManual(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if isExceptional(fn.Name()) {
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
