package mapcheck

import (
	"go/types"
	"reflect"
	"slices"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapmodel"
)

// Explain returns what is known of a map that the package declares.
func (p *Package) Explain(h *mapmodel.Holder) *check.Explanation {
	life := h.Lifetime()
	out := &check.Explanation{
		Kind:     "variable",
		Type:     types.TypeString(h.Map, types.RelativeTo(p.pass.Pkg)),
		Declared: declared(h),
		Lifetime: check.Lifetime{Answer: "unknown", Why: life.Why, Pos: life.Pos},
		Tables:   newTables(p.pass.TypesSizes).of(h.Map),
	}
	if h.Var.IsField() {
		out.Kind = "field"
	}
	switch {
	case life.Long:
		out.Lifetime.Answer = "long"
	case life.Known:
		out.Lifetime.Answer = "short"
	}
	loops := make(map[*mapmodel.Op][]check.Loop)
	swept := make(map[*mapmodel.Op]bool)
	for _, s := range h.Sweeps() {
		swept[s.Op] = true
		if s.Cleared {
			continue // there is no loop but the clear itself
		}
		loops[s.Op] = append(loops[s.Op], check.Loop{Pos: s.LoopPos, Calls: s.Calls, Shutdown: s.WayOut})
	}
	for _, op := range h.Ops {
		out.Operations = append(out.Operations, check.Operation{
			Kind:     op.Kind.String(),
			Pos:      op.Pos,
			Function: op.FuncName(),
			Calls:    op.Calls(),
			Note:     op.Why,
			Swept:    swept[op],
			Loops:    loops[op],
		})
	}
	// One statement can be several operations of the same kind.
	out.Operations = slices.CompactFunc(out.Operations, func(a, b check.Operation) bool { return reflect.DeepEqual(a, b) })
	return out
}

func declared(h *mapmodel.Holder) check.Declaration {
	return check.Declaration{Pos: h.Var.Pos(), Elems: h.Elems}
}
