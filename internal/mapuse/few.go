package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Signs in the code that its author counts on few entries: rule 10 of
// mapshrink.

// Gate returns the setting that an insert needs: a limit that is off unless
// the program's user sets it.
func (h *Holder) Gate(op *Op) (token.Pos, bool) {
	if h.m.off("gate") {
		return token.NoPos, false
	}
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

// decidedOutside reports whether a call goes through an interface that any
// package can implement, so that this one does not decide what is called.
func (m *model) decidedOutside(up *call) bool {
	if m.off("decided outside") {
		return false
	}
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
