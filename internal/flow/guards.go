package flow

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Guard is a test that was decided one way before a block is reached.
type Guard struct {
	Cond  ssa.Value
	Truth bool            // how Cond was decided
	At    *ssa.BasicBlock // the block that ends with the test
}

// Guards returns the tests that decide whether block b of its function is
// reached, from the nearest to the first: both operands of an && that was true,
// and of an || that was false. A negation is taken off. Tests that lead to b in
// several ways are not among them (see [Alternatives]), nor are those of callers.
func Guards(b *ssa.BasicBlock) []Guard {
	var out []Guard
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
				out = append(out, Guard{cond, truth, d})
			}
		}
	}
	return out
}

// Alternatives returns the tests that lead together to a block on the way to
// b, as the operands of an || that was true do: for each such block, which may be
// b, one test for each way in. A block with a way in that needs no test has none.
// A negation is not taken off.
func Alternatives(b *ssa.BasicBlock) [][]Guard {
	var out [][]Guard
	for d := b; d != nil; d = d.Idom() {
		var alts []Guard
		for _, p := range d.Preds {
			if d.Dominates(p) { // the way back of a loop
				continue
			}
			branch, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
			if !ok || p.Succs[0] == p.Succs[1] {
				alts = nil
				break
			}
			alts = append(alts, Guard{branch.Cond, p.Succs[0] == d, p})
		}
		if len(alts) > 1 {
			out = append(out, alts)
		}
	}
	return out
}

// ReturnGuards returns the tests under which the callee, a function of the
// program, returns a wanted constant as its last result. The returns are not told
// apart. It returns nil for calls of other functions.
func (p *Program) ReturnGuards(call *ssa.Call, wanted func(*ssa.Const) bool) []Guard {
	callee := p.Body(call.Call.StaticCallee())
	if callee == nil {
		return nil
	}
	var out []Guard
	for _, b := range callee.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) == 0 {
			continue
		}
		if k, ok := ret.Results[len(ret.Results)-1].(*ssa.Const); ok && wanted(k) {
			out = append(out, Guards(b)...)
		}
	}
	return out
}

// NilTested returns the value of which the test says that it is nil or, for a
// slice, empty, or the lookup of which it says that the key is missing. It
// returns nil for other tests, and for those that say the opposite.
func NilTested(c Guard) ssa.Value {
	switch cond := c.Cond.(type) {
	case *ssa.BinOp:
		if cond.Op == token.EQL && c.Truth || cond.Op == token.NEQ && !c.Truth {
			if IsNil(cond.Y) {
				return cond.X
			}
			if IsNil(cond.X) {
				return cond.Y
			}
			if call, ok := cond.X.(*ssa.Call); ok && IsZero(cond.Y) && IsBuiltin(&call.Call) {
				// len(s) == 0 of a slice, not of a map: an empty map is one
				if _, ok := call.Call.Args[0].Type().Underlying().(*types.Slice); ok {
					return call.Call.Args[0]
				}
			}
		}
	case *ssa.Extract: // _, ok := m[k]; !ok
		if l, ok := cond.Tuple.(*ssa.Lookup); ok && cond.Index == 1 && !c.Truth {
			return l
		}
	}
	return nil
}

// Excludes reports whether the arguments of a call keep the callee from
// coming to instr: every way there needs a test of a parameter that the
// argument, a constant or something that can't be nil, does not pass. It is
// false where that is not known, and for instructions of other functions.
func (p *Program) Excludes(up *Call, instr ssa.Instruction) bool {
	if instr.Parent() != up.To {
		return false
	}
	for _, c := range Guards(instr.Block()) {
		if contradicts(up, c) {
			return true
		}
	}
	for _, alts := range Alternatives(instr.Block()) {
		never := true
		for _, c := range alts {
			never = never && contradicts(up, c)
		}
		if never {
			return true
		}
	}
	return false
}

// contradicts reports whether a test in the callee comes out the other way
// for the arguments of a call.
func contradicts(up *Call, c Guard) bool {
	if flag := argument(up, c.Cond); flag != nil {
		k, ok := flag.(*ssa.Const)
		return ok && k.Value != nil && k.Value.Kind() == constant.Bool && constant.BoolVal(k.Value) != c.Truth
	}
	cmp, ok := c.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ && !Ranks(cmp.Op) {
		return false
	}
	x, y := cmp.X, cmp.Y
	k, ok := y.(*ssa.Const)
	if !ok {
		x = y
		if k, ok = cmp.X.(*ssa.Const); !ok {
			return false
		}
	}
	if call, ok := x.(*ssa.Call); ok && IsLen(call) {
		n, known := writtenLen(argument(up, call.Call.Args[0]))
		return known && k.Value != nil && constant.Compare(constant.MakeInt64(n), cmp.Op, k.Value) != c.Truth
	}
	arg := argument(up, x)
	if arg == nil || Ranks(cmp.Op) {
		return false
	}
	same := false
	if a, ok := arg.(*ssa.Const); ok {
		switch {
		case a.IsNil() && k.IsNil():
			same = true
		case a.Value != nil && k.Value != nil:
			same = constant.Compare(a.Value, token.EQL, k.Value)
		default: // the zero value of a struct or a type parameter
			return false
		}
	} else if !k.IsNil() || !neverNil(arg, up.Site.Block()) {
		return false // not known
	}
	return same != ((cmp.Op == token.EQL) == c.Truth)
}

// argument returns what a call gives for v, if v is a parameter of the callee.
func argument(up *Call, v ssa.Value) ssa.Value {
	p, ok := v.(*ssa.Parameter)
	if !ok || p.Parent() != up.To {
		return nil
	}
	if i := ParamIndex(p); i < len(up.Args) {
		return up.Args[i]
	}
	return nil
}

// neverNil reports whether v can't be nil in block b: it was just made, or a
// test on the way there says so.
func neverNil(v ssa.Value, b *ssa.BasicBlock) bool {
	switch v.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, *ssa.MakeClosure, *ssa.MakeInterface, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Function, *ssa.Global:
		return true
	}
	for _, c := range Guards(b) {
		cmp, ok := c.Cond.(*ssa.BinOp)
		if ok && IsNil(cmp.Y) && cmp.X == v && (cmp.Op == token.NEQ) == c.Truth && (cmp.Op == token.NEQ || cmp.Op == token.EQL) {
			return true
		}
	}
	return false
}

// Decisions returns all tests on the way to a block: [Guards], then those of
// [Alternatives], of which some were decided the other way.
func Decisions(b *ssa.BasicBlock) []Guard {
	out := Guards(b)
	for _, alts := range Alternatives(b) {
		out = append(out, alts...)
	}
	return out
}

// writtenLen returns the number of variadic arguments that are written out in a
// call, or 0 for nil.
func writtenLen(arg ssa.Value) (int64, bool) {
	switch arg := arg.(type) {
	case *ssa.Const:
		return 0, arg.IsNil()
	case *ssa.Slice:
		alloc, ok := arg.X.(*ssa.Alloc)
		if !ok || alloc.Comment != "varargs" {
			return 0, false
		}
		array, ok := alloc.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
		if !ok {
			return 0, false
		}
		return array.Len(), true
	}
	return 0, false
}
