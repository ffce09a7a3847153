package mapuse

import (
	"go/token"
	"go/types"

	"github.com/maplint/maplint/internal/flow"
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
	for _, c := range flow.Guards(op.instr.Block()) {
		cmp, ok := c.Cond.(*ssa.BinOp)
		if !ok || !flow.IsZero(cmp.Y) || cmp.Op != token.LEQ && cmp.Op != token.GTR || c.Truth != (cmp.Op == token.GTR) {
			continue
		}
		f := flow.LoadedVar(cmp.X)
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
	for _, fn := range m.Users[f] {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				cmp, ok := instr.(*ssa.BinOp)
				if !ok || flow.LoadedVar(cmp.Y) != f {
					continue
				}
				if _, constant := cmp.X.(*ssa.Const); !constant && flow.Ranks(cmp.Op) {
					return true
				}
			}
		}
	}
	return false
}
