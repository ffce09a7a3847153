package mapuse

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

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
	key := freshKey{slot: o.slot, at: o.at, down: o.down, instr: instr}
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
	slot  *types.Var
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
		return fresh && store && !far && !m.off("setup by name") && isSetup(instr.Parent().Name())
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
	fn := instr.Parent()
	for _, up := range b.ups {
		if up.mode != plain || !m.freshInLoops(alloc, up.site) || fn != up.to && !m.runsWithin(fn, up.to) {
			return false
		}
		fn = up.in
	}
	if !m.runsWithin(fn, alloc.Parent()) {
		return false
	}
	if len(b.ups) == 0 || m.handsOn(b.at) {
		return true
	}
	return false
}

// runsWithin reports whether fn, where it is a literal inside maker, runs
// only while maker does: maker calls it itself, or waits for it. Another
// goroutine, a callback or a literal that is kept runs later.
func (m *model) runsWithin(fn, maker *ssa.Function) bool {
	inside := false
	for f := fn; f != nil; f = f.Parent() {
		inside = inside || f == maker
	}
	if !inside {
		return m.passesOn(fn, maker) // the owner came as the result of a call
	}
	for f := fn; f != maker; f = f.Parent() {
		if len(m.callers[f]) == 0 || m.taken[f] {
			return false
		}
		for _, c := range m.callers[f] {
			if c.in != f.Parent() || c.mode != plain && !isYield(f) && !m.awaited(c) {
				return false
			}
		}
	}
	return true
}

// awaited reports whether a call starts a goroutine that its function waits
// for.
func (m *model) awaited(c *call) bool {
	g, ok := c.site.(*ssa.Go)
	return ok && m.waits(g)
}

// passesOn reports whether fn, which got an owner from maker, is itself a
// constructor of it: it returns or keeps what maker returns.
func (m *model) passesOn(fn, maker *ssa.Function) bool {
	results := maker.Signature.Results()
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Return:
				for _, r := range instr.Results {
					if isResult(r.Type(), results) {
						return true
					}
				}
			case *ssa.Store:
				if _, local := instr.Addr.(*ssa.Alloc); !local && isResult(instr.Val.Type(), results) {
					return true
				}
			case *ssa.MakeInterface:
				if isResult(instr.X.Type(), results) {
					return true
				}
			}
		}
	}
	return false
}

func isResult(t types.Type, results *types.Tuple) bool {
	for i := range results.Len() {
		if types.Identical(t, results.At(i).Type()) {
			return true
		}
	}
	return false
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
	if m.off("functional option") {
		return false
	}
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
