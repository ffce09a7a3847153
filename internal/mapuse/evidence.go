package mapuse

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Evidence of size: rule 10 of mapshrink. What tells a map of thousands from
// one of tens is how many entries come and go at a time, and what decides
// that they go. docs/precision.md has the counts behind each question.

// Near reports whether the loop of the sweep is at most two calls away from
// the removal. Longer chains of calls are those of an event that is handled,
// and of its exceptions.
func (s *Sweep) Near() bool { return len(s.steps) <= 3 }

// Aged reports whether the sweep goes for what is old: an order is compared
// where loop and removal stand in one function, or a time is. Where a caller
// compares other numbers before it calls what removes, the order is mostly
// that of the events it handles: of 13 such maps in public code none was one
// that keeps much.
func (s *Sweep) Aged(h *Holder) (token.Pos, bool) {
	pos, ok := s.Ordered(h)
	return pos, ok && (s.Direct || s.Timed(h))
}

// AtOnce reports whether an insert copies a map, or stands in a loop of its
// own function that comes to an end, waits for nothing, and has another key
// in each round: it brings as many entries as there are rounds.
func (h *Holder) AtOnce(op *Op) bool {
	if op.key == nil {
		return true // maps.Copy
	}
	for l := h.m.loopsOf(op.Fn)[op.instr.Block()]; l != nil; l = l.Parent {
		if leaves(l) && !waits(l) && !h.m.constantRounds(l) && h.m.varies(op.key, l, true) {
			return true
		}
	}
	return false
}

// InBatches reports whether entries come and go by lists: both an insert and
// a removal stand in a loop over a list that is no field, or are called from
// one.
func (h *Holder) InBatches(sweeps []*Sweep, inserts []*Op) bool {
	in := slices.ContainsFunc(inserts, func(op *Op) bool {
		return slices.ContainsFunc(h.m.sitesAbove(op), h.m.overList)
	})
	return in && slices.ContainsFunc(sweeps, func(s *Sweep) bool {
		return slices.ContainsFunc(s.steps, func(st step) bool { return h.m.overList(st.instr) })
	})
}

// overList reports whether a loop around an instruction goes through a slice
// by its index, and that slice is not a field of something.
func (m *model) overList(instr ssa.Instruction) bool {
	loops := m.loopsOf(instr.Parent())
	for l := loops[instr.Block()]; l != nil; l = l.Parent {
		for b := range l.blocks {
			if loops[b] == l && indexesList(b) {
				return true
			}
		}
	}
	return false
}

func indexesList(b *ssa.BasicBlock) bool {
	for _, instr := range b.Instrs {
		elem, ok := instr.(*ssa.IndexAddr)
		if !ok || !isLoopCounter(elem.Index) || slotLoad(elem.X) != nil {
			continue
		}
		if _, ok := elem.X.Type().Underlying().(*types.Slice); ok {
			return true
		}
	}
	return false
}

// Releases reports whether a round of the sweep ends the life of something
// with the entry: it closes, stops or unlinks it.
func (s *Sweep) Releases(h *Holder) (token.Pos, bool) {
	for _, st := range s.steps {
		at := st.instr.Block()
		l := h.m.loopsOf(st.instr.Parent())[at]
		if l == nil {
			continue
		}
		for _, b := range l.Fn.Blocks {
			if !l.has(b) {
				continue
			}
			for _, instr := range b.Instrs {
				c, ok := instr.(ssa.CallInstruction)
				if ok && instr != st.instr && releases(c.Common()) && h.m.inOneRound(b, at) {
					return c.Pos(), true
				}
			}
		}
	}
	return token.NoPos, false
}

// releases reports whether a call, by its name, ends the life of what it is
// given; files are removed.
func releases(c *ssa.CallCommon) bool {
	if isBuiltin(c) {
		return false
	}
	switch calleeName(c) {
	case "Close", "Stop", "Shutdown", "Cancel", "Kill", "Unsubscribe", "Release", "Destroy":
		return true
	case "Remove", "RemoveAll":
		fn := c.StaticCallee()
		return fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "os"
	}
	return false
}

// StartsWork reports whether a goroutine is started with each insert: then an
// entry stands for work that goes on.
func (h *Holder) StartsWork(inserts []*Op) (token.Pos, bool) {
	at := token.NoPos
	ok := all(inserts, func(op *Op) bool {
		in := op.instr.Block()
		for _, b := range op.Fn.Blocks {
			for _, instr := range b.Instrs {
				if g, ok := instr.(*ssa.Go); ok && h.m.inOneRound(b, in) {
					at = g.Pos()
					return true
				}
			}
		}
		return false
	})
	return at, ok
}

// AnyKey reports whether the keys can be of any type: the holder is that of a
// container for any use, or its keys are objects.
func (h *Holder) AnyKey() bool {
	switch u := h.Map.Key().Underlying().(type) {
	case *types.Interface:
		return true
	case *types.Struct:
		for i := range u.NumFields() {
			if in, ok := u.Field(i).Type().Underlying().(*types.Interface); ok && in.NumMethods() > 0 {
				return true
			}
		}
	}
	return false
}

// Alone reports whether the holder is the only map of its owner. Package
// variables and inner maps are alone.
func (h *Holder) Alone() bool { return len(h.m.siblings(h)) == 0 }

// Clocked reports whether a clock decides: the sweep compares times, or it or
// a function that inserts asks what time it is.
func (h *Holder) Clocked(sweeps []*Sweep, inserts []*Op) bool {
	return slices.ContainsFunc(sweeps, func(s *Sweep) bool {
		return s.Timed(h) || slices.ContainsFunc(s.steps, func(st step) bool { return h.m.asksTime(st.instr.Parent()) })
	}) || slices.ContainsFunc(inserts, func(op *Op) bool { return h.m.asksTime(op.Fn) })
}

// asksTime reports whether a function reads a clock: time.Now and what other
// clocks call the same.
func (m *model) asksTime(fn *ssa.Function) bool {
	if asks, ok := m.memos.clocks[fn]; ok {
		return asks
	}
	asks := false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if c, ok := instr.(ssa.CallInstruction); ok {
				switch calleeName(c.Common()) {
				case "Now", "Since", "Until":
					asks = true
				}
			}
		}
	}
	m.memos.clocks[fn] = asks
	return asks
}

// Window reports whether the sweep removes by the order of the keys, and these
// are numbers of a type of their own, such as heights, slots and epochs, or
// have one: what stays is a window of them, which is as wide at the peak.
func (s *Sweep) Window(h *Holder) bool {
	if s.Op.key == nil {
		return false
	}
	for _, c := range decisions(s.Op.instr.Block()) {
		cmp, ok := c.cond.(*ssa.BinOp)
		if !ok {
			continue
		}
		if ranks(cmp.Op) && (h.m.numberOf(cmp.X, s.Op.key, 0) || h.m.numberOf(cmp.Y, s.Op.key, 0)) {
			return true
		}
	}
	return false
}

// numberOf reports whether a number of a named type is a key or a part of it,
// or computed from that.
func (m *model) numberOf(v, key ssa.Value, depth int) bool {
	v = stripped(v)
	if _, named := types.Unalias(v.Type()).(*types.Named); named && isInteger(v.Type()) {
		if v == stripped(key) {
			return true
		}
		switch v := v.(type) {
		case *ssa.Field:
			return v.X == key
		case *ssa.UnOp:
			if fa, ok := v.X.(*ssa.FieldAddr); ok {
				if load, ok := key.(*ssa.UnOp); ok && load.X == fa.X {
					return true // of a variable that has the key
				}
				if alloc, ok := fa.X.(*ssa.Alloc); ok {
					return slices.Contains(m.localStores(alloc), key)
				}
			}
		}
	}
	b, ok := v.(*ssa.BinOp)
	return ok && depth < 3 && (m.numberOf(b.X, key, depth+1) || m.numberOf(b.Y, key, depth+1))
}
