package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Follows returns another holder of the same owner whose entries decide how
// many this one can have, if that one is few by nature: each removal goes
// with a removal of the same key there, or each insert needs the key to be
// there. inserts are the inserts after initialization.
func (h *Holder) Follows(sweeps []*Sweep, inserts []*Op) (*Holder, bool) {
	for _, g := range h.m.siblings(h) {
		_, dear := g.Resource()
		if dear && all(sweeps, func(s *Sweep) bool { return g.removesWith(s.Op) }) {
			return g, true
		}
		if (dear || len(g.Sweeps()) == 0) && all(inserts, func(op *Op) bool { return g.hasWith(op) }) {
			return g, true
		}
		if g.mirrors() && all(sweeps, func(s *Sweep) bool { _, ok := s.Absent(h); return ok && g.removesWith(s.Op) }) {
			return g, true
		}
	}
	return nil, false
}

// mirrors reports whether the holder follows a collection: rule 7.
func (h *Holder) mirrors() bool {
	return all(h.Sweeps(), func(s *Sweep) bool { _, ok := s.Absent(h); return ok || s.WayOut }) &&
		all(h.Ops, func(op *Op) bool { return op.Kind != Insert || h.KeySource(op).Given })
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
		if r.Kind == Remove && r.Fn == op.Fn && r.key != nil && op.key != nil && sameAccess(r.key, op.key) {
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
	for _, c := range conditions(op.instr.Block()) {
		if h.present(c) && sameAccess(c.cond.(*ssa.Extract).Tuple.(*ssa.Lookup).Index, op.key) {
			return true
		}
	}
	for _, r := range h.Ops {
		if r.Kind == Insert && r.instr.Block() == op.instr.Block() && r.key != nil && sameAccess(r.key, op.key) {
			return true
		}
	}
	return false
}

// Groups reports whether an entry leaves when the map that it holds
// has become empty: the holder is the outer map of an index, and its keys
// are groups of what is many.
func (s *Sweep) Groups(h *Holder) (token.Pos, bool) {
	if mapOf(h.Map.Elem()) == nil {
		return token.NoPos, false
	}
	for _, c := range decisions(s.Op.instr.Block()) {
		cmp, ok := c.cond.(*ssa.BinOp)
		if !ok || !isZero(cmp.Y) {
			continue
		}
		call, ok := cmp.X.(*ssa.Call)
		if !ok || calleeName(&call.Call) != "Len" && !isLen(call) {
			continue
		}
		args := call.Call.Args
		if call.Call.IsInvoke() {
			args = []ssa.Value{call.Call.Value}
		}
		if len(args) == 0 {
			continue
		}
		for _, o := range h.m.localOrigins(args[0]) {
			if o.kind == fromSlot && o.slot == h.Var && o.elems == h.Elems+1 {
				return cmp.Pos(), true
			}
		}
	}
	return token.NoPos, false
}

func isLen(call *ssa.Call) bool {
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "len"
}

// Endless reports whether the loop of the sweep has no end of its own: it
// serves events, one removal for each.
func (s *Sweep) Endless() bool { return s.loop != nil && !leaves(s.loop) }

// Counted reports whether an entry leaves when a count in it comes to zero:
// the holder shares objects among those who use them.
func (s *Sweep) Counted(h *Holder) (token.Pos, bool) {
	if load, ok := s.Op.origin.base.(*ssa.UnOp); ok {
		if f := slotOf(load.X); f != nil && f.IsField() && namedOf(h.Map.Elem()) != nil && h.m.ownerOf(f) == namedOf(h.Map.Elem()).Obj() {
			return token.NoPos, false // an entry that removes itself, through its pointer to the owner
		}
	}
	for i, st := range s.steps {
		if i > 1 {
			break
		}
		for _, c := range decisions(st.instr.Block()) {
			tests := []ssa.Value{c.cond}
			if call, ok := c.cond.(*ssa.Call); ok { // if e.release()
				if callee := h.m.body(call.Call.StaticCallee()); callee != nil {
					tests = returnsOf(callee, 0)
				}
			}
			for _, test := range tests {
				cmp, ok := test.(*ssa.BinOp)
				if !ok || !isZero(cmp.Y) {
					continue
				}
				for _, v := range []ssa.Value{cmp.X, minuend(cmp.X)} {
					if f := slotLoad(v); f != nil && f.IsField() && h.entryField(f) {
						return cmp.Pos(), true
					}
				}
			}
		}
	}
	return token.NoPos, false
}

// CountsDown reports whether the elements are counts themselves, and the
// function that removes one counts it down where it stays.
func (s *Sweep) CountsDown(h *Holder) (token.Pos, bool) {
	op := s.Op
	for _, r := range h.Ops {
		up, ok := r.instr.(*ssa.MapUpdate)
		if !ok || r.Kind != Insert || r.Fn != op.Fn || op.key == nil || !sameAccess(stripped(up.Key), stripped(op.key)) {
			continue
		}
		if down, ok := up.Value.(*ssa.BinOp); ok && down.Op == token.SUB {
			for _, v := range phiValues(down.X) {
				if e, ok := v.(*ssa.Extract); ok {
					v = e.Tuple
				}
				if l, ok := v.(*ssa.Lookup); ok && h.m.isHolder(h, l.X) {
					return up.Pos(), true
				}
			}
		}
	}
	return token.NoPos, false
}

// minuend returns x of x - y, or v.
func minuend(v ssa.Value) ssa.Value {
	if b, ok := v.(*ssa.BinOp); ok && b.Op == token.SUB {
		return b.X
	}
	return v
}

// entryField reports whether f is a number in the structs that are the
// holder's elements.
func (h *Holder) entryField(f *types.Var) bool {
	n := namedOf(h.Map.Elem())
	return n != nil && isInteger(f.Type()) && h.m.ownerOf(f) == n.Obj()
}
