package mapmodel

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Resource returns what live resource each entry of the holder is, or holds
// directly: a connection, a file, a channel, a cancel function, or a value
// that has to be closed or stopped.
func (h *Holder) Resource() (string, bool) {
	if h.m.off("resource") {
		return "", false
	}
	if what, ok := h.m.resource(h.Map.Elem(), h.m.UnitOf(h.Var).Pass.Pkg, 0); ok {
		return what, true
	}
	if what, ok := h.m.resource(h.Map.Key(), h.m.UnitOf(h.Var).Pass.Pkg, 0); ok {
		return what, true
	}
	return "", false
}

// resource answers for one type, as package pkg sees it.
func (m *model) resource(t types.Type, pkg *types.Package, depth int) (string, bool) {
	if depth > 6 { // a type that holds its own kind
		return "", false
	}
	name := types.TypeString(t, types.RelativeTo(pkg))
	if perCall[typeName(t)] {
		return "", false
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return name, true
	case *types.Slice:
		return m.resource(u.Elem(), pkg, depth+2)
	case *types.Map:
		return m.resource(u.Elem(), pkg, depth+2)
	case *types.Pointer:
		if ends(t, pkg) {
			return name, true
		}
		if _, ok := u.Elem().Underlying().(*types.Struct); ok {
			return m.resource(u.Elem(), pkg, depth+2)
		}
	case *types.Interface:
		if ends(t, pkg) {
			return name, true
		}
	case *types.Signature:
		return name, flow.IsNamed(t, "context", "CancelFunc")
	case *types.Struct:
		if ends(types.NewPointer(t), pkg) {
			return name, true
		}
		if depth%2 == 1 { // a part of a struct that is looked into
			return "", false
		}
		for f := range u.Fields() {
			if m.sharedPointer(f.Origin()) {
				continue // what many entries have in common
			}
			if m.cancels(f.Origin()) {
				return f.Name(), true
			}
			if what, ok := m.resource(f.Type(), pkg, depth+1); ok && !isContainer(f.Type()) {
				return what, true
			}
		}
	}
	return "", false
}

// cancels reports whether a field is assigned the cancel function of a
// context.
func (m *model) cancels(f *types.Var) bool {
	if _, ok := f.Type().Underlying().(*types.Signature); !ok {
		return false
	}
	for _, st := range m.Stores[f] {
		v := st.Val
		if ct, ok := v.(*ssa.ChangeType); ok {
			v = ct.X
		}
		e, ok := v.(*ssa.Extract)
		if !ok {
			continue
		}
		if call, ok := e.Tuple.(*ssa.Call); ok {
			if c := call.Call.StaticCallee(); c != nil && c.Pkg != nil && c.Pkg.Pkg.Path() == "context" {
				return true
			}
		}
	}
	return false
}

func isContainer(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map:
		return true
	}
	return false
}

// ends reports whether values of type t have to be ended: they have a method
// Close, Stop, Shutdown, Cancel or Kill without parameters.
func ends(t types.Type, pkg *types.Package) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok && flow.IsNamed(p.Elem(), "time", "Timer") {
		return true // its Stop tells whether it was in time
	}
	for _, name := range []string{"Close", "Stop", "Shutdown", "Cancel", "Kill", "close", "stop", "cancel", "shutdown"} {
		obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
		if fn, ok := obj.(*types.Func); ok && fn.Signature().Params().Len() == 0 && onlyError(fn.Signature().Results()) {
			return true
		}
	}
	return false
}

func onlyError(results *types.Tuple) bool {
	return results.Len() == 0 || results.Len() == 1 && flow.IsError(results.At(0).Type())
}

// StartsWork reports whether a goroutine is started with each insert: then an
// entry stands for work that goes on.
func (h *Holder) StartsWork(inserts []*Op) (token.Pos, bool) {
	if h.m.off("starts work") {
		return token.NoPos, false
	}
	at := token.NoPos
	ok := all(inserts, func(op *Op) bool {
		in := op.instr.Block()
		for _, b := range op.Fn.Blocks {
			for _, instr := range b.Instrs {
				if g, ok := instr.(*ssa.Go); ok && h.m.InOneRound(b, in) && h.m.LoopsOf(op.Fn)[b] == h.m.LoopsOf(op.Fn)[in] {
					at = g.Pos()
					return true
				}
			}
		}
		return false
	})
	return at, ok
}

// perCall are types whose values belong to one call: what is live in them ends
// with it, and is no resource of a map.
var perCall = map[string]bool{"net/http.Request": true, "context.Context": true}

// typeName returns the path and name of a named type, or of the one it points to.
func typeName(t types.Type) string {
	n := flow.NamedOf(t)
	if n == nil || n.Obj().Pkg() == nil {
		return ""
	}
	return n.Obj().Pkg().Path() + "." + n.Obj().Name()
}
