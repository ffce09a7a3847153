package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Timed reports whether the sweep removes what is older than a time.
func (s *Sweep) Timed(h *Holder) bool {
	for i, st := range s.steps {
		if i > 2 {
			break
		}
		for _, c := range decisions(st.instr.Block()) {
			if h.m.isTimed(c.cond, 0) {
				return true
			}
		}
	}
	timed := func(cond ssa.Value) bool { return h.m.isTimed(cond, 0) }
	if _, ok := h.m.collectedBy(s.Op.key, timed); ok {
		return true
	}
	for _, r := range s.predicateResults(h) {
		if timed(r) {
			return true
		}
	}
	return false
}

// predicateResults returns what the predicate of a maps.DeleteFunc returns.
func (s *Sweep) predicateResults(h *Holder) []ssa.Value {
	site, ok := s.Op.instr.(ssa.CallInstruction)
	if !ok || s.Op.key != nil {
		return nil
	}
	var out []ssa.Value
	for _, arg := range site.Common().Args {
		for _, t := range h.m.predicates(arg) {
			out = append(out, returnsOf(t.fn, 0)...)
		}
	}
	return out
}

func (m *model) isTimed(cond ssa.Value, depth int) bool {
	switch cond := cond.(type) {
	case *ssa.BinOp:
		return isTime(cond.X.Type())
	case *ssa.Call:
		if name := calleeName(&cond.Call); (name == "Before" || name == "After") && len(cond.Call.Args) > 0 && isNamed(cond.Call.Args[0].Type(), "time", "Time") {
			return true
		}
		if callee := m.body(cond.Call.StaticCallee()); callee != nil && depth < 2 {
			for _, r := range returnsOf(callee, 0) {
				if m.isTimed(r, depth+1) {
					return true
				}
			}
		}
	}
	return false
}

// Ordered reports whether the sweep chooses what to remove by an order: a
// time, sequence number, height or version that is compared. The position is
// that of the comparison.
func (s *Sweep) Ordered(h *Holder) (token.Pos, bool) {
	m := h.m
	for i, st := range s.steps {
		if i > 1 { // further up it is not entries that are compared
			break
		}
		outer := i == len(s.steps)-1 && s.loop != nil
		for _, c := range decisions(st.instr.Block()) {
			if outer && !outermost(s.loop).has(c.at) {
				continue // decided before the loops began
			}
			if m.isOrder(h, c.cond, 0) || m.orderedNonNil(h, c) {
				return c.cond.Pos(), true
			}
			if outer && s.countsKeys(c) {
				return c.cond.Pos(), true
			}
		}
	}
	ordered := func(cond ssa.Value) bool { return m.isOrder(h, cond, 0) }
	if pos, ok := m.collectedBy(s.Op.key, ordered); ok {
		return pos, true
	}
	for _, r := range s.predicateResults(h) {
		if ordered(r) {
			return r.Pos(), true
		}
	}
	return token.NoPos, false
}

func outermost(l *Loop) *Loop {
	for l.Parent != nil {
		l = l.Parent
	}
	return l
}

// decisions returns the tests on the way to a block, those joined by || or
// && included.
func decisions(b *ssa.BasicBlock) []condition {
	out := conditions(b)
	for _, alts := range alternatives(b) {
		out = append(out, alts...)
	}
	return out
}

// countsKeys reports whether a condition is the end of a loop that counts
// through the keys it removes, as in for seq := low; seq < upTo; seq++.
func (s *Sweep) countsKeys(c condition) bool {
	cmp, ok := c.cond.(*ssa.BinOp)
	if !ok || s.Op.key == nil || !isInteger(cmp.X.Type()) || !ranks(cmp.Op) {
		return false
	}
	return stripped(cmp.X) == stripped(s.Op.key) && isMeasure(cmp.Y) || stripped(cmp.Y) == stripped(s.Op.key) && isMeasure(cmp.X)
}

// ranks reports whether an operator tells which of two values is larger.
func ranks(op token.Token) bool {
	switch op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

func stripped(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.Convert:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		default:
			return v
		}
	}
}

// orderedNonNil reports whether a condition says that a function of the
// package found something, and that function decides by an order.
func (m *model) orderedNonNil(h *Holder, c condition) bool {
	cmp, ok := c.cond.(*ssa.BinOp)
	if !ok || !isNil(cmp.X) && !isNil(cmp.Y) || nilTested(c) != nil {
		return false
	}
	x := cmp.X
	if isNil(x) {
		x = cmp.Y
	}
	for _, v := range phiValues(x) {
		call, ok := v.(*ssa.Call)
		if !ok {
			continue
		}
		callee := m.body(call.Call.StaticCallee())
		if callee == nil {
			continue
		}
		for _, b := range callee.Blocks {
			ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if !ok || len(ret.Results) == 0 || isNil(ret.Results[0]) {
				continue
			}
			for _, c := range decisions(b) {
				if m.isOrder(h, c.cond, 1) {
					return true
				}
			}
		}
	}
	return false
}

func phiValues(v ssa.Value) []ssa.Value {
	if phi, ok := v.(*ssa.Phi); ok {
		return phi.Edges
	}
	return []ssa.Value{v}
}

// collectedBy reports whether the key of a removal is an element of a list of
// keys that a test collected, an order or a time: the first phase of a sweep
// in two phases.
func (m *model) collectedBy(key ssa.Value, test func(ssa.Value) bool) (token.Pos, bool) {
	load, ok := key.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return token.NoPos, false
	}
	elem, ok := load.X.(*ssa.IndexAddr)
	if !ok {
		return token.NoPos, false
	}
	seen := make(map[ssa.Value]bool)
	var walk func(v ssa.Value) (token.Pos, bool)
	walk = func(v ssa.Value) (token.Pos, bool) {
		if v == nil || seen[v] || len(seen) > 100 {
			return token.NoPos, false
		}
		seen[v] = true
		var next []ssa.Value
		switch v := v.(type) {
		case *ssa.Phi:
			next = v.Edges
		case *ssa.Slice:
			next = []ssa.Value{v.X}
		case *ssa.UnOp:
			if alloc, ok := v.X.(*ssa.Alloc); ok {
				next = m.localStores(alloc)
			}
		case *ssa.Call:
			if isBuiltin(&v.Call) {
				for _, c := range decisions(v.Block()) {
					if test(c.cond) {
						return c.cond.Pos(), true
					}
				}
				next = v.Call.Args[:1]
			} else if callee := m.body(v.Call.StaticCallee()); callee != nil {
				next = returnsOf(callee, 0)
			}
		}
		for _, n := range next {
			if pos, ok := walk(n); ok {
				return pos, true
			}
		}
		return token.NoPos, false
	}
	return walk(elem.X)
}

func (m *model) predicates(v ssa.Value) []target {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return nil
	}
	return m.funcsOf(v)
}

// orderMethods are methods that compare by an order.
var orderMethods = map[string]bool{
	"Before": true, "After": true, "Compare": true, "Cmp": true, "Less": true,
	"LessThan": true, "GreaterThan": true, "LT": true, "GT": true, "LTE": true, "GTE": true,
}

// isOrder reports whether a condition compares by an order. Sizes, loop
// counters and comparisons of plain numbers with constants are none.
func (m *model) isOrder(h *Holder, cond ssa.Value, depth int) bool {
	if depth > 3 {
		return false
	}
	switch cond := cond.(type) {
	case *ssa.UnOp:
		return cond.Op == token.NOT && m.isOrder(h, cond.X, depth)
	case *ssa.Phi:
		for _, e := range cond.Edges {
			if m.isOrder(h, e, depth+1) {
				return true
			}
		}
	case *ssa.Call:
		calls := m.callees[cond]
		for _, c := range calls {
			if c.mode != plain || !resultOf(cond, c) {
				continue
			}
			for _, r := range returnsOf(c.to, 0) {
				if m.isOrder(h, r, depth+1) {
					return true
				}
			}
			if m.returnsByOrder(h, c.to, depth) {
				return true
			}
		}
		return len(calls) == 0 && orderMethods[calleeName(&cond.Call)] && !comparesText(&cond.Call)
	case *ssa.BinOp:
		if !ranks(cond.Op) {
			return false
		}
		if h.isSize(cond.X, 0) || h.isSize(cond.Y, 0) || isLoopCounter(cond.X) || isLoopCounter(cond.Y) {
			return false
		}
		b, ok := cond.X.Type().Underlying().(*types.Basic)
		if !ok || b.Info()&(types.IsInteger|types.IsFloat) == 0 {
			return false
		}
		if isTime(cond.X.Type()) {
			return true
		}
		if comparesCall(cond.X) || comparesCall(cond.Y) {
			return true
		}
		return isMeasure(cond.X) && isMeasure(cond.Y) && (m.ofEntry(h, cond.X, 0) || m.ofEntry(h, cond.Y, 0))
	}
	return false
}

// returnsByOrder reports whether a function returning true or false decides
// by an order before it returns a constant.
func (m *model) returnsByOrder(h *Holder, fn *ssa.Function, depth int) bool {
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && m.isOrder(h, branch.Cond, depth+1) {
			return true
		}
	}
	return false
}

func isTime(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" && n.Obj().Name() == "Duration"
}

// ofEntry reports whether a number belongs to an entry: the key, a part of
// it, or a field of something other than the holder's owner.
func (m *model) ofEntry(h *Holder, v ssa.Value, depth int) bool {
	if depth > 5 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Next, *ssa.Lookup:
			return true
		case *ssa.Call:
			return m.ofEntry(h, t, depth+1)
		}
	case *ssa.Lookup, *ssa.Index, *ssa.Field:
		return true
	case *ssa.UnOp:
		switch addr := v.X.(type) {
		case *ssa.FieldAddr:
			n := namedOf(addr.X.Type())
			return n == nil || n.Obj() != h.Owner && !hasMap(n)
		case *ssa.IndexAddr:
			return true
		}
		return m.ofEntry(h, v.X, depth+1)
	case *ssa.Parameter: // of a predicate, or the key
		return types.Identical(v.Type(), h.Map.Key()) || v.Parent().Parent() != nil && types.Identical(v.Type(), h.Map.Elem())
	case *ssa.Phi:
		return types.Identical(v.Type(), h.Map.Key())
	case *ssa.BinOp:
		return m.ofEntry(h, v.X, depth+1) || m.ofEntry(h, v.Y, depth+1)
	case *ssa.Convert:
		return m.ofEntry(h, v.X, depth+1)
	case *ssa.ChangeType:
		return m.ofEntry(h, v.X, depth+1)
	case *ssa.Call:
		if v.Call.IsInvoke() {
			return true
		}
		for _, a := range v.Call.Args {
			if m.ofEntry(h, a, depth+1) || isStruct(a.Type()) {
				return true
			}
		}
	}
	return false
}

func isStruct(t types.Type) bool {
	n := namedOf(t)
	if n == nil {
		return false
	}
	_, ok := n.Underlying().(*types.Struct)
	return ok && !hasMap(n)
}

// isMeasure reports whether v is a number that the program computes, and not
// a constant or the length of something.
func isMeasure(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return false
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			return b.Name() != "len" && b.Name() != "cap"
		}
	case *ssa.BinOp:
		if v.Op == token.SUB { // an age
			return true
		}
	}
	return true
}

// comparesCall reports whether v is the result of x.Cmp(y), which is then
// compared with zero, or a difference.
func comparesCall(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Call:
		return orderMethods[calleeName(&v.Call)] && !comparesText(&v.Call)
	case *ssa.BinOp:
		if v.Op != token.SUB {
			return false
		}
		_, kx := v.X.(*ssa.Const)
		_, ky := v.Y.(*ssa.Const)
		return !kx && !ky
	}
	return false
}

// comparesText reports whether a call compares two texts, whose order says
// nothing of their age.
func comparesText(c *ssa.CallCommon) bool {
	if len(c.Args) == 0 {
		return false
	}
	switch t := c.Args[len(c.Args)-1].Type().Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsString != 0
	case *types.Slice:
		return types.Identical(t.Elem().Underlying(), types.Typ[types.Byte])
	}
	return false
}
