package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// ReachesInRound reports whether control can go from one block to another
// of its function, by one edge at least, without beginning a new round of a loop
// around the first.
func (p *Program) ReachesInRound(from, to *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{from: true}
	for l := p.LoopsOf(from.Parent())[from]; l != nil; l = l.Parent {
		seen[l.Header] = l.Has(to)
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

// InOneRound reports whether one round of the loops around them can come to
// both blocks of a function, in either order. A block is in one round with
// itself.
func (p *Program) InOneRound(a, b *ssa.BasicBlock) bool {
	return a == b || p.ReachesInRound(a, b) || p.ReachesInRound(b, a)
}

// Reaches reports whether control can go from one block to another of its
// function, by one edge at least, staying inside the loop when l is not nil.
// Conditions are not looked at.
func Reaches(from, to *ssa.BasicBlock, l *Loop) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var walk func(b *ssa.BasicBlock) bool
	walk = func(b *ssa.BasicBlock) bool {
		for _, s := range b.Succs {
			if l != nil && !l.Has(s) {
				continue
			}
			if s == to {
				return true
			}
			if !seen[s] {
				seen[s] = true
				if walk(s) {
					return true
				}
			}
		}
		return false
	}
	return walk(from)
}

// LeadsTo reports whether control can go from one instruction to another of its
// function without passing avoid, which may be nil. Conditions are not looked at.
func LeadsTo(from, to, avoid ssa.Instruction) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var walk func(instrs []ssa.Instruction, b *ssa.BasicBlock) bool
	walk = func(instrs []ssa.Instruction, b *ssa.BasicBlock) bool {
		for _, instr := range instrs {
			if instr == to {
				return true
			}
			if instr == avoid {
				return false
			}
		}
		for _, s := range b.Succs {
			if !seen[s] {
				seen[s] = true
				if walk(s.Instrs, s) {
					return true
				}
			}
		}
		return false
	}
	b := from.Block()
	return walk(b.Instrs[slices.Index(b.Instrs, from)+1:], b)
}

// CommonLoop returns the innermost loop around both blocks of a function, or
// nil.
func (p *Program) CommonLoop(a, b *ssa.BasicBlock) *Loop {
	for l := p.LoopsOf(a.Parent())[a]; l != nil; l = l.Parent {
		if l.Has(b) {
			return l
		}
	}
	return nil
}

// OuterBlock returns the block that stands for instr among the blocks that
// run once for each round of the loops around other: the header of the
// outermost loop that is around instr and not around other.
func (p *Program) OuterBlock(instr, other ssa.Instruction) *ssa.BasicBlock {
	f := p.LoopsOf(instr.Parent())
	b := instr.Block()
	for l := f[b]; l != nil; l = l.Parent {
		if l.Has(other.Block()) {
			break
		}
		b = l.Header
	}
	return b
}

// PostDominates reports whether every way from b to the end of the round goes
// through p: to the next round of a loop around both or to its exit, or to the
// return of the function if round is nil. A way that ends in a panic does not
// count.
func PostDominates(p, b *ssa.BasicBlock, round *Loop) bool {
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
			if round != nil && (s == round.Header || !round.Has(s)) || free(s) {
				return true
			}
		}
		return false
	}
	return !free(b)
}
