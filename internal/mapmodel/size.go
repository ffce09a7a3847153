package mapmodel

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// A sizeTest is a comparison of the size of a holder, or of something that
// grows and shrinks with it, with a limit.
type sizeTest struct {
	limit int64 // -1 when it is not a constant
	above bool  // the block is reached when the size is above the limit
	pos   token.Pos
}

// sizeTestOf reads a condition as a test of the holder's size.
func (h *Holder) sizeTestOf(c flow.Guard, depth int) (sizeTest, bool) {
	switch cond := c.Cond.(type) {
	case *ssa.BinOp:
		x, y, op := cond.X, cond.Y, cond.Op
		if flow.IsNil(x) || flow.IsNil(y) { // if err := c.check(); err != nil
			return h.sizeTestOfNil(c, depth)
		}
		if !h.isSize(x, 0) {
			if !h.isSize(y, 0) {
				return sizeTest{}, false
			}
			x, y, op = y, x, flow.Mirrored(op)
		}
		if h.excess(x, 0) { // len(m) - max, against 0
			return sizeTest{limit: -1, above: aboveBy(op) == c.Truth, pos: cond.Pos()}, true
		}
		if h.m.ofEntry(h, y, 0) && !h.setting(y) { // an age: the entry's number against the owner's
			return sizeTest{}, false
		}
		if call, ok := x.(*ssa.Call); ok && flow.IsBuiltin(&call.Call) && flow.IsLoopCounter(y) {
			return sizeTest{}, false // the loop itself: i < len(x)
		}
		t := sizeTest{limit: -1, pos: cond.Pos()}
		if k, ok := y.(*ssa.Const); ok && k.Value != nil {
			if v, exact := constant.Int64Val(constant.ToInt(k.Value)); exact {
				t.limit = v
			}
			if t.limit <= 1 { // empty or not: no limit
				return sizeTest{}, false
			}
		} else if h.m.optional(y) {
			// zero is for off: a limit that the source does not tell
		} else if n, ok := h.m.presets(y); ok && h.sizes(x) {
			t.limit = n
		}
		switch op {
		case token.GTR, token.GEQ, token.EQL:
			t.above = c.Truth
		case token.LSS, token.LEQ, token.NEQ:
			t.above = !c.Truth
		default:
			return sizeTest{}, false
		}
		return t, true
	case *ssa.Call: // if c.full()
		if depth > 1 {
			return sizeTest{}, false
		}
		callee := h.m.Body(cond.Call.StaticCallee())
		if callee == nil {
			return sizeTest{}, false
		}
		for _, r := range flow.ReturnsOf(callee, 0) {
			if t, ok := h.sizeTestOf(flow.Guard{Cond: r, Truth: c.Truth}, depth+1); ok {
				return t, true
			}
		}
		return h.sizeTestAmong(h.m.ReturnGuards(cond, func(k *ssa.Const) bool {
			return k.Value != nil && k.Value.Kind() == constant.Bool && constant.BoolVal(k.Value) == c.Truth
		}), depth)
	case *ssa.Phi: // a && b, a || b
		if depth > 1 {
			return sizeTest{}, false
		}
		for _, e := range cond.Edges {
			if t, ok := h.sizeTestOf(flow.Guard{Cond: e, Truth: c.Truth}, depth+1); ok {
				return t, true
			}
		}
	}
	return sizeTest{}, false
}

// setting reports whether v is a field of a struct that the owner, or a package
// variable, has or points to, as a configuration: s.config.max.
func (h *Holder) setting(v ssa.Value) bool {
	load, ok := flow.Stripped(v).(*ssa.UnOp)
	if !ok {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	of := flow.VarOf(addr.X)
	if of == nil {
		of = flow.LoadedVar(addr.X)
	}
	return of != nil && (!of.IsField() || h.Owner != nil && h.m.ownerOf(of) == h.Owner)
}

// presets returns the largest of the constants that the package gives to the
// field or variable that v is read from, if there are any: the default of a
// setting.
func (m *model) presets(v ssa.Value) (int64, bool) {
	if m.off("preset") {
		return 0, false
	}
	most, found := int64(0), false
	for _, st := range m.Stores[flow.LoadedVar(flow.Stripped(v))] {
		if k, ok := st.Val.(*ssa.Const); ok && k.Value != nil && !m.support[flow.Declared(st.Parent())] {
			if m.raises(st) {
				return 0, false // the least that it can be
			}
			if n, exact := constant.Int64Val(constant.ToInt(k.Value)); exact && n > 1 {
				most, found = max(most, n), true
			}
		}
	}
	return most, found
}

// raises reports whether a store stands where the variable was found to be less
// than a number above one.
func (m *model) raises(st *ssa.Store) bool {
	for _, c := range flow.Guards(st.Block()) {
		cmp, ok := c.Cond.(*ssa.BinOp)
		if !ok || flow.LoadedVar(cmp.X) == nil || flow.LoadedVar(cmp.X) != flow.VarOf(st.Addr) {
			continue
		}
		k, ok := cmp.Y.(*ssa.Const)
		less := cmp.Op == token.LSS || cmp.Op == token.LEQ
		if ok && k.Value != nil && k.Value.Kind() == constant.Int && k.Int64() > 1 && less == c.Truth {
			return true
		}
	}
	return false
}

// optional reports whether a limit can be switched off: somewhere it is
// compared with zero, or zero is given for it.
func (m *model) optional(limit ssa.Value) bool {
	switch v := limit.(type) {
	case *ssa.Convert:
		return m.optional(v.X)
	case *ssa.ChangeType:
		return m.optional(v.X)
	case *ssa.BinOp:
		return m.optional(v.X) || m.optional(v.Y)
	case *ssa.UnOp:
		return v.Op == token.MUL && m.ZeroTested[flow.VarOf(v.X)]
	case *ssa.Parameter:
		for _, ref := range *v.Referrers() {
			if b, ok := ref.(*ssa.BinOp); ok && (flow.IsZero(b.X) || flow.IsZero(b.Y)) {
				return true
			}
		}
		for _, c := range m.Callers[v.Parent()] {
			if i := flow.ParamIndex(v); i < len(c.Args) && c.Args[i] != nil {
				if flow.IsZero(c.Args[i]) || flow.LoadedVar(c.Args[i]) != nil && m.ZeroTested[flow.LoadedVar(c.Args[i])] {
					return true
				}
			}
		}
	}
	return false
}

// excess reports whether v is by how much the size is above a limit.
func (h *Holder) excess(v ssa.Value, depth int) bool {
	for _, v := range flow.PhiValues(v) {
		b, ok := v.(*ssa.BinOp)
		if !ok || b.Op != token.SUB {
			continue
		}
		if _, constant := b.Y.(*ssa.Const); !constant && h.isSize(b.X, depth+1) {
			return true
		}
	}
	return false
}

// aboveBy reports whether an excess for which the comparison holds is one.
func aboveBy(op token.Token) bool { return op == token.GTR || op == token.GEQ }

// sizeTestOfNil reads a test for nil of what a function of the package
// returned, as a test of the size that this function makes.
func (h *Holder) sizeTestOfNil(c flow.Guard, depth int) (sizeTest, bool) {
	x := flow.NilTested(c)
	if x == nil || depth > 1 {
		return sizeTest{}, false
	}
	if e, ok := x.(*ssa.Extract); ok {
		x = e.Tuple
	}
	call, ok := x.(*ssa.Call)
	if !ok {
		return sizeTest{}, false
	}
	return h.sizeTestAmong(h.m.ReturnGuards(call, func(k *ssa.Const) bool { return k.IsNil() }), depth)
}

func (h *Holder) sizeTestAmong(cs []flow.Guard, depth int) (sizeTest, bool) {
	for _, c := range cs {
		if t, ok := h.sizeTestOf(c, depth+1); ok {
			return t, true
		}
	}
	return sizeTest{}, false
}

// isSize reports whether v counts the entries of the holder, or of a sibling
// in the same owner that its inserts also change: len of a field, a field's
// Len method, a counter.
func (h *Holder) isSize(v ssa.Value, depth int) bool {
	if depth > 3 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			return b.Name() == "len" && h.related(v.Call.Args[0])
		}
		callee := v.Call.StaticCallee()
		if callee == nil {
			return false
		}
		if body := h.m.Body(callee); body != nil {
			for _, r := range flow.ReturnsOf(body, 0) {
				if h.isSize(r, depth+1) {
					return true
				}
			}
			return false
		}
		switch callee.Name() {
		case "Len", "Size", "Count", "Load", "Add":
			return len(v.Call.Args) > 0 && h.related(v.Call.Args[0])
		}
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return false
		}
		return flow.IsInteger(v.Type()) && h.counts(v.X)
	case *ssa.Phi:
		return h.excess(v, depth)
	case *ssa.BinOp:
		return (v.Op == token.ADD || v.Op == token.SUB) && (h.isSize(v.X, depth+1) || h.isSize(v.Y, depth+1))
	case *ssa.Convert:
		return h.isSize(v.X, depth+1)
	case *ssa.ChangeType:
		return h.isSize(v.X, depth+1)
	}
	return false
}

// related reports whether v is the holder's map, or a collection of the same
// owner that a function which inserts into the holder uses too.
func (h *Holder) related(v ssa.Value) bool {
	for _, o := range h.m.LocalSources(v) {
		if o.Kind != flow.FromVar {
			continue
		}
		if o.Var == h.Var && o.Elems == h.Elems {
			return true
		}
		if o.Elems == 0 && h.sibling(o.Var) {
			return true
		}
	}
	return false
}

// counts reports whether addr is a counter of the same owner that a function
// which inserts into the holder changes.
func (h *Holder) counts(addr ssa.Value) bool {
	if h.m.off("counter") {
		return false
	}
	s := flow.VarOf(addr)
	if s == nil || !h.sameOwner(s) {
		return false
	}
	up, down := false, false
	for _, st := range h.m.Stores[s] {
		if b, ok := st.Val.(*ssa.BinOp); ok {
			up = up || b.Op == token.ADD && h.insertsNear(st.Parent())
			down = down || b.Op == token.SUB
		}
	}
	return up && down // a number that only goes up is a sequence
}

func (h *Holder) sameOwner(s *types.Var) bool {
	if s.IsField() != h.Var.IsField() {
		return false
	}
	return !s.IsField() || h.m.ownerOf(s) == h.m.ownerOf(h.Var)
}

// sibling reports whether a field of the same owner grows where the holder
// does.
func (h *Holder) sibling(s *types.Var) bool {
	if h.m.off("sibling") {
		return false
	}
	if !h.sameOwner(s) {
		return false
	}
	for _, fn := range h.m.Users[s] {
		if h.insertsNear(fn) && growsIn(s, fn) {
			return true
		}
	}
	return false
}

// sizes reports whether v is the length of the holder itself, or of what
// grows in one go with it, at each insert.
func (h *Holder) sizes(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok || !flow.IsLen(call) {
		return false
	}
	for _, o := range h.m.LocalSources(call.Call.Args[0]) {
		if o.Kind != flow.FromVar || (o.Var != h.Var || o.Elems != h.Elems) && (o.Elems > 0 || !h.growsAtOnceWith(o.Var)) {
			return false
		}
	}
	return true
}

// growsAtOnceWith reports whether each insert stands beside a growth of s, and
// what makes s shorter removes from the holder, too.
func (h *Holder) growsAtOnceWith(s *types.Var) bool {
	removes := func(fn *ssa.Function) bool {
		return slices.ContainsFunc(h.Ops, func(op *Op) bool {
			return (op.Kind == Remove || op.Kind == Empty) && flow.Declared(op.Fn) == flow.Declared(fn)
		})
	}
	for _, st := range h.m.Stores[s] {
		if fa, ok := st.Addr.(*ssa.FieldAddr); ok && h.m.freshOwner(flow.Source{Kind: flow.FromVar, Var: s, Base: fa.X, At: fa}, st) {
			continue
		}
		if !grows(st.Val) && !removes(st.Parent()) {
			return false
		}
	}
	if g := h.m.holder(s, 0); g != nil {
		for _, op := range g.Ops {
			if (op.Kind == Remove || op.Kind == Empty) && !removes(op.Fn) {
				return false
			}
		}
	}
	return all(h.Ops, func(op *Op) bool {
		if op.Kind != Insert || h.Initial(op) || h.Updates(op) {
			return true
		}
		return slices.ContainsFunc(growths(s, op.Fn), func(b *ssa.BasicBlock) bool {
			return b.Dominates(op.instr.Block()) || op.instr.Block().Dominates(b)
		})
	})
}

// growsIn reports whether fn adds to what a field holds.
func growsIn(s *types.Var, fn *ssa.Function) bool { return len(growths(s, fn)) > 0 }

// growths returns the blocks in which fn adds to what a field holds: it
// appends, inserts, counts up, sends, or calls a method that by its name adds.
func growths(s *types.Var, fn *ssa.Function) []*ssa.BasicBlock {
	var out []*ssa.BasicBlock
	is := func(v ssa.Value) bool { return flow.VarOf(v) == s || flow.LoadedVar(v) == s }
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if flow.VarOf(instr.Addr) != s {
					continue
				}
				switch v := instr.Val.(type) {
				case *ssa.Call:
					if flow.IsBuiltin(&v.Call) {
						out = append(out, b)
					}
				case *ssa.BinOp:
					if v.Op == token.ADD {
						out = append(out, b)
					}
				}
			case *ssa.MapUpdate:
				if is(instr.Map) {
					out = append(out, b)
				}
			case *ssa.Send:
				if is(instr.Chan) {
					out = append(out, b)
				}
			case ssa.CallInstruction:
				c := instr.Common()
				if len(c.Args) == 0 || flow.IsBuiltin(c) {
					continue
				}
				recv := c.Args[0]
				if c.IsInvoke() {
					recv = c.Value
				}
				if is(recv) && addsByName(flow.CalleeName(c)) {
					out = append(out, b)
				}
			}
		}
	}
	return out
}

func addsByName(name string) bool {
	return begins(name, "push", "add", "insert", "append", "put", "enqueue", "inc", "set", "store", "offer")
}

// insertsNear reports whether fn inserts into the holder, or calls what
// does.
func (h *Holder) insertsNear(fn *ssa.Function) bool {
	near, ok := h.m.memos.near[h]
	if !ok {
		near = make(map[*ssa.Function]bool)
		for _, op := range h.Ops {
			if op.Kind == Insert {
				for _, site := range h.m.sitesAbove(op) {
					near[flow.Declared(site.Parent())] = true
				}
			}
		}
		h.m.memos.near[h] = near
	}
	return near[flow.Declared(fn)]
}
