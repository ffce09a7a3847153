package mapmodel

import (
	"go/token"
	"go/types"
	"go/version"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// addStore attaches the store of a map into holders: to the address addr, or
// into the elements of the container addr when elems is 1.
func (m *model) addStore(addr ssa.Value, elems int, val ssa.Value, op Op) {
	if isLocalElement(addr) {
		return // a list that the function makes for itself
	}
	if fa, ok := addr.(*ssa.FieldAddr); ok && isCopy(fa.X) {
		return // a field of a copy
	}
	for _, o := range m.Sources(addr) {
		if o.Kind != flow.FromVar {
			continue
		}
		h := m.holder(o.Var, o.Elems+elems)
		if h == nil {
			continue
		}
		if !op.Pos.IsValid() {
			op.Pos, op.End = m.place(op.instr)
		}
		each := op
		each.origin = o
		each.Kind, each.Why = m.classify(slotKey{o.Var, o.Elems + elems}, o, op.instr, val)
		each.WhenEmpty = each.Kind == Replace && m.whenEmpty(h, op.instr)
		each.Support = m.support[flow.Declared(op.Fn)]
		h.Ops = append(h.Ops, &each)
	}
}

// place returns the extent of an instruction. SSA has no position for the return
// behind a recovered panic: then it is that of the function.
func (m *model) place(instr ssa.Instruction) (pos, end token.Pos) {
	if pos, end = m.Extent(instr.Pos()); !pos.IsValid() {
		pos = flow.Declared(instr.Parent()).Pos()
		end = pos
	}
	return pos, end
}

// isLocalElement reports whether addr is an element of a local array or
// slice.
func isLocalElement(addr ssa.Value) bool {
	ia, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	x := ia.X
	if s, ok := x.(*ssa.Slice); ok {
		x = s.X
	}
	switch x.(type) {
	case *ssa.Alloc, *ssa.MakeSlice:
		return true
	}
	return false
}

// addWholes attaches the assignment of a struct value to the holders among
// its fields, nested structs included.
func (m *model) addWholes() {
	for _, st := range m.Wholes {
		if alloc, ok := st.Addr.(*ssa.Alloc); ok && (!alloc.Heap || flow.IsParam(st.Val)) {
			continue // a copy on the stack, or a parameter's own variable
		}
		var fields []*types.Var
		mapFields(st.Val.Type(), &fields, 0)
		for _, f := range fields {
			h := m.holder(f, 0)
			if h == nil || declares(st) {
				continue
			}
			o := flow.Source{Kind: flow.FromVar, Var: f, Base: st.Addr, At: st.Addr}
			op := &Op{Fn: st.Parent(), instr: st, origin: o}
			op.Pos, op.End = m.Extent(storePos(st))
			op.Kind, op.Why = m.classify(slotKey{f, 0}, o, st, st.Val)
			op.Support = m.support[flow.Declared(op.Fn)]
			h.Ops = append(h.Ops, op)
		}
	}
}

// storePos returns the position of a store, or of what is stored: SSA has none
// for the store of a variable into a result or a parameter that escapes.
func storePos(st *ssa.Store) token.Pos {
	for _, pos := range []token.Pos{st.Pos(), st.Val.Pos(), st.Addr.Pos()} {
		if pos.IsValid() {
			return pos
		}
	}
	return flow.Declared(st.Parent()).Pos()
}

// declares reports whether a store gives a local variable its first value:
// nothing uses the variable between its making and the store. What another
// package makes by a function of the owner's is a new owner.
func declares(st *ssa.Store) bool {
	alloc, ok := st.Addr.(*ssa.Alloc)
	if !ok || alloc.Block() != st.Block() {
		return false
	}
	made := slices.Index(st.Block().Instrs, ssa.Instruction(alloc))
	stored := slices.Index(st.Block().Instrs, ssa.Instruction(st))
	return !slices.ContainsFunc(*alloc.Referrers(), func(ref ssa.Instruction) bool {
		at := slices.Index(st.Block().Instrs, ref)
		return made < at && at < stored
	})
}

// mapFields collects the fields of map type that a value of struct type t
// contains.
func mapFields(t types.Type, out *[]*types.Var, depth int) {
	if depth > 4 {
		return
	}
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for f := range t.Fields() {
			if mapOf(f.Type()) != nil {
				*out = append(*out, f.Origin())
			} else {
				mapFields(f.Type(), out, depth+1)
			}
		}
	case *types.Array:
		mapFields(t.Elem(), out, depth+1)
	}
}

// A slotKey is a variable, or the elements some containers below it.
type slotKey struct {
	v     *types.Var
	elems int
}

// classify tells whether a store gives a slot its first value or another
// one: the rule kept. The reason is in words, for
// people.
func (m *model) classify(slot slotKey, o flow.Source, instr ssa.Instruction, val ssa.Value) (OpKind, string) {
	fn := instr.Parent()
	whole := !cuts(val, slot.v) // part of a list is another list
	switch {
	case m.OnlyFrom(fn, flow.IsPackageInit):
		return Initialize, "during package initialization"
	case m.onceInMain(instr):
		return Initialize, "once, by main"
	case !m.off("sync.Once") && m.UnderOnce(fn):
		return Initialize, "by sync.Once"
	case m.freshOwner(o, instr):
		return Initialize, "of an owner that was just made"
	case whole && m.givesBack(slot, val):
		return Initialize, "with its own map"
	case whole && m.lazily(slot, o, instr, val):
		return Initialize, "when it was nil"
	case m.clonesItself(slot, val):
		return Initialize, "with maps.Clone of itself, which keeps the capacity since Go 1.25"
	case m.onWayOut(fn, o):
		return Initialize, "on the way out"
	}
	return Replace, ""
}

// givesBack reports whether the stored map is the slot's own.
func (m *model) givesBack(slot slotKey, val ssa.Value) bool {
	os := m.Sources(val)
	for _, o := range os {
		if o.Kind != flow.FromVar || o.Var != slot.v || o.Elems != slot.elems {
			return false
		}
	}
	return len(os) > 0
}

// lazily reports whether the store makes the map only when there was none:
// the store, or every map it can store besides the own one, stands under a
// test for nil.
func (m *model) lazily(slot slotKey, o flow.Source, instr ssa.Instruction, val ssa.Value) bool {
	if flow.IsNil(val) {
		return false // that makes no map
	}
	addr := storeAddr(instr)
	if m.underNil(slot, addr, instr.Block()) || m.underSiblingNil(addr, instr.Block()) {
		return true
	}
	if m.off("in a caller") {
		return false
	}
	for _, up := range o.Ups { // the test stands in a caller
		if m.underNil(slot, nil, up.Site.Block()) {
			return true
		}
	}
	if callers := m.Callers[instr.Parent()]; len(callers) > 0 && !m.CallableOutside(instr.Parent()) {
		all := true
		for _, c := range callers {
			all = all && m.underNil(slot, nil, c.Site.Block())
		}
		if all {
			return true
		}
	}
	own := false
	for _, v := range m.Sources(val) {
		switch {
		case v.Kind == flow.FromVar && v.Var == slot.v && v.Elems == slot.elems:
			own = true
		case v.Kind == flow.FromFresh:
			made, ok := v.At.(ssa.Instruction)
			if !ok || !m.underAnyNil(made) {
				return false
			}
		default:
			return false
		}
	}
	return own
}

func storeAddr(instr ssa.Instruction) ssa.Value {
	if st, ok := instr.(*ssa.Store); ok {
		return st.Addr
	}
	return nil
}

// underNil reports whether block b is reached only when the slot is nil: a
// comparison with nil, or the second result of a look-up for inner maps.
func (m *model) underNil(slot slotKey, addr ssa.Value, b *ssa.BasicBlock) bool {
	for _, c := range flow.Guards(b) {
		x := flow.NilTested(c)
		if x == nil {
			continue
		}
		if load, ok := x.(*ssa.UnOp); ok && addr != nil && flow.SameAccess(load.X, addr) {
			return true
		}
		for _, o := range m.LocalSources(x) {
			if o.Kind == flow.FromVar && o.Var == slot.v && o.Elems == slot.elems {
				return true
			}
		}
	}
	return false
}

// underAnyNil reports whether instr runs only when some map was found nil.
func (m *model) underAnyNil(instr ssa.Instruction) bool {
	for _, c := range flow.Guards(instr.Block()) {
		if x := flow.NilTested(c); x != nil && mapOf(x.Type()) != nil {
			return true
		}
	}
	return false
}

// clonesItself reports whether the stored map is maps.Clone of the slot's
// own where that keeps the capacity: FACTS of golang/go#20135, since Go 1.25.
func (m *model) clonesItself(slot slotKey, val ssa.Value) bool {
	if m.off("clone") {
		return false
	}
	if v := GoVersion(m.UnitOf(slot.v).Pass); v != "" && version.Compare(v, "go1.25") < 0 {
		return false
	}
	os := m.Sources(val)
	for _, o := range os {
		call, ok := o.At.(*ssa.Call)
		if o.Kind != flow.FromCopy || !ok {
			return false
		}
		obj, _ := call.Call.StaticCallee().Object().(*types.Func)
		if effectOf(obj) != clones || !m.givesBack(slot, call.Call.Args[0]) {
			return false
		}
	}
	return len(os) > 0
}

// GoVersion returns the language version of the package of pass, as
// "go1.25", or "" when the driver does not tell.
func GoVersion(pass *analysis.Pass) string {
	if v := pass.Pkg.GoVersion(); v != "" {
		return v
	}
	if mod := pass.Module; mod != nil && mod.GoVersion != "" {
		return "go" + mod.GoVersion
	}
	return ""
}

// whenEmpty reports whether an instruction runs only when the holder was found
// to have no entries: len(h) == 0.
func (m *model) whenEmpty(h *Holder, instr ssa.Instruction) bool {
	return slices.ContainsFunc(flow.Guards(instr.Block()), func(c flow.Guard) bool {
		cmp, ok := c.Cond.(*ssa.BinOp)
		if l := m.LoopsOf(instr.Parent())[c.At]; !ok || l != nil && l.Header == c.At {
			return false // for len(h) > 0 leaves it empty each time
		}
		size, limit, op := cmp.X, cmp.Y, cmp.Op
		if _, ok := size.(*ssa.Const); ok {
			size, limit, op = limit, size, flow.Mirrored(op)
		}
		call, ok := size.(*ssa.Call)
		if !ok || !flow.IsLen(call) || !m.isHolder(h, call.Call.Args[0]) {
			return false
		}
		k, ok := limit.(*ssa.Const)
		if !ok || k.Value == nil {
			return false
		}
		switch n := k.Int64(); op {
		case token.EQL, token.LEQ:
			return c.Truth && n == 0
		case token.LSS:
			return c.Truth && n == 1
		case token.NEQ, token.GTR:
			return !c.Truth && n == 0
		case token.GEQ:
			return !c.Truth && n == 1
		}
		return false
	})
}

// isCopy reports whether v is a local variable that begins as the copy of a
// struct: what is stored in it reaches no other.
func isCopy(v ssa.Value) bool {
	a, ok := v.(*ssa.Alloc)
	return ok && slices.ContainsFunc(*a.Referrers(), func(ref ssa.Instruction) bool {
		st, ok := ref.(*ssa.Store)
		if !ok || st.Addr != a {
			return false
		}
		_, zero := st.Val.(*ssa.Const)
		return !zero
	})
}

// underSiblingNil reports whether a block runs once for each owner: it needs
// another field of the owner to be nil and sets it, and nothing stores nil there.
func (m *model) underSiblingNil(addr ssa.Value, b *ssa.BasicBlock) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	for _, g := range flow.Guards(b) {
		load, ok := flow.NilTested(g).(*ssa.UnOp)
		if !ok {
			continue
		}
		tested, ok := load.X.(*ssa.FieldAddr)
		if !ok || !flow.SameAccess(tested.X, fa.X) {
			continue
		}
		f := flow.VarOf(tested)
		sets := slices.ContainsFunc(m.Stores[f], func(st *ssa.Store) bool { return st.Block() == b })
		if sets && !m.Exposed[f] && !slices.ContainsFunc(m.Stores[f], func(st *ssa.Store) bool { return flow.IsNil(st.Val) }) {
			return true
		}
	}
	return false
}

// onceInMain reports whether an instruction is the only store into a package
// variable, and runs at most once: in main, or in what main calls, outside of
// loops.
func (m *model) onceInMain(instr ssa.Instruction) bool {
	st, ok := instr.(*ssa.Store)
	if !ok {
		return false
	}
	g, ok := st.Addr.(*ssa.Global)
	if !ok || len(m.Stores[flow.VarOf(g)]) != 1 {
		return false
	}
	for range 4 {
		fn := instr.Parent()
		if m.LoopsOf(fn)[instr.Block()] != nil {
			return false
		}
		if flow.IsMain(fn) {
			return true
		}
		callers := m.Callers[fn]
		if len(callers) != 1 || callers[0].Mode != flow.Plain || m.CallableOutside(fn) {
			return false
		}
		instr = callers[0].Site
	}
	return false
}
