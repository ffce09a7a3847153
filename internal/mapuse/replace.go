package mapuse

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"

	"golang.org/x/tools/go/ssa"
)

// extent returns the call or the statement at the position that SSA keeps
// for it (the opening parenthesis of a call, the equals sign of a store).
func (m *model) extent(pos token.Pos) (token.Pos, token.Pos) {
	if !pos.IsValid() {
		return pos, pos
	}
	for _, node := range m.enclosing(pos, pos) {
		switch node := node.(type) {
		case *ast.CallExpr:
			if node.Lparen == pos {
				return node.Pos(), node.End()
			}
		case *ast.FuncLit, *ast.BlockStmt, *ast.CaseClause, *ast.CommClause, *ast.FuncDecl:
			return pos, pos
		case *ast.RangeStmt, *ast.IfStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.ForStmt:
			return pos, pos
		case ast.Stmt:
			return node.Pos(), node.End()
		case *ast.ValueSpec:
			return node.Pos(), node.End()
		}
	}
	return pos, pos
}

// addStore attaches the store of a map into holders: to the address addr, or
// into the elements of the container addr when elems is 1.
func (m *model) addStore(addr ssa.Value, elems int, val ssa.Value, op Op) {
	if isLocalElement(addr) {
		return // a list that the function makes for itself
	}
	for _, o := range m.origins(addr) {
		if o.kind != fromSlot {
			continue
		}
		h := m.holder(o.slot, o.elems+elems)
		if h == nil {
			continue
		}
		if !op.Pos.IsValid() {
			op.Pos, op.End = m.extent(op.instr.Pos())
		}
		each := op
		each.origin = o
		each.Kind, each.Why = m.classify(slotKey{o.slot, o.elems + elems}, o, op.instr, val)
		each.Manual = each.Kind == Replace && m.manual(op.Fn)
		h.Ops = append(h.Ops, &each)
	}
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
	for _, st := range m.wholes {
		if alloc, ok := st.Addr.(*ssa.Alloc); ok && !alloc.Heap {
			continue // a copy on the stack
		}
		var fields []*types.Var
		mapFields(st.Val.Type(), &fields, 0)
		for _, f := range fields {
			h := m.holder(f, 0)
			if h == nil {
				continue
			}
			o := origin{kind: fromSlot, slot: f, base: st.Addr, at: st.Addr}
			op := &Op{Fn: st.Parent(), instr: st, origin: o}
			op.Pos, op.End = m.extent(st.Pos())
			op.Kind, op.Why = m.classify(slotKey{f, 0}, o, st, st.Val)
			op.Manual = op.Kind == Replace && m.manual(op.Fn)
			h.Ops = append(h.Ops, op)
		}
	}
}

// mapFields collects the fields of map type that a value of struct type t
// contains.
func mapFields(t types.Type, out *[]*types.Var, depth int) {
	if depth > 4 {
		return
	}
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for i := range t.NumFields() {
			f := t.Field(i)
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
// one: rule 3 of the documentation of mapshrink. The reason is in words, for
// people.
func (m *model) classify(slot slotKey, o origin, instr ssa.Instruction, val ssa.Value) (OpKind, string) {
	fn := instr.Parent()
	switch {
	case m.onlyFrom(fn, isPackageInit):
		return Initialize, "during package initialization"
	case m.underOnce(fn):
		return Initialize, "by sync.Once"
	case m.freshOwner(o, instr):
		return Initialize, "of an owner that was just made"
	case m.givesBack(slot, val):
		return Initialize, "with its own map"
	case m.lazily(slot, o, instr, val):
		return Initialize, "when it was nil"
	case m.clonesItself(slot, val):
		return Initialize, "with maps.Clone of itself, which keeps the capacity since Go 1.25"
	case m.onWayOut(fn, o):
		return Initialize, "on the way out"
	}
	return Replace, ""
}

// onlyFrom reports whether fn, or all functions that call it, are of a kind.
func (m *model) onlyFrom(fn *ssa.Function, kind func(*ssa.Function) bool) bool {
	seen := make(map[*ssa.Function]bool)
	var only func(fn *ssa.Function) bool
	only = func(fn *ssa.Function) bool {
		if kind(fn) {
			return true
		}
		if seen[fn] {
			return true
		}
		seen[fn] = true
		if fn.Parent() != nil && m.runsInline(fn) {
			return only(fn.Parent())
		}
		if m.callableOutside(fn) || len(m.callers[fn]) == 0 {
			return false
		}
		for _, c := range m.callers[fn] {
			if !only(c.in) {
				return false
			}
		}
		return true
	}
	return only(fn)
}

// runsInline reports whether a function literal is the body of a range over
// an iterator function, that is, a part of its parent.
func (m *model) runsInline(fn *ssa.Function) bool { return isYield(fn) }

// underOnce reports whether only sync.Once runs fn.
func (m *model) underOnce(fn *ssa.Function) bool {
	seen := make(map[*ssa.Function]bool)
	var under func(fn *ssa.Function) bool
	under = func(fn *ssa.Function) bool {
		if seen[fn] || len(m.callers[fn]) == 0 {
			return false
		}
		seen[fn] = true
		for _, c := range m.callers[fn] {
			if c.mode != once && !under(c.in) {
				return false
			}
		}
		return !m.callableOutside(fn)
	}
	return under(fn)
}

// bases returns where the owner of the slot that o reaches can come from.
func (m *model) bases(o origin) []origin {
	if o.base == nil {
		return nil
	}
	if len(o.ups) > 2*maxUps { // a structure that holds its own kind
		return []origin{{kind: fromUnknown, at: o.at}}
	}
	if o.down == nil {
		bases := m.origins(o.base)
		if len(o.ups) == 0 {
			return bases
		}
		out := make([]origin, len(bases))
		for i, b := range bases {
			b.ups = append(o.ups[:len(o.ups):len(o.ups)], b.ups...)
			out[i] = b
		}
		return out
	}
	t := &tracer{m: m, seen: make(map[traceKey]bool)}
	t.trace(o.base, 0, o.down, o.ups)
	return t.out
}

// freshOwner reports whether instr works on an owner that the same function
// has just allocated, or that all callers in the package have: it belongs to
// the making of the owner.
func (m *model) freshOwner(o origin, instr ssa.Instruction) bool {
	key := freshKey{at: o.at, down: o.down, instr: instr}
	if len(o.ups) > 0 {
		key.last = o.ups[len(o.ups)-1]
	}
	if r, ok := m.memos.fresh[key]; ok {
		return r
	}
	m.memos.fresh[key] = false // for structs that contain their own kind
	r := m.isFreshOwner(o, instr)
	m.memos.fresh[key] = r
	return r
}

type freshKey struct {
	at    ssa.Value
	down  *frame
	instr ssa.Instruction
	last  *call
}

func (m *model) isFreshOwner(o origin, instr ssa.Instruction) bool {
	if o.base == nil {
		return false
	}
	fresh, given, far := false, false, false
	for _, b := range m.bases(o) {
		switch b.kind {
		case fromFresh:
			if !m.justMade(b, instr) {
				return false
			}
			fresh = true
			far = far || len(b.ups) > 1
		case fromParam:
			if m.isOption(b) {
				fresh = true
				continue
			}
			if b.in() != instr.Parent() {
				return false // an exported function calls this one later
			}
			given = true
		case fromSlot: // the address of a struct inside another one: whose?
			if !m.freshOwner(b, instr) {
				return false
			}
			fresh = true
		default:
			return false
		}
	}
	if given {
		// An exported Init that the constructor calls is an initialization;
		// a Reset or an Add that it calls too is not.
		_, store := instr.(*ssa.Store)
		return fresh && store && !far && isSetup(instr.Parent().Name())
	}
	return fresh
}

// justMade reports whether b, an allocation, is still being set up when
// instr works on it: instr is reached by plain calls, the function that
// allocates hands the owner on when it is done, and no loop around instr
// comes back to the same owner.
func (m *model) justMade(b origin, instr ssa.Instruction) bool {
	alloc, ok := b.at.(ssa.Instruction)
	if !ok {
		return true
	}
	if !m.freshInLoops(alloc, instr) {
		return false
	}
	top := instr.Parent()
	if len(b.ups) > 0 {
		top = b.ups[len(b.ups)-1].in
	}
	if !m.runsWithin(top, alloc.Parent()) {
		return false
	}
	for _, up := range b.ups {
		if up.mode != plain || !m.freshInLoops(alloc, up.site) {
			return false
		}
	}
	if len(b.ups) == 0 || m.handsOn(b.at) {
		return true
	}
	return false
}

// runsWithin reports whether fn, where it is a literal inside maker, runs
// only while maker does: maker calls it itself. A goroutine, a callback or a
// literal that is kept runs later.
func (m *model) runsWithin(fn, maker *ssa.Function) bool {
	inside := false
	for f := fn; f != nil; f = f.Parent() {
		inside = inside || f == maker
	}
	if !inside {
		return true // the owner came as the result of a call
	}
	for f := fn; f != maker; f = f.Parent() {
		if len(m.callers[f]) == 0 || m.taken[f] {
			return false
		}
		for _, c := range m.callers[f] {
			if c.in != f.Parent() || c.mode != plain && !isYield(f) {
				return false
			}
		}
	}
	return true
}

// freshInLoops reports whether each loop around instr has another owner in
// each round: it makes it, or goes through the elements of an array.
func (m *model) freshInLoops(alloc, instr ssa.Instruction) bool {
	for l := m.loopsOf(instr.Parent())[instr.Block()]; l != nil; l = l.Parent {
		if alloc.Parent() == instr.Parent() && l.has(alloc.Block()) {
			return true
		}
		switch instr := instr.(type) {
		case *ssa.Store:
			if m.varies(instr.Addr, l, false) {
				continue
			}
			return false
		case *ssa.MapUpdate: // filling a new owner is one of its loops' purposes
			continue
		case ssa.CallInstruction:
			continue
		}
		return false
	}
	return true
}

// handsOn reports whether the function that makes a value returns it, or
// stores it in something that outlives the call: it is a constructor, not
// the place where the value is used up.
func (m *model) handsOn(v ssa.Value) bool {
	if r, ok := m.memos.handsOn[v]; ok {
		return r
	}
	r := false
	seen := make(map[ssa.Value]bool)
	var follow func(v ssa.Value)
	follow = func(v ssa.Value) {
		if v == nil || seen[v] || v.Referrers() == nil || r {
			return
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Return:
				r = true
			case *ssa.Store:
				if ref.Val != v {
					continue
				}
				if _, local := ref.Addr.(*ssa.Alloc); local {
					follow(ref.Addr)
				} else {
					r = true
				}
			case *ssa.MapUpdate:
				r = r || ref.Value == v
			case *ssa.MakeClosure, *ssa.Send, *ssa.Go:
				r = true
			case *ssa.UnOp, *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.Slice:
				follow(ref.(ssa.Value))
			}
		}
	}
	follow(v)
	m.memos.handsOn[v] = r
	return r
}

// isOption reports whether b is the parameter of a functional option: a
// function whose value the package only ever calls, through a function type
// of the same shape, with owners that it has just made.
func (m *model) isOption(b origin) bool {
	p, ok := b.at.(*ssa.Parameter)
	if !ok || p.Parent().Signature.Recv() != nil {
		return false
	}
	fn := p.Parent()
	if fn.Parent() == nil && !m.taken[fn] {
		return false
	}
	i := paramIndex(p)
	found := false
	for _, site := range m.memos.dynamic {
		common := site.Common()
		if !types.Identical(common.Signature(), fn.Signature) || i >= len(common.Args) {
			continue
		}
		for _, o := range m.localOrigins(common.Args[i]) {
			if o.kind != fromFresh {
				return false
			}
			found = true
		}
	}
	return found
}

// givesBack reports whether the stored map is the slot's own.
func (m *model) givesBack(slot slotKey, val ssa.Value) bool {
	os := m.origins(val)
	for _, o := range os {
		if o.kind != fromSlot || o.slot != slot.v || o.elems != slot.elems {
			return false
		}
	}
	return len(os) > 0
}

// lazily reports whether the store makes the map only when there was none:
// the store, or every map it can store besides the own one, stands under a
// test for nil.
func (m *model) lazily(slot slotKey, o origin, instr ssa.Instruction, val ssa.Value) bool {
	addr := storeAddr(instr)
	if m.underNil(slot, addr, instr.Block()) {
		return true
	}
	for _, up := range o.ups { // the test stands in a caller
		if m.underNil(slot, nil, up.site.Block()) {
			return true
		}
	}
	if callers := m.callers[instr.Parent()]; len(callers) > 0 && !m.callableOutside(instr.Parent()) {
		all := true
		for _, c := range callers {
			all = all && m.underNil(slot, nil, c.site.Block())
		}
		if all {
			return true
		}
	}
	own := false
	for _, v := range m.origins(val) {
		switch {
		case v.kind == fromSlot && v.slot == slot.v && v.elems == slot.elems:
			own = true
		case v.kind == fromFresh:
			made, ok := v.at.(ssa.Instruction)
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

// underNil reports whether block b is reached only when the slot is nil: a
// comparison with nil, or the second result of a look-up for inner maps.
func (m *model) underNil(slot slotKey, addr ssa.Value, b *ssa.BasicBlock) bool {
	for _, c := range conditions(b) {
		x := nilTested(c)
		if x == nil {
			continue
		}
		if load, ok := x.(*ssa.UnOp); ok && addr != nil && sameAccess(load.X, addr) {
			return true
		}
		for _, o := range m.localOrigins(x) {
			if o.kind == fromSlot && o.slot == slot.v && o.elems == slot.elems {
				return true
			}
		}
	}
	return false
}

// underAnyNil reports whether instr runs only when some map was found nil.
func (m *model) underAnyNil(instr ssa.Instruction) bool {
	for _, c := range conditions(instr.Block()) {
		if x := nilTested(c); x != nil && mapOf(x.Type()) != nil {
			return true
		}
	}
	return false
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

// clonesItself reports whether the stored map is maps.Clone of the slot's
// own where that keeps the capacity: FACTS of golang/go#20135, since Go 1.25.
func (m *model) clonesItself(slot slotKey, val ssa.Value) bool {
	if v := m.goVersion(); v != "" && version.Compare(v, "go1.25") < 0 {
		return false
	}
	os := m.origins(val)
	for _, o := range os {
		call, ok := o.at.(*ssa.Call)
		if o.kind != fromCopy || !ok {
			return false
		}
		obj, _ := call.Call.StaticCallee().Object().(*types.Func)
		if effectOf(obj) != clones || !m.givesBack(slot, call.Call.Args[0]) {
			return false
		}
	}
	return len(os) > 0
}

// goVersion returns the language version of the package, as "go1.25", or ""
// when the driver does not tell.
func (m *model) goVersion() string {
	if v := m.pass.Pkg.GoVersion(); v != "" {
		return v
	}
	if mod := m.pass.Module; mod != nil && mod.GoVersion != "" {
		return "go" + mod.GoVersion
	}
	return ""
}

// onWayOut reports whether fn ends the life of the owner that o reaches: a
// Close, Stop or Shutdown of it, or what only those call.
func (m *model) onWayOut(fn *ssa.Function, o origin) bool {
	ends := func(f *ssa.Function) bool {
		f = declared(f)
		if !isWayOut(f.Name()) {
			return false
		}
		if f.Signature.Recv() == nil {
			return o.base == nil || o.slot.Pkg() == m.pass.Pkg
		}
		return m.ownedBy(o, f)
	}
	if ends(fn) {
		return true
	}
	return m.onlyFrom(fn, func(f *ssa.Function) bool { return ends(f) })
}

// ownedBy reports whether the receiver of method f is the owner of what o
// reaches, or holds it: then the end of the receiver is its end. It is not
// when the receiver only points back to the owner, as a connection does to
// its server.
func (m *model) ownedBy(o origin, f *ssa.Function) bool {
	if o.base == nil {
		return true
	}
	recv := namedOf(f.Signature.Recv().Type())
	if recv == nil {
		return false
	}
	owner := namedOf(o.base.Type())
	if owner == recv {
		return true
	}
	for _, b := range m.bases(o) {
		for depth := 0; b.kind == fromSlot && depth < 4; depth++ {
			if m.sharedPointer(b.slot) {
				return false
			}
			if b.base == nil {
				return false
			}
			if namedOf(b.base.Type()) == recv {
				return true
			}
			next := m.bases(b)
			if len(next) == 0 {
				break
			}
			b = next[0]
		}
	}
	return false
}

// manual reports whether fn runs only on an exceptional path: somebody asks
// for it by an operation such as Reset or Flush that the package itself does
// not call in its normal course, or state is restored, or the leader changes.
func (m *model) manual(fn *ssa.Function) bool {
	return m.isManual(declared(fn), make(map[*ssa.Function]bool))
}

func (m *model) isManual(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if isExceptional(fn.Name()) {
		return true
	}
	if seen[fn] {
		return true
	}
	seen[fn] = true
	called := false
	for _, c := range m.callers[fn] {
		if m.constructs(c) {
			continue
		}
		called = true
		if c.mode == looped || m.loopsOf(c.in)[c.site.Block()] != nil || !m.isManual(declared(c.in), seen) {
			return false
		}
	}
	return isManual(fn.Name()) || called && !m.callableOutside(fn)
}

// constructs reports whether a method is called on an owner that the caller
// has just made.
func (m *model) constructs(c *call) bool {
	if len(c.args) == 0 || c.args[0] == nil {
		return false
	}
	for _, o := range m.localOrigins(c.args[0]) {
		if o.kind != fromFresh || !m.handsOn(o.at) {
			return false
		}
	}
	return true
}
