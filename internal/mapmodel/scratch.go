package mapmodel

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Pooled reports whether the holder's owner, or the map, is put into a
// sync.Pool, which the garbage collector empties.
func (h *Holder) Pooled() (token.Pos, bool) {
	if h.m.off("pooled") {
		return token.NoPos, false
	}
	for _, put := range h.m.pooled {
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
	if n := flow.NamedOf(v.Type()); n != nil && n.Obj() == h.Owner {
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
				covered = covered || in.Parent() == empty.Parent() && in != empty && h.m.sameRound(empty, in) && !h.m.runsOnce(in)
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
	if depth == 3 || h.m.CallableOutside(fn) || len(h.m.Callers[fn]) == 0 {
		return token.NoPos, false
	}
	var pos token.Pos
	for _, c := range h.m.Callers[fn] {
		at, ok := h.refilledAfter(c.Site, inserts, into, depth+1)
		if c.Mode == flow.Spawned || !ok {
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
	if l := m.LoopsOf(in.Parent())[in.Block()]; !bulk && (l == nil || l.Has(empty.Block())) {
		return false
	}
	to := m.OuterBlock(in, empty)
	before := flow.Guards(m.OuterBlock(empty, in))
	for _, c := range flow.Guards(to) {
		l := m.LoopsOf(in.Parent())[c.At]
		if l != nil && !l.Has(to) || flow.NilTested(c) != nil { // the end of a loop, no failure
			continue
		}
		if !slices.Contains(before, c) {
			return false
		}
	}
	var again ssa.Instruction
	if round := m.CommonLoop(empty.Block(), in.Block()); round != nil {
		again = round.Header.Instrs[0]
	}
	return flow.LeadsTo(empty, in, again)
}

// Exchanges reports whether each removal of the sweep goes with an insert of a
// new entry into the same map, before it or right after it: entries are
// renamed, or the oldest makes room for the newest, and the map does not
// become smaller.
func (s *Sweep) Exchanges(h *Holder, inserts []*Op) (token.Pos, bool) {
	if h.m.off("exchange") {
		return token.NoPos, false
	}
	out := s.Op
	loop := h.m.LoopsOf(out.Fn)[out.instr.Block()]
	for _, in := range inserts {
		up, ok := in.instr.(*ssa.MapUpdate)
		if !ok || in.Fn != out.Fn || out.key == nil || in.ConstantKey() || h.m.LoopsOf(in.Fn)[up.Block()] != loop {
			continue
		}
		if !up.Block().Dominates(out.instr.Block()) || flow.SameAccess(flow.Stripped(up.Key), flow.Stripped(out.key)) {
			continue
		}
		if site, ok := out.instr.(ssa.CallInstruction); ok && flow.SameAccess(up.Map, site.Common().Args[0]) && !h.looksUp(up) {
			return in.Pos, true
		}
	}
	return token.NoPos, false
}

// looksUp reports whether the function of an insert looks its key up: then
// the entry may be there already.
func (h *Holder) looksUp(up *ssa.MapUpdate) bool {
	for _, op := range h.Ops {
		if l, ok := op.instr.(*ssa.Lookup); ok && l.Parent() == up.Parent() && flow.SameAccess(flow.Stripped(l.Index), flow.Stripped(up.Key)) {
			return true
		}
	}
	return false
}

// sameRound reports whether the emptying always precedes the insert, or
// always follows it, each time the function runs.
func (m *model) sameRound(empty, insert ssa.Instruction) bool {
	eb, ib := m.OuterBlock(empty, insert), m.OuterBlock(insert, empty)
	if eb == ib {
		return true
	}
	if eb.Dominates(ib) {
		return true
	}
	// Filled and then emptied: every way on from the insert leads to it.
	return flow.PostDominates(eb, ib, m.CommonLoop(eb, ib))
}

// sitesAbove returns an operation and the calls that lead to it, up to three
// calls away.
func (m *model) sitesAbove(op *Op) []ssa.Instruction {
	if op.above == nil {
		op.above = m.findSitesAbove(op)
	}
	return op.above
}

func (m *model) findSitesAbove(op *Op) []ssa.Instruction {
	out := []ssa.Instruction{op.instr}
	seen := map[ssa.Instruction]bool{op.instr: true}
	level := []ssa.Instruction{op.instr}
	for range 3 {
		var next []ssa.Instruction
		for _, instr := range level {
			for _, c := range m.Callers[instr.Parent()] {
				if c.Mode == flow.Spawned || c.Mode == flow.Unsure || seen[c.Site] || flow.Crosses(c) && !slices.Contains(op.origin.Ups, c) || m.Excludes(c, instr) {
					continue
				}
				seen[c.Site] = true
				next = append(next, c.Site)
			}
		}
		out = append(out, next...)
		level = next
	}
	return out
}

// runsOnce reports whether an instruction runs once: it stands in main, outside
// of loops.
func (m *model) runsOnce(instr ssa.Instruction) bool {
	fn := instr.Parent()
	return flow.IsMain(fn) && m.LoopsOf(fn)[instr.Block()] == nil
}
