package mapmodel

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Among tells how many packages the model that has the holder is of.
func (h *Holder) Among() int { return len(h.m.Units) }

// Place returns the function and the extent of what the package that has the
// map in hand does: the operation, or the call by which it gives the map to
// the function of another package that has the operation.
func (h *Holder) Place(op *Op) (fn *ssa.Function, pos, end token.Pos) {
	if c := op.handed(); c != nil {
		pos, end = h.m.Extent(c.Site.Pos())
		return c.In, pos, end
	}
	return op.Fn, op.Pos, op.End
}

// handed returns the call by which a map leaves the package that has it for
// the one that has the operation; nil when they are the same.
func (op *Op) handed() *flow.Call {
	ups := op.origin.Ups
	if len(ups) == 0 || ups[len(ups)-1].In.Pkg == op.Fn.Pkg {
		return nil
	}
	i := slices.IndexFunc(ups, func(c *flow.Call) bool { return c.In.Pkg == ups[len(ups)-1].In.Pkg })
	return ups[i]
}

// sortOps sorts operations by the place where the package that has the map
// does them. Positions of several packages are in the order in which these
// were read, so that the packages come first, in the order of the units.
func (m *model) sortOps(ops []*Op) {
	place := func(op *Op) (nth int, pos token.Pos) {
		fn, pos := op.Fn, op.Pos
		if c := op.handed(); c != nil {
			fn, pos = c.In, c.Site.Pos()
		}
		return slices.IndexFunc(m.Units, func(u *flow.Unit) bool { return u.Pkg == fn.Pkg }), pos
	}
	slices.SortStableFunc(ops, func(a, b *Op) int {
		aUnit, aPos := place(a)
		bUnit, bPos := place(b)
		return cmp.Or(cmp.Compare(aUnit, bUnit), cmp.Compare(aPos, bPos), cmp.Compare(a.Kind, b.Kind))
	})
}
