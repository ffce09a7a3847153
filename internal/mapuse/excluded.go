package mapuse

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// excludes reports whether the arguments of a call keep the callee from
// coming to instr: every way there needs a test of a parameter that the
// argument, a constant or something that can't be nil, does not pass.
func (m *model) excludes(up *call, instr ssa.Instruction) bool {
	if m.off("excluded") {
		return false
	}
	if instr.Parent() != up.to {
		return false
	}
	for _, c := range conditions(instr.Block()) {
		if contradicts(up, c) {
			return true
		}
	}
	for _, alts := range alternatives(instr.Block()) {
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
func contradicts(up *call, c condition) bool {
	if flag := argument(up, c.cond); flag != nil {
		k, ok := flag.(*ssa.Const)
		return ok && k.Value != nil && k.Value.Kind() == constant.Bool && constant.BoolVal(k.Value) != c.truth
	}
	cmp, ok := c.cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
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
	arg := argument(up, x)
	if arg == nil {
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
	} else if !k.IsNil() || !neverNil(arg, up.site.Block()) {
		return false // not known
	}
	return same != ((cmp.Op == token.EQL) == c.truth)
}

// argument returns what a call gives for v, if v is a parameter of the callee.
func argument(up *call, v ssa.Value) ssa.Value {
	p, ok := v.(*ssa.Parameter)
	if !ok || p.Parent() != up.to {
		return nil
	}
	if i := paramIndex(p); i < len(up.args) {
		return up.args[i]
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
	for _, c := range conditions(b) {
		cmp, ok := c.cond.(*ssa.BinOp)
		if ok && isNil(cmp.Y) && cmp.X == v && (cmp.Op == token.NEQ) == c.truth && (cmp.Op == token.NEQ || cmp.Op == token.EQL) {
			return true
		}
	}
	return false
}
