package mapmodel

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

func (m *model) predicates(v ssa.Value) []flow.Target {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return nil
	}
	return m.FuncsOf(v)
}

func isTime(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" && n.Obj().Name() == "Duration"
}

// ofEntry reports whether a number belongs to an entry: the key, a part of
// it, or a field of something other than the holder's owner.
func (m *model) ofEntry(h *Holder, v ssa.Value, depth int) bool {
	if depth > 5 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Next, *ssa.Lookup:
			return true
		case *ssa.Call:
			return m.ofEntry(h, t, depth+1)
		}
	case *ssa.Lookup, *ssa.Index, *ssa.Field:
		return true
	case *ssa.UnOp:
		switch addr := v.X.(type) {
		case *ssa.FieldAddr:
			n := flow.NamedOf(addr.X.Type())
			return n == nil || n.Obj() != h.Owner && !hasMap(n)
		case *ssa.IndexAddr:
			return true
		}
		return m.ofEntry(h, v.X, depth+1)
	case *ssa.Parameter: // of a predicate, or the key
		return types.Identical(v.Type(), h.Map.Key()) || v.Parent().Parent() != nil && types.Identical(v.Type(), h.Map.Elem())
	case *ssa.Phi:
		return types.Identical(v.Type(), h.Map.Key())
	case *ssa.BinOp:
		return m.ofEntry(h, v.X, depth+1) || m.ofEntry(h, v.Y, depth+1)
	case *ssa.Convert:
		return m.ofEntry(h, v.X, depth+1)
	case *ssa.ChangeType:
		return m.ofEntry(h, v.X, depth+1)
	case *ssa.Call:
		if v.Call.IsInvoke() {
			return true
		}
		for _, a := range v.Call.Args {
			if m.ofEntry(h, a, depth+1) || isStruct(a.Type()) {
				return true
			}
		}
	}
	return false
}

func isStruct(t types.Type) bool {
	n := flow.NamedOf(t)
	if n == nil {
		return false
	}
	_, ok := n.Underlying().(*types.Struct)
	return ok && !hasMap(n)
}

// hasMap reports whether a struct type has a map field: such a receiver is
// the keeper of state rather than a message.
func hasMap(n *types.Named) bool {
	s, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range s.Fields() {
		if mapOf(field.Type()) != nil {
			return true
		}
	}
	return false
}
