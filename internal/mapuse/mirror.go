package mapuse

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Absent reports whether the sweep removes what another collection does not
// have: the mark of a mirror (rule 7).
func (s *Sweep) Absent(h *Holder) (token.Pos, bool) {
	var at token.Pos
	for _, c := range conditions(s.steps[0].instr.Block()) {
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
				for _, r := range returnsOf(t.fn, 0) {
					for _, truth := range []bool{true, false} {
						if pos, ok := h.m.tellsAbsence(h, condition{cond: r, truth: truth}); ok {
							return pos, true
						}
					}
				}
			}
		}
	}
	return token.NoPos, false
}

func (m *model) tellsAbsence(h *Holder, c condition) (token.Pos, bool) {
	switch cond := c.cond.(type) {
	case *ssa.Extract: // _, ok := wanted[k]; !ok
		if l, ok := cond.Tuple.(*ssa.Lookup); ok && cond.Index == 1 && !c.truth && !m.isHolder(h, l.X) {
			return l.Pos(), true
		}
	case *ssa.Lookup: // !wanted[k]
		if !c.truth && !m.isHolder(h, cond.X) {
			return cond.Pos(), true
		}
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			return m.tellsAbsence(h, condition{cond: cond.X, truth: !c.truth})
		}
	case *ssa.BinOp: // wanted[k] == nil
		if x := nilTested(c); x != nil {
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
		if c.truth {
			return token.NoPos, false
		}
		switch strings.ToLower(calleeName(&cond.Call)) {
		case "contains", "containsfunc", "has", "exists", "include", "includes", "containskey":
			return cond.Pos(), true
		}
	}
	return token.NoPos, false
}

func (m *model) isHolder(h *Holder, v ssa.Value) bool {
	for _, o := range m.localOrigins(v) {
		if o.kind == fromSlot && o.slot == h.Var && o.elems == h.Elems {
			return true
		}
	}
	return false
}

// TreeNode reports whether the holder's owner leads to further owners of the
// same kind that are made for it: the entries of a tree are spread over the
// maps of its nodes, and a map is dropped with its node.
func (h *Holder) TreeNode() bool {
	if h.Owner == nil {
		return false
	}
	type step struct {
		t        types.Type
		branches bool
	}
	seen := make(map[step]bool)
	var leads func(t types.Type, depth int, branches bool) bool
	leads = func(t types.Type, depth int, branches bool) bool {
		if depth > 0 && seen[step{t, branches}] || depth > 6 {
			return false
		}
		seen[step{t, branches}] = depth > 0
		if n := namedOf(t); n != nil {
			if depth > 0 && n.Obj() == h.Owner {
				return branches
			}
			if !h.m.own(n.Obj().Pkg()) {
				return false
			}
		}
		if p, ok := t.Underlying().(*types.Pointer); ok {
			return leads(p.Elem(), depth+1, branches)
		}
		if s, ok := t.Underlying().(*types.Struct); ok {
			for i := range s.NumFields() {
				f := s.Field(i).Origin()
				if !h.m.sharedPointer(f) && h.m.made(f) && leads(f.Type(), depth+1, branches) {
					return true
				}
			}
			return false
		}
		e := elemOf(t)
		return e != nil && leads(e, depth+1, true)
	}
	return leads(h.Owner.Type(), 0, false)
}

// made reports whether something that the package makes on the spot is
// assigned to the field.
func (m *model) made(f *types.Var) bool {
	if _, ok := f.Type().Underlying().(*types.Pointer); !ok {
		return true
	}
	for _, st := range m.stores[f] {
		for _, o := range m.origins(st.Val) {
			if o.kind == fromFresh {
				return true
			}
		}
	}
	return false
}
