package mapmodel

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// SmallBound is the number of entries up to which a map has nothing worth
// freeing: the rule unbounded.
const SmallBound = 1000

// A Bound is what keeps a map from growing.
type Bound struct {
	// Limit is the number of entries, or -1 when the program computes it.
	Limit int64
	Pos   token.Pos
	Why   string
}

// InsertLimit returns the limit that is kept around an insert: a test of the
// size before it, in its function or at every call that leads to it, or a
// removal beside it when the size is above the limit.
func (h *Holder) InsertLimit(op *Op) (Bound, bool) {
	fn, block := op.Fn, op.instr.Block()
	if b, ok := h.limitAt(block); ok {
		return b, true
	}
	if b, ok := h.semaphore(op); ok {
		return b, true
	}
	for _, up := range op.origin.Ups {
		fn, block = up.In, up.Site.Block()
		if b, ok := h.limitAt(block); ok {
			return b, true
		}
	}
	if b, ok := h.limitInCallers(fn, 0); ok {
		return b, true
	}
	return h.evictionLimit(op)
}

// limitAt returns the limit that the tests on the way to a block put on the
// size. An alternative to being below the limit is that the key is there.
func (h *Holder) limitAt(b *ssa.BasicBlock) (Bound, bool) {
	if h.m.off("limit before insert") {
		return Bound{}, false
	}
	for _, c := range flow.Guards(b) {
		if t, ok := h.sizeTestOf(c, 0); ok && !t.above {
			return Bound{Limit: t.limit, Pos: t.pos, Why: "no insert above a limit"}, true
		}
	}
	for _, alts := range flow.Alternatives(b) {
		var bound Bound
		all, limited := true, false
		for _, c := range alts {
			if t, ok := h.sizeTestOf(c, 0); ok && !t.above {
				bound, limited = Bound{Limit: t.limit, Pos: t.pos, Why: "no insert above a limit"}, true
			} else if !h.present(c) {
				all = false
			}
		}
		if all && limited {
			return bound, true
		}
	}
	return Bound{}, false
}

// present reports whether a condition says that a key is in the holder.
func (h *Holder) present(c flow.Guard) bool {
	e, ok := c.Cond.(*ssa.Extract)
	if !ok || e.Index != 1 {
		return false
	}
	l, ok := e.Tuple.(*ssa.Lookup)
	return ok && c.Truth && h.m.isHolder(h, l.X)
}

func (h *Holder) limitInCallers(fn *ssa.Function, depth int) (Bound, bool) {
	if h.m.off("limit in callers") {
		return Bound{}, false
	}
	callers := h.m.Callers[fn]
	if depth > 3 || len(callers) == 0 || h.m.CallableOutside(fn) {
		return Bound{}, false
	}
	var bound Bound
	for _, c := range callers {
		b, ok := h.limitAt(c.Site.Block())
		if !ok {
			if b, ok = h.limitInCallers(c.In, depth+1); !ok {
				return Bound{}, false
			}
		}
		if bound.Why == "" || b.Limit < 0 || b.Limit > bound.Limit && bound.Limit >= 0 {
			bound = b
		}
	}
	return bound, true
}

// evictionLimit returns the limit above which the function that inserts, or
// one that it calls or that calls it, removes entries.
func (h *Holder) evictionLimit(op *Op) (Bound, bool) {
	if h.m.off("eviction") {
		return Bound{}, false
	}
	near := make(map[*ssa.Function]bool)
	for _, site := range h.m.sitesAbove(op) {
		near[site.Parent()] = true
	}
	type visit struct {
		site   ssa.Instruction
		tested bool
	}
	seen := make(map[visit]bool)
	// climb goes from a removal, or a call that leads to it, up to one of those
	// functions. limit is of the first test on the way that lets only a size
	// above it pass, if tested.
	var climb func(site ssa.Instruction, limit sizeTest, tested bool, depth int) (sizeTest, bool)
	climb = func(site ssa.Instruction, limit sizeTest, tested bool, depth int) (sizeTest, bool) {
		if seen[visit{site, tested}] {
			return sizeTest{}, false
		}
		seen[visit{site, tested}] = true
		for _, c := range flow.Guards(site.Block()) {
			if t, ok := h.sizeTestOf(c, 0); !tested && ok && t.above {
				limit, tested = t, true
			}
		}
		if near[site.Parent()] || depth == 3 {
			return limit, tested && near[site.Parent()]
		}
		for _, c := range h.m.Callers[site.Parent()] {
			if c.Mode == flow.Spawned {
				continue
			}
			if t, ok := climb(c.Site, limit, tested, depth+1); ok {
				return t, true
			}
		}
		return sizeTest{}, false
	}
	for _, r := range h.Ops {
		if r.Kind != Remove && r.Kind != Empty || h.byEntry(r) {
			continue
		}
		if t, ok := climb(r.instr, sizeTest{}, false, 0); ok {
			return Bound{Limit: t.limit, Pos: t.pos, Why: "entries are removed above a limit"}, true
		}
	}
	return Bound{}, false
}

// byEntry reports whether an entry itself decides that it goes, by its age or
// another number: how many go, the size does not tell.
func (h *Holder) byEntry(op *Op) bool {
	if h.m.off("entry decides") {
		return false
	}
	for _, c := range flow.Decisions(op.instr.Block()) {
		switch cond := c.Cond.(type) {
		case *ssa.Call:
			switch flow.CalleeName(&cond.Call) {
			case "Before", "After", "Compare":
				return true
			}
		case *ssa.BinOp:
			if !flow.Ranks(cond.Op) || !h.m.ofEntry(h, cond.X, 0) && !h.m.ofEntry(h, cond.Y, 0) {
				continue
			}
			if _, ok := h.sizeTestOf(c, 0); !ok {
				return true
			}
		}
	}
	return false
}

// Updates reports whether an insert only changes entries that are there: its
// key was just found in the holder, or comes from a range over it, or what it
// stores is part of what it found under the key.
func (h *Holder) Updates(op *Op) bool {
	if h.m.off("updates") {
		return false
	}
	if op.key == nil {
		return false
	}
	if e, ok := op.key.(*ssa.Extract); ok && e.Index == 1 {
		if next, ok := e.Tuple.(*ssa.Next); ok {
			if r, ok := next.Iter.(*ssa.Range); ok && h.m.isHolder(h, r.X) {
				return true
			}
		}
	}
	if up, ok := op.instr.(*ssa.MapUpdate); ok {
		if cut, ok := up.Value.(*ssa.Slice); ok {
			if l, ok := cut.X.(*ssa.Lookup); ok && h.m.isHolder(h, l.X) && flow.SameAccess(l.Index, op.key) {
				return true
			}
		}
	}
	for _, c := range flow.Guards(op.instr.Block()) {
		if h.present(c) && flow.SameAccess(c.Cond.(*ssa.Extract).Tuple.(*ssa.Lookup).Index, op.key) {
			return true
		}
	}
	return false
}

// decides reports whether a condition chooses between entries: not the
// loop's own "more?", a test for nil or a look-up's ok.
func decides(c flow.Guard) bool {
	switch cond := c.Cond.(type) {
	case *ssa.Extract:
		return false
	case *ssa.BinOp:
		if flow.IsNil(cond.X) || flow.IsNil(cond.Y) {
			return false
		}
		if flow.IsLoopCounter(cond.X) || flow.IsLoopCounter(cond.Y) {
			return false
		}
	}
	return true
}

// semaphore returns the limit of an insert that waits for a place in a channel,
// when a function that removes gives the place back.
func (h *Holder) semaphore(op *Op) (Bound, bool) {
	if h.m.off("semaphore") {
		return Bound{}, false
	}
	for d := op.instr.Block(); d != nil; d = d.Idom() {
		for _, instr := range d.Instrs {
			send, ok := instr.(*ssa.Send)
			if !ok || !h.m.InOneRound(d, op.instr.Block()) || d == op.instr.Block() && !flow.LeadsTo(send, op.instr, d.Instrs[0]) {
				continue
			}
			ch := flow.LoadedVar(send.Chan)
			if n, ok := h.m.capacity(ch); ok && h.givesBack(ch) {
				return Bound{Limit: n, Pos: send.Pos(), Why: "inserts wait for a place in a channel"}, true
			}
		}
	}
	return Bound{}, false
}

// capacity returns the largest capacity of the channels that a variable gets, if
// all are known.
func (m *model) capacity(ch *types.Var) (int64, bool) {
	most := int64(0)
	for _, st := range m.Stores[ch] {
		made, ok := st.Val.(*ssa.MakeChan)
		if !ok {
			return 0, false
		}
		n, ok := made.Size.(*ssa.Const)
		if !ok || n.Value == nil {
			return 0, false
		}
		most = max(most, n.Int64())
	}
	return most, most > 0
}

// givesBack reports whether a function that removes from the holder, or a
// literal in it, receives from a channel.
func (h *Holder) givesBack(ch *types.Var) bool {
	receives := func(fn *ssa.Function) bool {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if recv, ok := instr.(*ssa.UnOp); ok && recv.Op == token.ARROW && flow.LoadedVar(recv.X) == ch {
					return true
				}
			}
		}
		return false
	}
	return slices.ContainsFunc(h.Ops, func(op *Op) bool {
		return (op.Kind == Remove || op.Kind == Empty) && (receives(op.Fn) || slices.ContainsFunc(op.Fn.AnonFuncs, receives))
	})
}
