package mapuse

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Pooled reports whether the holder's owner, or the map, is put into a
// sync.Pool, which the garbage collector empties.
func (h *Holder) Pooled() (token.Pos, bool) {
	if h.m.off("pooled") {
		return token.NoPos, false
	}
	for _, put := range h.m.memos.pooled {
		if h.is(put.Common().Args[1]) {
			return put.Pos(), true
		}
	}
	return token.NoPos, false
}

// is reports whether v is the holder's owner or its map.
func (h *Holder) is(v ssa.Value) bool {
	if box, ok := v.(*ssa.MakeInterface); ok {
		v = box.X
	}
	if n := namedOf(v.Type()); n != nil && n.Obj() == h.Owner {
		return true
	}
	return mapOf(v.Type()) != nil && h.m.isHolder(h, v)
}

// Refilled reports whether the sweep and the inserts belong to one round of
// one function: it empties the map and fills it again, or fills it, uses it
// and empties it. inserts are the inserts after initialization. All of them
// must, unless a loop, or maps.Copy, fills the map again after it was emptied:
// then others may add to it before the next round.
func (s *Sweep) Refilled(h *Holder, inserts []*Op) (token.Pos, bool) {
	if h.m.off("refilled") {
		return token.NoPos, false
	}
	if s.Op.Kind != Empty || len(inserts) == 0 {
		return token.NoPos, false
	}
	into := make(map[*Op][]ssa.Instruction)
	for _, ins := range inserts {
		into[ins] = h.m.sitesAbove(ins)
	}
	if pos, ok := h.refilledAfter(s.Op.instr, inserts, into, 0); ok {
		return pos, true
	}
	out := h.m.sitesAbove(s.Op)
	for _, ins := range inserts {
		covered := false
		for _, in := range into[ins] {
			for _, empty := range out {
				covered = covered || in.Parent() == empty.Parent() && in != empty && h.m.sameRound(empty, in)
			}
		}
		if !covered {
			return token.NoPos, false
		}
	}
	return inserts[0].Pos, true
}

// refilledAfter reports whether many inserts follow an emptying, or a call that
// leads to it, in its function or in all of those that call that. into has the
// inserts and the calls that lead to each.
func (h *Holder) refilledAfter(empty ssa.Instruction, inserts []*Op, into map[*Op][]ssa.Instruction, depth int) (token.Pos, bool) {
	for _, ins := range inserts {
		for _, in := range into[ins] {
			if in.Parent() == empty.Parent() && in != empty && h.m.refills(empty, in, ins.key == nil) {
				return ins.Pos, true
			}
		}
	}
	fn := empty.Parent()
	if depth == 3 || h.m.callableOutside(fn) || len(h.m.callers[fn]) == 0 {
		return token.NoPos, false
	}
	var pos token.Pos
	for _, c := range h.m.callers[fn] {
		at, ok := h.refilledAfter(c.site, inserts, into, depth+1)
		if c.mode == spawned || !ok {
			return token.NoPos, false
		}
		pos = at
	}
	return pos, true
}

// refills reports whether a loop of inserts, or maps.Copy, follows the emptying
// in the same round, unless something fails in between: in is the insert or a
// call that leads to it.
func (m *model) refills(empty, in ssa.Instruction, bulk bool) bool {
	if l := m.loopsOf(in.Parent())[in.Block()]; !bulk && (l == nil || l.has(empty.Block())) {
		return false
	}
	to := m.outerBlock(in, empty)
	before := conditions(m.outerBlock(empty, in))
	for _, c := range conditions(to) {
		l := m.loopsOf(in.Parent())[c.at]
		if l != nil && !l.has(to) || nilTested(c) != nil { // the end of a loop, no failure
			continue
		}
		if !slices.Contains(before, c) {
			return false
		}
	}
	var again ssa.Instruction
	if round := m.commonLoop(empty.Block(), in.Block()); round != nil {
		again = round.header.Instrs[0]
	}
	return leadsTo(empty, in, again)
}

// Exchanges reports whether each removal of the sweep goes with an insert of a
// new entry into the same map, before it or in the same breath: entries are
// renamed, or the oldest makes room for the newest, and the map does not
// become smaller.
func (s *Sweep) Exchanges(h *Holder, inserts []*Op) (token.Pos, bool) {
	if h.m.off("exchange") {
		return token.NoPos, false
	}
	out := s.Op
	loop := h.m.loopsOf(out.Fn)[out.instr.Block()]
	for _, in := range inserts {
		up, ok := in.instr.(*ssa.MapUpdate)
		if !ok || in.Fn != out.Fn || out.key == nil || in.ConstantKey() || h.m.loopsOf(in.Fn)[up.Block()] != loop {
			continue
		}
		if !up.Block().Dominates(out.instr.Block()) || sameAccess(stripped(up.Key), stripped(out.key)) {
			continue
		}
		if site, ok := out.instr.(ssa.CallInstruction); ok && sameAccess(up.Map, site.Common().Args[0]) && !h.looksUp(up) {
			return in.Pos, true
		}
	}
	return token.NoPos, false
}

// looksUp reports whether the function of an insert looks its key up: then
// the entry may be there already.
func (h *Holder) looksUp(up *ssa.MapUpdate) bool {
	for _, op := range h.Ops {
		if l, ok := op.instr.(*ssa.Lookup); ok && l.Parent() == up.Parent() && sameAccess(stripped(l.Index), stripped(up.Key)) {
			return true
		}
	}
	return false
}

// sameRound reports whether the emptying always precedes the insert, or
// always follows it, each time the function runs.
func (m *model) sameRound(empty, insert ssa.Instruction) bool {
	eb, ib := m.outerBlock(empty, insert), m.outerBlock(insert, empty)
	if eb == ib {
		return true
	}
	if eb.Dominates(ib) {
		return true
	}
	// Filled and then emptied: every way on from the insert leads to it.
	return postDominates(eb, ib, m.commonLoop(eb, ib))
}

// commonLoop returns the innermost loop around both blocks, or nil.
func (m *model) commonLoop(a, b *ssa.BasicBlock) *Loop {
	for l := m.loopsOf(a.Parent())[a]; l != nil; l = l.Parent {
		if l.has(b) {
			return l
		}
	}
	return nil
}

// outerBlock returns the block that stands for instr among the blocks that
// run once for each round of the loops around other: the header of the
// outermost loop that is around instr and not around other.
func (m *model) outerBlock(instr, other ssa.Instruction) *ssa.BasicBlock {
	f := m.loopsOf(instr.Parent())
	b := instr.Block()
	for l := f[b]; l != nil; l = l.Parent {
		if l.has(other.Block()) {
			break
		}
		b = l.header
	}
	return b
}

// postDominates reports whether every way from b to the end of the round, of
// the loop or of the function, goes through p.
func postDominates(p, b *ssa.BasicBlock, round *Loop) bool {
	seen := map[*ssa.BasicBlock]bool{p: true}
	var free func(b *ssa.BasicBlock) bool
	free = func(b *ssa.BasicBlock) bool {
		if seen[b] {
			return false
		}
		seen[b] = true
		if len(b.Succs) == 0 {
			_, panics := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
			return !panics
		}
		for _, s := range b.Succs {
			if round != nil && (s == round.header || !round.has(s)) || free(s) {
				return true
			}
		}
		return false
	}
	return !free(b)
}

// sitesAbove returns an operation and the calls that lead to it, up to three
// calls away.
func (m *model) sitesAbove(op *Op) []ssa.Instruction {
	out := []ssa.Instruction{op.instr}
	seen := map[ssa.Instruction]bool{op.instr: true}
	level := []*ssa.Function{op.Fn}
	for range 3 {
		var next []*ssa.Function
		for _, fn := range level {
			for _, c := range m.callers[fn] {
				if c.mode == spawned || seen[c.site] || crosses(c) && !slices.Contains(op.origin.ups, c) {
					continue
				}
				seen[c.site] = true
				out = append(out, c.site)
				next = append(next, c.in)
			}
		}
		level = next
	}
	return out
}
