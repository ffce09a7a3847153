package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Ordered reports whether the sweep chooses what to remove by an order: a
// time, sequence number, height or version that is compared. The position is
// that of the comparison.
func (s *Sweep) Ordered(h *Holder) (token.Pos, bool) {
	for i, st := range s.steps {
		if i > 1 { // further up it is not entries that are compared
			break
		}
		for _, c := range conditions(st.instr.Block()) {
			if i == len(s.steps)-1 && s.loop != nil && !s.loop.has(c.at) {
				continue // decided before the loop began
			}
			if h.m.isOrder(h, c.cond, 0) {
				return condPos(c.cond), true
			}
		}
	}
	if site, ok := s.Op.instr.(ssa.CallInstruction); ok && s.Op.key == nil {
		for _, arg := range site.Common().Args { // maps.DeleteFunc
			for _, t := range h.m.predicates(arg) {
				for _, r := range returnsOf(t.fn, 0) {
					if h.m.isOrder(h, r, 0) {
						return condPos(r), true
					}
				}
			}
		}
	}
	return token.NoPos, false
}

func condPos(v ssa.Value) token.Pos { return v.Pos() }

func (m *model) predicates(v ssa.Value) []target {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return nil
	}
	return m.funcsOf(v, 0)
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
		if cond.Call.IsInvoke() {
			return orderMethods[cond.Call.Method.Name()]
		}
		callee := cond.Call.StaticCallee()
		if callee == nil {
			return false
		}
		if body := m.body(callee); body != nil {
			for _, r := range returnsOf(body, 0) {
				if m.isOrder(h, r, depth+1) {
					return true
				}
			}
			return m.returnsByOrder(h, body, depth)
		}
		return orderMethods[callee.Name()]
	case *ssa.BinOp:
		switch cond.Op {
		case token.LSS, token.LEQ, token.GTR, token.GEQ:
		default:
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
	case *ssa.Parameter:
		return types.Identical(v.Type(), h.Map.Key())
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
		if c := v.Call.StaticCallee(); c != nil {
			return orderMethods[c.Name()]
		}
		return v.Call.IsInvoke() && orderMethods[v.Call.Method.Name()]
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

// Absent reports whether the sweep removes what another collection does not
// have: the mark of a mirror (rule 7).
func (s *Sweep) Absent(h *Holder) (token.Pos, bool) {
	var at token.Pos
	for _, c := range conditions(s.steps[0].instr.Block()) {
		if pos, ok := h.m.tellsAbsence(h, c); ok {
			at = pos
		} else if decides(c) { // something else chooses too
			return token.NoPos, false
		}
	}
	if at.IsValid() {
		return at, true
	}
	if site, ok := s.Op.instr.(ssa.CallInstruction); ok && s.Op.key == nil {
		for _, arg := range site.Common().Args {
			for _, t := range h.m.predicates(arg) {
				for _, r := range returnsOf(t.fn, 0) {
					for _, truth := range []bool{true, false} {
						if pos, ok := h.m.tellsAbsence(h, condition{cond: r, truth: truth}); ok {
							return pos, true
						}
					}
				}
			}
		}
	}
	return token.NoPos, false
}

func (m *model) tellsAbsence(h *Holder, c condition) (token.Pos, bool) {
	switch cond := c.cond.(type) {
	case *ssa.Extract: // _, ok := wanted[k]; !ok
		if l, ok := cond.Tuple.(*ssa.Lookup); ok && cond.Index == 1 && !c.truth && !m.isHolder(h, l.X) {
			return l.Pos(), true
		}
	case *ssa.Lookup: // !wanted[k]
		if !c.truth && !m.isHolder(h, cond.X) {
			return cond.Pos(), true
		}
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			return m.tellsAbsence(h, condition{cond: cond.X, truth: !c.truth})
		}
	case *ssa.BinOp: // wanted[k] == nil
		if x := nilTested(c); x != nil {
			if e, ok := x.(*ssa.Extract); ok {
				if l, ok := e.Tuple.(*ssa.Lookup); ok && !m.isHolder(h, l.X) {
					return l.Pos(), true
				}
			}
			if l, ok := x.(*ssa.Lookup); ok && !m.isHolder(h, l.X) {
				return l.Pos(), true
			}
		}
	case *ssa.Call: // !slices.Contains(wanted, k), !wanted.Has(k)
		if c.truth {
			return token.NoPos, false
		}
		name := calleeName(&cond.Call)
		switch name {
		case "Contains", "ContainsFunc", "Has", "Exists", "Include", "Includes", "ContainsKey":
			return cond.Pos(), true
		}
	}
	return token.NoPos, false
}

func (m *model) isHolder(h *Holder, v ssa.Value) bool {
	for _, o := range m.localOrigins(v) {
		if o.kind == fromSlot && o.slot == h.Var && o.elems == h.Elems {
			return true
		}
	}
	return false
}

// Resource returns what live resource each entry of the holder is or holds
// (rule 9): a connection, a file, a channel, a cancel function, or a value
// that has to be closed or stopped.
func (h *Holder) Resource() (string, bool) {
	return h.m.resource(h.Map.Elem(), 0)
}

func (m *model) resource(t types.Type, depth int) (string, bool) {
	pkg := m.pass.Pkg
	name := types.TypeString(t, types.RelativeTo(pkg))
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return name, true
	case *types.Slice:
		return m.resource(u.Elem(), depth)
	case *types.Map:
		return m.resource(u.Elem(), depth)
	case *types.Pointer:
		if ends(t, pkg) {
			return name, true
		}
		if _, ok := u.Elem().Underlying().(*types.Struct); ok {
			return m.resource(u.Elem(), depth)
		}
	case *types.Interface:
		if ends(t, pkg) {
			return name, true
		}
	case *types.Signature:
		return name, isNamed(t, "context", "CancelFunc")
	case *types.Struct:
		if ends(types.NewPointer(t), pkg) {
			return name, true
		}
		if depth > 0 {
			return "", false
		}
		for i := range u.NumFields() {
			f := u.Field(i)
			if m.sharedPointer(f.Origin()) {
				continue // what many entries have in common
			}
			if what, ok := m.resource(f.Type(), depth+1); ok && !isContainer(f.Type()) {
				return what, true
			}
		}
	}
	return "", false
}

func isContainer(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map:
		return true
	}
	return false
}

func isNamed(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path && n.Obj().Name() == name
}

// ends reports whether values of type t have to be ended: they have a method
// Close, Stop, Shutdown, Cancel or Kill without parameters.
func ends(t types.Type, pkg *types.Package) bool {
	for _, name := range []string{"Close", "Stop", "Shutdown", "Cancel", "Kill", "close", "stop", "cancel", "shutdown"} {
		obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
		if fn, ok := obj.(*types.Func); ok && fn.Signature().Params().Len() == 0 {
			return true
		}
	}
	return false
}
