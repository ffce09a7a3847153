package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Signs in the code that its author counts on few entries: rule 10 of
// mapshrink.

// Undoes reports whether the sweep takes back inserts, the last one first,
// as a journal does: its loop counts down through a list, which is cut where
// the loop itself removes.
func (s *Sweep) Undoes() bool {
	if s.loop == nil {
		return false
	}
	for _, instr := range s.loop.header.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		for i, e := range phi.Edges {
			step, ok := e.(*ssa.BinOp)
			if ok && s.loop.has(phi.Block().Preds[i]) && step.Op == token.SUB && step.X == phi {
				return !s.Direct || cutsAfter(phi)
			}
		}
	}
	return false
}

// cutsAfter reports whether the function of a counter cuts the list in a
// field whose elements the counter goes through.
func cutsAfter(counter *ssa.Phi) bool {
	for _, ref := range *counter.Referrers() {
		elem, ok := ref.(*ssa.IndexAddr)
		if !ok || slotLoad(elem.X) == nil {
			continue
		}
		for _, b := range counter.Parent().Blocks {
			for _, instr := range b.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok || slotOf(st.Addr) != slotLoad(elem.X) {
					continue
				}
				if cut, ok := st.Val.(*ssa.Slice); ok && cut.High != nil && slotLoad(cut.X) == slotLoad(elem.X) {
					return true
				}
			}
		}
	}
	return false
}

// Toggled returns a sibling with which the holder changes off: a key that is
// there is taken out instead of being inserted here, and the other way round,
// so that both only keep what one piece of work has changed.
func (h *Holder) Toggled(sweeps []*Sweep, inserts []*Op) (*Holder, bool) {
	for _, g := range h.m.siblings(h) {
		if all(inserts, func(op *Op) bool { return g.lacks(op) && g.changes(Remove, op) }) &&
			all(sweeps, func(s *Sweep) bool { return g.changes(Insert, s.Op) }) &&
			all(g.Ops, func(op *Op) bool { return op.Kind != Insert || h.lacks(op) }) {
			return g, true
		}
	}
	return nil, false
}

// changes reports whether the function of op does something with the same
// key to the holder.
func (h *Holder) changes(kind OpKind, op *Op) bool {
	for _, r := range h.Ops {
		if r.Kind == kind && r.Fn == op.Fn && r.key != nil && op.key != nil && sameAccess(stripped(r.key), stripped(op.key)) {
			return true
		}
	}
	return false
}

// lacks reports whether op happens only where its key was not found in the
// holder.
func (h *Holder) lacks(op *Op) bool {
	for _, c := range conditions(op.instr.Block()) {
		e, ok := c.cond.(*ssa.Extract)
		if !ok || c.truth || op.key == nil {
			continue
		}
		if l, ok := e.Tuple.(*ssa.Lookup); ok && h.m.isHolder(h, l.X) && sameAccess(stripped(l.Index), stripped(op.key)) {
			return true
		}
	}
	return false
}

// Tallied reports whether an entry is a count that leaves when it comes to a
// number, in the function that counts it up.
func (s *Sweep) Tallied(h *Holder) (token.Pos, bool) {
	for _, c := range conditions(s.Op.instr.Block()) {
		cmp, ok := c.cond.(*ssa.BinOp)
		if !ok || !h.entryOf(cmp.X, s.Op.key) {
			continue
		}
		switch cmp.Op {
		case token.GEQ, token.GTR, token.LSS, token.LEQ, token.EQL:
		default:
			continue
		}
		for _, op := range h.Ops {
			up, ok := op.instr.(*ssa.MapUpdate)
			if !ok || op.Kind != Insert || op.Fn != s.Op.Fn || !sameAccess(up.Key, s.Op.key) || !up.Block().Dominates(cmp.Block()) {
				continue
			}
			if sum, ok := up.Value.(*ssa.BinOp); ok && sum.Op == token.ADD && h.entryOf(sum.X, s.Op.key) {
				return cmp.Pos(), true
			}
		}
	}
	return token.NoPos, false
}

// entryOf reports whether v is the element of the holder under a key.
func (h *Holder) entryOf(v, key ssa.Value) bool {
	l, ok := v.(*ssa.Lookup)
	return ok && key != nil && sameAccess(l.Index, key) && h.m.isHolder(h, l.X)
}

// Gate returns the setting that an insert needs: a limit that is off unless
// the program's user sets it.
func (h *Holder) Gate(op *Op) (token.Pos, bool) {
	for _, c := range conditions(op.instr.Block()) {
		cmp, ok := c.cond.(*ssa.BinOp)
		if !ok || !isZero(cmp.Y) || cmp.Op != token.LEQ && cmp.Op != token.GTR || c.truth != (cmp.Op == token.GTR) {
			continue
		}
		f := slotLoad(cmp.X)
		if f == nil || !f.Exported() || isTime(f.Type()) || !h.m.limits(f) {
			continue
		}
		return cmp.Pos(), true
	}
	return token.NoPos, false
}

// limits reports whether the package compares a number with a field that is
// its limit.
func (m *model) limits(f *types.Var) bool {
	for _, fn := range m.memos.users[f] {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				cmp, ok := instr.(*ssa.BinOp)
				if !ok || slotLoad(cmp.Y) != f {
					continue
				}
				if _, constant := cmp.X.(*ssa.Const); !constant && ranks(cmp.Op) {
					return true
				}
			}
		}
	}
	return false
}

// Walked reports whether a walk over all entries follows each insert and
// each removal: so the author counts on few.
func (h *Holder) Walked(sweeps []*Sweep, inserts []*Op) (token.Pos, bool) {
	var walks []*Op
	for _, op := range h.Ops {
		if r, ok := op.instr.(*ssa.Range); ok && op.Kind == Read && h.walksAll(r) {
			walks = append(walks, op)
		}
	}
	var at token.Pos
	walked := func(op *Op) bool {
		for _, site := range h.m.sitesAbove(op) {
			for _, w := range walks {
				for _, up := range h.m.sitesAbove(w) {
					if up.Parent() == site.Parent() && up != site && h.m.followed(site, up) {
						at = w.Pos
						return true
					}
				}
			}
		}
		return false
	}
	ok := all(inserts, walked) && all(sweeps, func(s *Sweep) bool { return walked(s.Op) })
	return at, ok
}

// walksAll reports whether a range goes to the end and only reads.
func (h *Holder) walksAll(r *ssa.Range) bool {
	for _, ref := range *r.Referrers() {
		next, ok := ref.(*ssa.Next)
		if !ok {
			continue
		}
		l := h.m.loopsOf(r.Parent())[next.Block()]
		if l == nil || l.header != next.Block() {
			return false
		}
		for b := range l.blocks {
			for _, s := range b.Succs {
				if b != l.header && !l.has(s) {
					return false
				}
			}
			for _, instr := range b.Instrs {
				if c, ok := instr.(ssa.CallInstruction); ok && !isBuiltin(c.Common()) {
					return false
				} else if ok && calleeName(c.Common()) == "delete" {
					return false
				}
			}
		}
		return true
	}
	return false
}

// reachesInRound reports whether control can go from one block to another
// without beginning a new round of a loop around the first.
func (m *model) reachesInRound(from, to *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{from: true}
	for l := m.loopsOf(from.Parent())[from]; l != nil; l = l.Parent {
		seen[l.header] = l.has(to)
	}
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[0]
		work = work[1:]
		for _, s := range b.Succs {
			if s == to {
				return true
			}
			if !seen[s] {
				seen[s] = true
				work = append(work, s)
			}
		}
	}
	return false
}

// inOneRound reports whether one round can come to both blocks.
func (m *model) inOneRound(a, b *ssa.BasicBlock) bool {
	return a == b || m.reachesInRound(a, b) || m.reachesInRound(b, a)
}

// followed reports whether control goes from one instruction to another,
// which nothing but the outcome of what was done keeps from running.
func (m *model) followed(from, to ssa.Instruction) bool {
	if from.Block() != to.Block() && !m.reachesInRound(from.Block(), to.Block()) {
		return false
	}
	if from.Block() == to.Block() {
		for _, instr := range from.Block().Instrs {
			if instr == to {
				return false
			}
			if instr == from {
				return true
			}
		}
	}
	for _, c := range conditions(to.Block()) {
		if c.at.Dominates(from.Block()) && c.at != from.Block() {
			continue
		}
		if cmp, ok := c.cond.(*ssa.BinOp); ok && !isNil(cmp.X) && !isNil(cmp.Y) && !isLoopCounter(cmp.X) {
			return false
		}
	}
	return true
}

// Served reports whether one loop that waits for events both fills the
// holder and takes one entry out for each event: what is at work, as the
// structs are that its entries point to.
func (h *Holder) Served(s *Sweep, inserts []*Op) (token.Pos, bool) {
	if !s.Endless() || len(s.steps) > 2 || !waits(s.loop) || !h.m.holdsPointer(h.Map.Elem()) {
		return token.NoPos, false
	}
	ok := all(inserts, func(op *Op) bool {
		return h.m.onlyFrom(op.Fn, func(fn *ssa.Function) bool { return declared(fn) == declared(s.loop.Fn) })
	})
	return s.loop.Pos, ok
}

// waits reports whether a loop receives from channels.
func waits(l *Loop) bool {
	for b := range l.blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Select:
				return true
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					return true
				}
			}
		}
	}
	return false
}

// holdsPointer reports whether an element is a pointer to a struct, is a
// struct of the package that has one, or is only the mark of a set.
func (m *model) holdsPointer(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		_, ok := u.Elem().Underlying().(*types.Struct)
		return ok
	case *types.Struct:
		if n := namedOf(t); n != nil && !m.own(n.Obj().Pkg()) {
			return false
		}
		for i := range u.NumFields() {
			if p, ok := u.Field(i).Type().Underlying().(*types.Pointer); ok && m.holdsPointer(p) {
				return true
			}
		}
		return u.NumFields() == 0
	}
	return false
}

// decidedOutside reports whether a call goes through an interface that any
// package can implement, so that this one does not decide what is called.
func (m *model) decidedOutside(up *call) bool {
	c := up.site.Common()
	if !c.IsInvoke() {
		return false
	}
	n, ok := types.Unalias(c.Value.Type()).(*types.Named)
	if !ok || !n.Obj().Exported() {
		return false
	}
	by := up.in.Pkg.Pkg
	if m.own(n.Obj().Pkg()) {
		by = n.Obj().Pkg()
	}
	if by.Name() == "main" {
		return false
	}
	iface := n.Underlying().(*types.Interface)
	for i := range iface.NumMethods() {
		if !iface.Method(i).Exported() {
			return false
		}
	}
	return true
}
