package mapuse

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Sweep is a removal that happens in a loop: rule 1 of mapshrink.
type Sweep struct {
	// Op is the removal.
	Op *Op
	// LoopPos is the position of the loop: a for statement, a goto's target,
	// the call that runs a callback for each element, or a recursive call.
	LoopPos token.Pos
	// Calls are the positions of the calls from the loop down to the
	// removal, outermost first; empty when the loop is around the removal.
	Calls []token.Pos
	// Direct tells that the loop stands in the function that removes.
	Direct bool
	// WayOut tells that the sweep belongs to the end of the owner's life.
	WayOut bool

	steps []step // from the removal up to the loop
	loop  *Loop  // nil for callbacks and recursion
}

// A step is an instruction on the way from a loop to an operation: the
// operation itself or a call.
type step struct {
	instr ssa.Instruction
	via   *call // the call that instr is; nil for the operation
}

// Sweeps returns the removals of the holder that happen in loops, by the
// position of the removal. One removal can be in several loops, by way of
// several callers.
func (h *Holder) Sweeps() []*Sweep {
	m := h.m
	if s, ok := m.memos.sweeps[h]; ok {
		return s
	}
	var out []*Sweep
	for _, op := range h.Ops {
		if op.Kind == Remove || op.Kind == Empty {
			out = append(out, m.sweepsOf(op)...)
		}
	}
	m.memos.sweeps[h] = out
	return out
}

// climber follows one removal up through its callers.
type climber struct {
	m    *model
	op   *Op
	seen map[*ssa.Function]bool
	out  []*Sweep
}

func (m *model) sweepsOf(op *Op) []*Sweep {
	c := &climber{m: m, op: op, seen: make(map[*ssa.Function]bool)}
	steps := []step{{instr: op.instr}}
	key := op.key
	if site, ok := op.instr.(ssa.CallInstruction); ok && op.Kind == Remove && key == nil && !isBuiltin(site.Common()) {
		c.found(steps, nil, op.Pos) // maps.DeleteFunc is a loop itself
		return c.out
	}
	for level := 0; ; level++ {
		instr := steps[len(steps)-1].instr
		var base ssa.Value
		last := level == len(op.origin.ups)
		if last {
			base = op.origin.base
		}
		if c.inLoop(steps, func(l *Loop) bool {
			if key != nil && !m.varies(key, l, true) {
				return false
			}
			return base == nil || !m.variesAt(base, op.origin.down, l)
		}) {
			return c.out
		}
		if last {
			break
		}
		up := op.origin.ups[level]
		if !c.through(up, steps) {
			return c.out
		}
		key = argFor(key, instr.Parent(), up)
		steps = append(steps, step{instr: up.site, via: up})
	}
	top := steps[len(steps)-1].instr.Parent()
	c.climb(top, steps, m.deps(op.origin.base, op.origin.down, top), keyDeps(key, top))
	return c.out
}

// through goes from a function to one of its callers. It reports false when
// the climb ends there: the callee runs by itself, or once, or the call is
// itself a loop, which is then noted.
func (c *climber) through(up *call, steps []step) bool {
	switch up.mode {
	case spawned, once, unsure:
		return false
	case looped:
		if !isYield(up.to) || continues(up.to, steps[len(steps)-1].instr) {
			c.found(append(slices.Clone(steps), step{instr: up.site, via: up}), nil, up.site.Pos())
			return false
		}
	}
	return true
}

// continues reports whether the body of a range over an iterator function
// asks for the next element after instr.
func continues(yield *ssa.Function, instr ssa.Instruction) bool {
	if instr.Parent() != yield {
		return true
	}
	for _, b := range yield.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) != 1 || b != instr.Block() && !reaches(instr.Block(), b, nil) {
			continue
		}
		if k, ok := ret.Results[0].(*ssa.Const); !ok || k.Value == nil || constant.BoolVal(k.Value) {
			return true
		}
	}
	return false
}

// inLoop looks for a loop around the last step that makes it a sweep.
func (c *climber) inLoop(steps []step, qualifies func(*Loop) bool) bool {
	instr := steps[len(steps)-1].instr
	for l := c.m.loopsOf(instr.Parent())[instr.Block()]; l != nil; l = l.Parent {
		if !c.m.constantRounds(l) && qualifies(l) {
			c.found(steps, l, l.Pos)
			return true
		}
	}
	return false
}

func (c *climber) found(steps []step, l *Loop, pos token.Pos) {
	s := &Sweep{Op: c.op, LoopPos: pos, loop: l, steps: slices.Clone(steps), Direct: len(steps) == 1}
	for _, st := range slices.Backward(steps) {
		if st.via != nil && (l != nil || st.instr.Pos() != pos) {
			s.Calls = append(s.Calls, st.instr.Pos())
		}
		if c.m.onWayOut(st.instr.Parent(), c.op.origin) {
			s.WayOut = true
		}
	}
	c.out = append(c.out, s)
}

// climb follows the callers of fn. base and key are the parameters of fn
// that decide which map and which entry is removed; a nil key set means that
// any round can remove another entry.
func (c *climber) climb(fn *ssa.Function, steps []step, base, key *depSet) {
	if c.seen[fn] || len(steps) > 24 {
		return
	}
	c.seen[fn] = true
	for _, up := range c.m.callers[fn] {
		if !c.through(up, steps) {
			continue
		}
		next := append(slices.Clone(steps), step{instr: up.site, via: up})
		qualifies := func(l *Loop) bool {
			if key != nil && !c.m.depsVary(key, up, l, true) {
				return false
			}
			return !c.m.depsVary(base, up, l, false)
		}
		if c.inLoop(next, qualifies) {
			continue
		}
		if c.recursive(up, next) && !c.sameArgs(base, up) {
			continue
		} else if c.recursive(up, next) {
			c.found(next, nil, up.site.Pos())
			continue
		}
		c.climb(up.in, next, c.m.depsAbove(base, up), keyAbove(key, up))
	}
}

// recursive reports whether the call leads back into a function that the
// climb came through.
func (c *climber) recursive(up *call, steps []step) bool {
	if up.site.Common().IsInvoke() {
		return false // a wrapper that calls what it wraps
	}
	for _, s := range steps[:len(steps)-1] {
		if s.instr.Parent() == up.in && s.instr != ssa.Instruction(up.site) {
			return true // not where one call has itself among its callees
		}
	}
	return false
}

// sameArgs reports whether a recursive call hands on the parameters that
// decide which map is meant.
func (c *climber) sameArgs(base *depSet, up *call) bool {
	for i := range base.params {
		if i < len(up.args) {
			if p, ok := up.args[i].(*ssa.Parameter); !ok || paramIndex(p) != i {
				return false
			}
		}
	}
	return true
}

// A depSet is what a value depends on in its function: parameters and
// captured variables.
type depSet struct {
	params map[int]bool
	free   map[*ssa.FreeVar]bool
	other  bool // something else as well: a load, a call
}

// deps returns the parameters of fn that decide v, with the calls of down
// looked through. Pointers that many owners share (a connection's pointer to
// its server) do not depend on whose they are.
func (m *model) deps(v ssa.Value, down *frame, fn *ssa.Function) *depSet {
	d := &depSet{params: make(map[int]bool), free: make(map[*ssa.FreeVar]bool)}
	seen := make(map[ssa.Value]bool)
	var walk func(v ssa.Value, down *frame)
	walk = func(v ssa.Value, down *frame) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Parameter:
			if down != nil && down.to == v.Parent() {
				if i := paramIndex(v); i < len(down.args) {
					walk(down.args[i], down.up)
				}
				return
			}
			if v.Parent() == fn {
				d.params[paramIndex(v)] = true
			}
		case *ssa.FreeVar:
			d.free[v] = true
		case *ssa.UnOp:
			if fa, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL && m.sharedPointer(fieldOf(fa.X.Type(), fa.Field)) {
				return
			}
			walk(v.X, down)
		case *ssa.Alloc:
			for _, s := range m.localStores(v) {
				walk(s, down)
			}
		case ssa.Instruction:
			if _, ok := v.(*ssa.Call); ok {
				d.other = true
			}
			for _, op := range v.Operands(nil) {
				if *op != nil {
					walk(*op, down)
				}
			}
		}
	}
	walk(v, down)
	return d
}

// depsVary reports whether a parameter of the set gets another value in each
// round of the caller's loop.
func (m *model) depsVary(d *depSet, up *call, l *Loop, calls bool) bool {
	for i := range d.params {
		if i >= len(up.args) || up.args[i] == nil || m.varies(up.args[i], l, calls) {
			return true
		}
	}
	for fv := range d.free {
		for _, b := range m.bindings(fv) {
			if m.varies(b, l, calls) {
				return true
			}
		}
	}
	return false
}

// depsAbove carries the set over to the caller.
func (m *model) depsAbove(d *depSet, up *call) *depSet {
	above := &depSet{params: make(map[int]bool), free: make(map[*ssa.FreeVar]bool)}
	add := func(v ssa.Value) {
		more := m.deps(v, nil, up.in)
		for i := range more.params {
			above.params[i] = true
		}
		for f := range more.free {
			above.free[f] = true
		}
	}
	for i := range d.params {
		if i < len(up.args) {
			add(up.args[i])
		}
	}
	for fv := range d.free {
		for _, b := range m.bindings(fv) {
			if b.Parent() == up.in {
				add(b)
			}
		}
	}
	return above
}

// keyDeps returns the one parameter that the key of a removal is, or nil
// when the key comes from elsewhere and can be another one each time.
func keyDeps(key ssa.Value, fn *ssa.Function) *depSet {
	switch key := key.(type) {
	case *ssa.Parameter:
		if key.Parent() == fn {
			return &depSet{params: map[int]bool{paramIndex(key): true}}
		}
	case *ssa.Const:
		return &depSet{}
	}
	return nil
}

func keyAbove(d *depSet, up *call) *depSet {
	if d == nil {
		return nil
	}
	for i := range d.params {
		if i < len(up.args) && up.args[i] != nil {
			return keyDeps(up.args[i], up.in)
		}
		return nil
	}
	return d
}

// argFor returns what the key is called in the caller, or nil when it can be
// any.
func argFor(key ssa.Value, fn *ssa.Function, up *call) ssa.Value {
	switch key := key.(type) {
	case *ssa.Parameter:
		if i := paramIndex(key); key.Parent() == fn && i >= 0 && i < len(up.args) {
			return up.args[i]
		}
	case *ssa.Const:
		return key
	}
	return nil
}

type varyKey struct {
	v     ssa.Value
	l     *Loop
	calls bool
}

// varies reports whether v can be another value in each round of the loop.
// The result of a call counts as another one only if calls is set or an
// argument varies: a getter gives the same owner each time, a queue another
// key.
func (m *model) varies(v ssa.Value, l *Loop, calls bool) bool {
	key := varyKey{v, l, calls}
	if r, ok := m.varying[key]; ok {
		return r
	}
	m.varying[key] = false // for cycles through phis
	r := m.computeVaries(v, l, calls)
	m.varying[key] = r
	return r
}

func (m *model) computeVaries(v ssa.Value, l *Loop, calls bool) bool {
	instr, ok := v.(ssa.Instruction)
	if !ok || v.Parent() != l.Fn {
		return false
	}
	if alloc, ok := v.(*ssa.Alloc); ok && !l.has(alloc.Block()) {
		return m.reassignedIn(alloc, l, calls)
	}
	if !l.has(instr.Block()) {
		return false
	}
	switch v := v.(type) {
	case *ssa.Phi, *ssa.Next, *ssa.Select, *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		return true
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			return true
		}
		if v.Op == token.MUL && m.movedIn(slotOf(v.X), l, calls) {
			return true
		}
		if fa, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL && m.sharedPointer(fieldOf(fa.X.Type(), fa.Field)) {
			return false
		}
		return m.varies(v.X, l, calls)
	case *ssa.Call:
		if calls {
			return true
		}
		for _, a := range v.Call.Args {
			if m.varies(a, l, calls) {
				return true
			}
		}
		return m.varies(v.Call.Value, l, calls)
	}
	for _, op := range instr.Operands(nil) {
		if *op != nil && m.varies(*op, l, calls) {
			return true
		}
	}
	return false
}

// movedIn reports whether a field or package variable is assigned in the
// loop; for keys, also whether it is assigned elsewhere in the normal course.
func (m *model) movedIn(slot *types.Var, l *Loop, calls bool) bool {
	for _, st := range m.stores[slot] {
		if st.Parent() == l.Fn && l.has(st.Block()) {
			return true
		}
	}
	if !calls || slot == nil {
		return false
	}
	_, moved := m.givenUp(slotKey{slot, 0})
	return moved
}

// reassignedIn reports whether a local variable is given varying values in
// the loop.
func (m *model) reassignedIn(alloc *ssa.Alloc, l *Loop, calls bool) bool {
	for _, ref := range *alloc.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Addr == alloc && l.has(st.Block()) && m.varies(st.Val, l, calls) {
			return true
		}
	}
	return false
}

// variesAt is varies for a value that may stand in a callee that down leads
// to.
func (m *model) variesAt(v ssa.Value, down *frame, l *Loop) bool {
	if v.Parent() == l.Fn || down == nil {
		return m.varies(v, l, false)
	}
	d := m.deps(v, down, l.Fn)
	for i := range d.params {
		if m.varies(l.Fn.Params[i], l, false) {
			return true
		}
	}
	for f := down; f != nil; f = f.up {
		for _, a := range f.args {
			if a != nil && a.Parent() == l.Fn && m.varies(a, l, false) {
				return true
			}
		}
	}
	return false
}

// sharedPointer reports whether a field is a pointer that many structs have
// in common, as connections have their server: some of what is assigned to
// it comes from outside the struct and is not made for it.
func (m *model) sharedPointer(f *types.Var) bool {
	if f == nil || !f.IsField() {
		return false
	}
	if _, ok := f.Type().Underlying().(*types.Pointer); !ok {
		return false
	}
	if r, ok := m.memos.shared[f]; ok {
		return r
	}
	m.memos.shared[f] = false // for cycles
	r := false
	for _, st := range m.stores[f] {
		fresh := true
		for _, o := range m.origins(st.Val) {
			fresh = fresh && o.kind == fromFresh
			switch o.kind {
			case fromParam:
				r = true
			case fromSlot: // but not what moves between two fields of a struct
				r = r || o.slot == f || !o.slot.IsField() || m.ownerOf(o.slot) != m.ownerOf(f)
			}
		}
		if fa, ok := st.Addr.(*ssa.FieldAddr); ok && fresh {
			if k, _ := m.classify(slotKey{f, 0}, origin{kind: fromSlot, slot: f, base: fa.X, at: fa}, st, st.Val); k == Replace {
				r = false // one of its own, that it makes anew
				break
			}
		}
	}
	m.memos.shared[f] = r
	return r
}
