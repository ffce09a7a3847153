package mapmodel

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Follows returns another holder of the same owner whose entries decide how
// many this one can have, if that one is few by nature: each removal goes
// with a removal of the same key there, or each insert needs the key to be
// there. inserts are the inserts after initialization.
func (h *Holder) Follows(sweeps []*Sweep, inserts []*Op) (*Holder, bool) {
	if h.m.off("follows") {
		return nil, false
	}
	for _, g := range h.m.siblings(h) {
		_, dear := g.Resource()
		if dear && all(sweeps, func(s *Sweep) bool { return g.removesWith(s.Op) }) {
			return g, true
		}
		if (dear || !g.loses()) && all(inserts, func(op *Op) bool { return g.hasWith(op) }) {
			return g, true
		}
		if _, mirror := g.mirrored(); mirror && all(sweeps, func(s *Sweep) bool { _, ok := s.Absent(h); return ok && g.removesWith(s.Op) }) {
			return g, true
		}
	}
	return nil, false
}

func all[T any](list []T, ok func(T) bool) bool {
	for _, x := range list {
		if !ok(x) {
			return false
		}
	}
	return len(list) > 0
}

// siblings returns the other holders of the owner, by position.
func (m *model) siblings(h *Holder) []*Holder {
	var out []*Holder
	for _, g := range m.memos.declared {
		if g != h && g.Elems == 0 && h.Elems == 0 && g.Owner != nil && g.Owner == h.Owner {
			out = append(out, g)
		}
	}
	return out
}

// removesWith reports whether h loses the key of op in the same function.
func (h *Holder) removesWith(op *Op) bool {
	for _, r := range h.Ops {
		if r.Kind == Remove && r.Fn == op.Fn && r.key != nil && op.key != nil && flow.SameAccess(r.key, op.key) {
			return true
		}
	}
	return false
}

// hasWith reports whether h has the key of an insert: it was found there, or
// is inserted there beside.
func (h *Holder) hasWith(op *Op) bool {
	if op.key == nil {
		return false
	}
	for _, c := range flow.Guards(op.instr.Block()) {
		if h.present(c) && flow.SameAccess(c.Cond.(*ssa.Extract).Tuple.(*ssa.Lookup).Index, op.key) {
			return true
		}
	}
	for _, r := range h.Ops {
		if r.Kind == Insert && r.instr.Block() == op.instr.Block() && r.key != nil && flow.SameAccess(r.key, op.key) {
			return true
		}
	}
	return false
}

// loses reports whether anything removes entries.
func (h *Holder) loses() bool {
	return slices.ContainsFunc(h.Ops, func(op *Op) bool { return op.Kind == Remove || op.Kind == Empty })
}
