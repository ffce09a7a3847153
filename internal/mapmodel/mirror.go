package mapmodel

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Mirrors reports whether each of the sweeps removes what another collection
// does not have, and each of the inserts brings an element of a collection.
func (h *Holder) Mirrors(sweeps []*Sweep, inserts []*Op) (pos token.Pos, ok bool) {
	if h.m.off("mirror") {
		return token.NoPos, false
	}
	ok = all(sweeps, func(s *Sweep) bool {
		at, absent := s.Absent(h)
		pos = at
		return absent
	}) && all(inserts, func(op *Op) bool { return op.key == nil || h.m.fromCollection(op.key, 0) })
	return pos, ok
}

// mirrored is Mirrors for all that is done to the holder.
func (h *Holder) mirrored() (token.Pos, bool) {
	var sweeps []*Sweep
	for _, s := range h.Sweeps() {
		if !s.WayOut {
			sweeps = append(sweeps, s)
		}
	}
	var inserts []*Op
	for _, op := range h.Ops {
		if op.Kind == Insert {
			inserts = append(inserts, op)
		}
	}
	return h.Mirrors(sweeps, inserts)
}

// fromCollection reports whether a key is, or is computed from, an element of a
// collection that a loop goes through, in its function or in those that call
// it.
func (m *model) fromCollection(v ssa.Value, depth int) bool {
	if v == nil || depth > 8 {
		return false
	}
	anyOf := func(vs ...ssa.Value) bool {
		for _, v := range vs {
			if m.fromCollection(v, depth+1) {
				return true
			}
		}
		return false
	}
	switch v := v.(type) {
	case *ssa.Extract:
		if _, ok := v.Tuple.(*ssa.Next); ok {
			return true
		}
		return anyOf(v.Tuple)
	case *ssa.IndexAddr:
		return flow.IsLoopCounter(v.Index) || anyOf(v.X)
	case *ssa.Index:
		return flow.IsLoopCounter(v.Index) || anyOf(v.X)
	case *ssa.Alloc:
		return anyOf(m.LocalStores(v)...)
	case *ssa.Phi:
		return anyOf(v.Edges...)
	case *ssa.Call:
		return anyOf(append(v.Call.Args[:len(v.Call.Args):len(v.Call.Args)], v.Call.Value)...)
	case *ssa.UnOp:
		return v.Op == token.MUL && anyOf(v.X)
	case *ssa.Parameter:
		callers := m.Callers[v.Parent()]
		i := flow.ParamIndex(v)
		return !m.CallableOutside(v.Parent()) && all(callers, func(c *flow.Call) bool {
			return i < len(c.Args) && m.fromCollection(c.Args[i], depth+1)
		})
	case *ssa.FieldAddr:
		return anyOf(v.X)
	case *ssa.Field:
		return anyOf(v.X)
	case *ssa.Convert:
		return anyOf(v.X)
	case *ssa.ChangeType:
		return anyOf(v.X)
	case *ssa.MakeInterface:
		return anyOf(v.X)
	case *ssa.BinOp: // prefix + name
		return anyOf(v.X, v.Y)
	}
	return false
}

// Absent reports whether the sweep removes what another collection does not
// have: the mark of a mirror.
func (s *Sweep) Absent(h *Holder) (token.Pos, bool) {
	var at token.Pos
	for _, c := range flow.Guards(s.steps[0].instr.Block()) {
		if pos, ok := h.m.tellsAbsence(h, c); ok {
			at = pos
		} else if decides(c) { // something else chooses too
			return token.NoPos, false
		}
	}
	if at.IsValid() {
		return at, true
	}
	if site, ok := s.Op.instr.(ssa.CallInstruction); ok && s.Op.key == nil {
		for _, arg := range site.Common().Args {
			for _, t := range h.m.predicates(arg) {
				for _, r := range flow.ReturnsOf(t.Fn, 0) {
					for _, truth := range []bool{true, false} {
						if pos, ok := h.m.tellsAbsence(h, flow.Guard{Cond: r, Truth: truth}); ok {
							return pos, true
						}
					}
				}
			}
		}
	}
	return token.NoPos, false
}

func (m *model) tellsAbsence(h *Holder, c flow.Guard) (token.Pos, bool) {
	switch cond := c.Cond.(type) {
	case *ssa.Extract: // _, ok := wanted[k]; !ok
		if l, ok := cond.Tuple.(*ssa.Lookup); ok && cond.Index == 1 && !c.Truth && !m.isHolder(h, l.X) {
			return l.Pos(), true
		}
	case *ssa.Lookup: // !wanted[k]
		if !c.Truth && !m.isHolder(h, cond.X) {
			return cond.Pos(), true
		}
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			return m.tellsAbsence(h, flow.Guard{Cond: cond.X, Truth: !c.Truth})
		}
	case *ssa.BinOp: // wanted[k] == nil
		if x := flow.NilTested(c); x != nil {
			if e, ok := x.(*ssa.Extract); ok {
				if l, ok := e.Tuple.(*ssa.Lookup); ok && !m.isHolder(h, l.X) {
					return l.Pos(), true
				}
			}
			if l, ok := x.(*ssa.Lookup); ok && !m.isHolder(h, l.X) {
				return l.Pos(), true
			}
		}
	case *ssa.Call: // !slices.Contains(wanted, k), !wanted.Has(k)
		if c.Truth {
			return token.NoPos, false
		}
		switch strings.ToLower(flow.CalleeName(&cond.Call)) {
		case "contains", "containsfunc", "has", "exists", "include", "includes", "containskey":
			return cond.Pos(), true
		}
	}
	return token.NoPos, false
}

func (m *model) isHolder(h *Holder, v ssa.Value) bool {
	for _, o := range m.LocalSources(v) {
		if m.heldBy(o) == h {
			return true
		}
	}
	return false
}
