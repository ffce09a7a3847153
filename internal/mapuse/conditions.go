package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A condition is a test that was decided one way before a block is reached.
type condition struct {
	cond  ssa.Value
	truth bool
	at    *ssa.BasicBlock
}

// conditions returns the tests that decide whether block b is reached, from
// the nearest to the first.
func conditions(b *ssa.BasicBlock) []condition {
	var out []condition
	for d := b.Idom(); d != nil; d = d.Idom() {
		if len(d.Instrs) == 0 {
			continue
		}
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		for i, s := range d.Succs {
			if s != d.Succs[1-i] && len(s.Preds) == 1 && s.Dominates(b) {
				cond, truth := branch.Cond, i == 0
				for {
					not, ok := cond.(*ssa.UnOp)
					if !ok || not.Op != token.NOT {
						break
					}
					cond, truth = not.X, !truth
				}
				out = append(out, condition{cond, truth, d})
			}
		}
	}
	return out
}

// alternatives returns the tests that lead together to a block on the way to
// b, as the operands of || do: for each such block, one test for each way in.
func alternatives(b *ssa.BasicBlock) [][]condition {
	var out [][]condition
	for d := b; d != nil; d = d.Idom() {
		var alts []condition
		for _, p := range d.Preds {
			if d.Dominates(p) { // the way back of a loop
				continue
			}
			branch, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
			if !ok || p.Succs[0] == p.Succs[1] {
				alts = nil
				break
			}
			alts = append(alts, condition{branch.Cond, p.Succs[0] == d, p})
		}
		if len(alts) > 1 {
			out = append(out, alts)
		}
	}
	return out
}

// returnConditions returns the tests under which an in-package callee returns
// a constant: nil, true or false.
func (m *model) returnConditions(call *ssa.Call, wanted func(*ssa.Const) bool) []condition {
	callee := m.body(call.Call.StaticCallee())
	if callee == nil {
		return nil
	}
	var out []condition
	for _, b := range callee.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) == 0 {
			continue
		}
		if k, ok := ret.Results[len(ret.Results)-1].(*ssa.Const); ok && wanted(k) {
			out = append(out, conditions(b)...)
		}
	}
	return out
}

// nilTested returns the value that the condition says is nil or missing, or
// nil.
func nilTested(c condition) ssa.Value {
	switch cond := c.cond.(type) {
	case *ssa.BinOp:
		if cond.Op == token.EQL && c.truth || cond.Op == token.NEQ && !c.truth {
			if isNil(cond.Y) {
				return cond.X
			}
			if isNil(cond.X) {
				return cond.Y
			}
			if call, ok := cond.X.(*ssa.Call); ok && isZero(cond.Y) && isBuiltin(&call.Call) {
				// len(s) == 0 of a slice, not of a map: an empty map is one
				if _, ok := call.Call.Args[0].Type().Underlying().(*types.Slice); ok {
					return call.Call.Args[0]
				}
			}
		}
	case *ssa.Extract: // _, ok := m[k]; !ok
		if l, ok := cond.Tuple.(*ssa.Lookup); ok && cond.Index == 1 && !c.truth {
			return l
		}
	}
	return nil
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}
