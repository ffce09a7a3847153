package mapmodel

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// onWayOut reports whether fn ends the life of the owner that o reaches: a
// Close, Stop or Shutdown of it, or what only those call.
func (m *model) onWayOut(fn *ssa.Function, o flow.Source) bool {
	if m.off("shutdown") {
		return false
	}
	ends := func(f *ssa.Function) bool {
		f = flow.Declared(f)
		if !isWayOut(f.Name()) {
			return false
		}
		if !endsAll(f.Signature.Params()) {
			return false
		}
		if f.Signature.Recv() == nil {
			return o.Base == nil || m.Own(o.Var.Pkg())
		}
		return m.ownedBy(o, f)
	}
	if ends(fn) {
		return true
	}
	return m.OnlyFrom(fn, func(f *ssa.Function) bool { return ends(f) })
}

// ownedBy reports whether the receiver of method f is the owner of what o
// flow.Reaches, or holds it: then the end of the receiver is its end. It is not
// when the receiver only points back to the owner, as a connection does to
// its server.
func (m *model) ownedBy(o flow.Source, f *ssa.Function) bool {
	if o.Base == nil {
		return true
	}
	recv := flow.NamedOf(f.Signature.Recv().Type())
	if recv == nil {
		return false
	}
	owner := flow.NamedOf(o.Base.Type())
	if owner == recv {
		return true
	}
	for _, b := range m.Owners(o) {
		for depth := 0; b.Kind == flow.FromVar && depth < 4; depth++ {
			if m.sharedPointer(b.Var) {
				return false
			}
			if b.Base == nil {
				return false
			}
			if flow.NamedOf(b.Base.Type()) == recv {
				return true
			}
			next := m.Owners(b)
			if len(next) == 0 {
				break
			}
			b = next[0]
		}
	}
	return false
}

// constructs reports whether a method is called on an owner that the caller
// has just made.
func (m *model) constructs(c *flow.Call) bool {
	if len(c.Args) == 0 || c.Args[0] == nil {
		return false
	}
	for _, o := range m.LocalSources(c.Args[0]) {
		if o.Kind != flow.FromFresh || !m.handsOn(o.At) {
			return false
		}
	}
	return true
}

// endsAll reports whether the parameters of a function name nothing that is to
// be ended: they are contexts, errors, durations and flags.
func endsAll(params *types.Tuple) bool {
	for v := range params.Variables() {
		t := v.Type()
		if b, ok := t.Underlying().(*types.Basic); ok && (b.Kind() == types.Bool || isTime(t)) {
			continue
		}
		if n := flow.NamedOf(t); n == nil || n.Obj().Name() != "Context" && !flow.IsError(t) {
			return false
		}
	}
	return true
}
