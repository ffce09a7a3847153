package mapmodel

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// KeyValues returns how many different keys of type t there can be, up to
// SmallBound; ok is false when there can be more.
func (h *Holder) KeyValues() (n int64, ok bool) {
	n = h.m.values(h.Map.Key(), 0)
	return n, n <= SmallBound
}

func (m *model) values(t types.Type, depth int) int64 {
	const many = SmallBound + 1
	if depth > 4 {
		return many
	}
	if n := m.enumValues(t); n > 0 {
		return n
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		switch t.Kind() {
		case types.Bool:
			return 2
		case types.Int8, types.Uint8:
			return 256
		}
	case *types.Array:
		return power(m.values(t.Elem(), depth+1), t.Len(), many)
	case *types.Struct:
		n := int64(1)
		for field := range t.Fields() {
			n = min(many, n*m.values(field.Type(), depth+1))
		}
		return n
	}
	return many
}

func power(base, exp, most int64) int64 {
	n := int64(1)
	for ; exp > 0 && n < most && base > 1; exp-- {
		n = min(most, n*base)
	}
	return n
}

// enumValues returns the number of constants of an enumeration, or 0 if t is
// none: a named integer or string type with at least three constants, where
// the integers lie close together.
func (m *model) enumValues(t types.Type) int64 {
	if m.off("enumeration") {
		return 0
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return 0
	}
	basic, ok := named.Underlying().(*types.Basic)
	if !ok || basic.Info()&(types.IsInteger|types.IsString) == 0 {
		return 0
	}
	if n, ok := m.memos.enums[named.Obj()]; ok {
		return n
	}
	var n, lo, hi int64
	scope := named.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		c, ok := scope.Lookup(name).(*types.Const)
		if !ok || !types.Identical(c.Type(), named) || m.InTest(c) {
			continue
		}
		if basic.Info()&types.IsInteger != 0 {
			v, exact := constant.Int64Val(constant.ToInt(c.Val()))
			if !exact || v > 1<<32 || v < -1<<32 { // no small enumeration
				n = 0
				break
			}
			if n == 0 {
				lo, hi = v, v
			}
			lo, hi = min(lo, v), max(hi, v)
		}
		n++
	}
	if n < 3 || hi-lo > 4*n {
		n = 0
	}
	m.memos.enums[named.Obj()] = n
	return n
}

// FixedKeys reports whether all keys that op inserts stand in the source:
// constants, or indexes of a loop over a fixed number of rounds.
func (h *Holder) FixedKeys(op *Op) bool {
	if h.m.off("fixed keys") {
		return false
	}
	if op.key == nil {
		return false
	}
	return h.m.fixedKey(op.key, 0)
}

func (m *model) fixedKey(v ssa.Value, depth int) bool {
	if depth > 6 {
		return false
	}
	if !m.off("array index") && indexesArray(v) {
		return true
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Phi:
		if l := m.LoopsOf(v.Parent())[v.Block()]; l != nil && l.Header == v.Block() && flow.IsCounter(v, l) {
			return m.ConstantRounds(l)
		}
		for _, e := range v.Edges {
			if !m.fixedKey(e, depth+1) {
				return false
			}
		}
		return true
	case *ssa.BinOp:
		if k, ok := v.Y.(*ssa.Const); ok && (v.Op == token.REM || v.Op == token.AND) && k.Value != nil {
			n, exact := constant.Int64Val(constant.ToInt(k.Value))
			return exact && n <= SmallBound
		}
		return m.fixedKey(v.X, depth+1) && m.fixedKey(v.Y, depth+1)
	case *ssa.Call:
		callee := m.Body(v.Call.StaticCallee())
		if callee == nil {
			return false
		}
		for _, r := range flow.ReturnsOf(callee, 0) {
			if !m.fixedKey(r, depth+1) {
				return false
			}
		}
		return true
	case *ssa.Convert:
		return m.fixedKey(v.X, depth+1)
	case *ssa.ChangeType:
		return m.fixedKey(v.X, depth+1)
	case *ssa.UnOp: // an element of a literal that is ranged over
		if ia, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			if g, ok := ia.X.(*ssa.Global); ok {
				return m.isFixedArray(g)
			}
			return m.IsLiteral(ia.X)
		}
	case *ssa.Extract:
		if next, ok := v.Tuple.(*ssa.Next); ok {
			if r, ok := next.Iter.(*ssa.Range); ok {
				return m.IsLiteral(r.X)
			}
		}
	case *ssa.Parameter:
		callers := m.Callers[v.Parent()]
		if len(callers) == 0 || m.CallableOutside(v.Parent()) {
			return false
		}
		for _, c := range callers {
			i := flow.ParamIndex(v)
			if i >= len(c.Args) || c.Args[i] == nil || !m.fixedKey(c.Args[i], depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// indexesArray reports whether v is also used as an index into a small array,
// and so cannot exceed its length.
func indexesArray(v ssa.Value) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		var x ssa.Value
		switch ref := ref.(type) {
		case *ssa.IndexAddr:
			if ref.Index == v {
				x = ref.X
			}
		case *ssa.Index:
			if ref.Index == v {
				x = ref.X
			}
		case *ssa.Convert:
			if indexesArray(ref) {
				return true
			}
		}
		if x == nil {
			continue
		}
		t := x.Type().Underlying()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem().Underlying()
		}
		if a, ok := t.(*types.Array); ok && a.Len() <= SmallBound {
			return true
		}
	}
	return false
}

// isFixedArray reports whether a package variable is a small array that only
// its declaration fills.
func (m *model) isFixedArray(g *ssa.Global) bool {
	v := flow.VarOf(g)
	if v == nil || v.Exported() || m.Exposed[v] {
		return false
	}
	a, ok := v.Type().Underlying().(*types.Array)
	return ok && a.Len() <= SmallBound && !slices.ContainsFunc(m.Stores[v], func(st *ssa.Store) bool { return !flow.IsPackageInit(st.Parent()) })
}
