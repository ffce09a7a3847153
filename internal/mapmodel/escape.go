package mapmodel

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// A place is where a value is kept beyond the call that made it.
type place struct {
	slot slotKey       // the variable, if it is one
	fn   *ssa.Function // the function that callers outside get it from, if it is one
	why  string
	pos  token.Pos
}

// An escape follows a value that is or has one of the named type forwards to the
// places that keep it, until found returns true for one.
type escape struct {
	m     *model
	named *types.Named
	seen  map[ssa.Value]bool
	steps int
	found func(place) bool
	// results is asked about what callers in the packages get; follow, if nil.
	results func(ssa.Value) bool
}

func (m *model) escapeOf(named *types.Named, found func(place) bool) *escape {
	return &escape{m: m, named: named, seen: make(map[ssa.Value]bool), found: found}
}

func (e *escape) keep(pos token.Pos, why string) bool {
	return e.found(place{pos: pos, why: why})
}

// follow reports whether found returned true for a place that keeps v.
func (e *escape) follow(v ssa.Value) bool {
	if v == nil || e.seen[v] {
		return false
	}
	e.seen[v] = true
	if fn, ok := e.m.worksWith(v); ok && e.keep(v.Pos(), "used by "+fn.Name()+", which does not return") {
		return true
	}
	if e.steps++; e.steps > 4000 {
		return e.keep(v.Pos(), "used in more places than were followed")
	}
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		if e.use(v, ref) {
			return true
		}
	}
	return false
}

func (e *escape) use(v ssa.Value, ref ssa.Instruction) bool {
	switch ref := ref.(type) {
	case *ssa.Store:
		if ref.Val == v {
			return e.storedTo(ref.Addr, 0, ref.Pos())
		}
	case *ssa.MapUpdate:
		if ref.Value == v || ref.Key == v {
			return e.storedTo(ref.Map, 1, ref.Pos())
		}
	case *ssa.Send:
		if ref.X == v {
			return e.keep(ref.Pos(), "sent on a channel")
		}
	case *ssa.Return:
		return e.returned(v, ref)
	case *ssa.MakeClosure:
		return e.captured(v, ref)
	case ssa.CallInstruction:
		return e.passed(v, ref)
	case *ssa.FieldAddr:
		if contains(ref.Type().(*types.Pointer).Elem(), e.named, 0) {
			return e.follow(ref)
		}
	case *ssa.IndexAddr:
		if contains(ref.Type().(*types.Pointer).Elem(), e.named, 0) {
			return e.follow(ref)
		}
	case *ssa.UnOp:
		if ref.Op == token.MUL && (contains(ref.Type(), e.named, 0) || pointsAt(ref.Type())) {
			return e.follow(ref)
		}
	case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.TypeAssert, *ssa.Slice, *ssa.Extract:
		return e.follow(ref.(ssa.Value))
	}
	return false
}

func pointsAt(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Slice, *types.Map, *types.Signature:
		return true
	}
	return false
}

// storedTo answers for a value that is stored at an address or into a
// container: it lives as long as that.
func (e *escape) storedTo(addr ssa.Value, elems int, pos token.Pos) bool {
	if alloc, ok := addr.(*ssa.Alloc); ok {
		return e.follow(alloc)
	}
	if ia, ok := addr.(*ssa.IndexAddr); ok && isLocalElement(ia) {
		return e.follow(ia.X)
	}
	for _, o := range e.m.LocalSources(addr) {
		switch o.Kind {
		case flow.FromVar:
			if e.found(place{slot: slotKey{o.Var, o.Elems + elems}, pos: pos, why: "stored in " + e.m.nameOf(o.Var)}) {
				return true
			}
		case flow.FromFresh:
			if e.follow(o.At) {
				return true
			}
		case flow.FromParam, flow.FromUnknown:
			if e.keep(pos, "stored in what the caller gave") {
				return true
			}
		}
	}
	return false
}

func (e *escape) returned(v ssa.Value, ret *ssa.Return) bool {
	fn := ret.Parent()
	if (e.m.CallableOutside(fn) || len(e.m.Callers[fn]) == 0 && fn.Parent() == nil) && e.found(place{fn: fn, pos: ret.Pos(), why: "returned by " + flow.Declared(fn).Name()}) {
		return true
	}
	results := e.results
	if results == nil {
		results = e.follow
	}
	return e.m.AnyResult(v, ret, results)
}

// captured answers for a variable that a function literal captures: the uses
// in the literal, and what becomes of the literal.
func (e *escape) captured(v ssa.Value, mc *ssa.MakeClosure) bool {
	fn := mc.Fn.(*ssa.Function)
	for i, b := range mc.Bindings {
		if b == v && i < len(fn.FreeVars) && e.follow(fn.FreeVars[i]) {
			return true
		}
	}
	return e.follow(mc)
}

func (e *escape) passed(v ssa.Value, site ssa.CallInstruction) bool {
	common := site.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" && site.Value() != nil {
			return e.follow(site.Value())
		}
		return false
	}
	if g, ok := site.(*ssa.Go); ok && (e.m.off("goroutine that ends") || !e.m.GoesOn(g) && e.m.Endless(g)) && e.keep(site.Pos(), "used by a goroutine that outlives the call") {
		return true
	}
	calls := e.m.Callees[site]
	for _, c := range calls {
		for i, a := range c.Args {
			if a == v && i < len(c.To.Params) && e.follow(c.To.Params[i]) {
				return true
			}
		}
		// A literal that the package calls itself was followed by captured.
		if c.Mode == flow.Unsure && e.keep(site.Pos(), "captured by a function given to "+flow.CalleeName(common)) {
			return true
		}
	}
	if len(calls) > 0 || common.Value == v {
		return false
	}
	var obj *types.Func
	if callee := common.StaticCallee(); callee != nil {
		obj, _ = callee.Object().(*types.Func)
	} else if common.IsInvoke() {
		obj = common.Method
	}
	switch effectOf(obj) {
	case noEffect, runsInGo:
		return e.keep(site.Pos(), "given to "+flow.CalleeName(common))
	}
	return false
}
