package mapmodel

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Trims reports whether a sweep removes only what is above a limit: every
// removal needs a test that the size is above it, and nothing else decides,
// or the loop goes on only as long as something is above a limit.
func (s *Sweep) Trims(h *Holder) (Bound, bool) {
	if h.m.off("trims") {
		return Bound{}, false
	}
steps:
	for i, st := range s.steps {
		for _, c := range flow.Guards(st.instr.Block()) {
			if t, ok := h.sizeTestOf(c, 0); ok {
				if t.above {
					return Bound{Limit: t.limit, Pos: t.pos, Why: "the sweep trims to a limit"}, true
				}
				continue
			}
			if i == 0 && decides(c) {
				break steps
			}
		}
	}
	if s.loop == nil {
		return Bound{}, false
	}
	for l := s.loop; l != nil; l = l.Parent {
		if b, ok := s.trimsBudget(h.m, l); ok {
			return b, true
		}
	}
	return Bound{}, false
}

// trimsBudget reports whether a loop goes on as long as something that
// each removal makes smaller is above a limit: for size > max { evict() }.
func (s *Sweep) trimsBudget(m *model, l *flow.Loop) (Bound, bool) {
	if m.off("trims a budget") {
		return Bound{}, false
	}
	branch, ok := l.Header.Instrs[len(l.Header.Instrs)-1].(*ssa.If)
	if !ok {
		return Bound{}, false
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok || !flow.Ranks(cmp.Op) {
		return Bound{}, false
	}
	if flow.IsZero(cmp.Y) && overLimit(cmp.X) {
		return Bound{Limit: -1, Pos: cmp.Pos(), Why: "the sweep trims to a limit"}, true
	}
	if flow.IsZero(cmp.X) || flow.IsZero(cmp.Y) {
		return Bound{}, false
	}
	if s.shrinks(m, cmp.X) || s.shrinks(m, cmp.Y) {
		return Bound{Limit: -1, Pos: cmp.Pos(), Why: "the sweep trims to a limit"}, true
	}
	return Bound{}, false
}

// overLimit reports whether a variable of a loop begins as what something is
// above a limit that a field holds: for drop := n - c.max; drop > 0;.
func overLimit(v ssa.Value) bool {
	phi, ok := v.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, e := range phi.Edges {
		if b, ok := e.(*ssa.BinOp); ok && b.Op == token.SUB && b.X != phi && flow.LoadedVar(b.Y) != nil {
			return true
		}
	}
	return false
}

// shrinks reports whether the loop subtracts from a variable.
func (s *Sweep) shrinks(m *model, v ssa.Value) bool {
	less := func(v ssa.Value) bool {
		b, ok := v.(*ssa.BinOp)
		if !ok || b.Op != token.SUB {
			return false
		}
		_, step := b.Y.(*ssa.Const) // a countdown of rounds
		return !step
	}
	switch v := v.(type) {
	case *ssa.Phi:
		if slices.ContainsFunc(v.Edges, less) {
			return true
		}
	case *ssa.UnOp:
		if f := flow.VarOf(v.X); f != nil && v.Op == token.MUL {
			for _, st := range m.Stores[f] {
				if less(st.Val) {
					return true
				}
			}
		}
	case *ssa.BinOp:
		return s.shrinks(m, v.X) || s.shrinks(m, v.Y)
	case *ssa.Convert:
		return s.shrinks(m, v.X)
	}
	return false
}
