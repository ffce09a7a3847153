package mapmodel

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

func (m *model) isFreshOwner(o flow.Source, instr ssa.Instruction) bool {
	if o.Base == nil {
		return false
	}
	fresh := false
	for _, b := range m.Owners(o) {
		switch b.Kind {
		case flow.FromFresh:
			if !m.justMade(b, instr) {
				return false
			}
			fresh = true
		case flow.FromParam:
			if m.isOption(b) {
				fresh = true
				continue
			}
			return false // given by callers outside, at any time
		case flow.FromVar: // the address of a struct inside another one: whose?
			if !m.freshOwner(b, instr) {
				return false
			}
			fresh = true
		default:
			return false
		}
	}
	return fresh
}

// justMade reports whether b, an allocation, is still being set up when
// instr works on it: instr is reached by plain calls, the function that
// allocates hands the owner on when it is done, and no loop around instr
// comes back to the same owner.
func (m *model) justMade(b flow.Source, instr ssa.Instruction) bool {
	alloc, ok := b.At.(ssa.Instruction)
	if !ok {
		return true
	}
	if !m.freshInLoops(alloc, instr) {
		return false
	}
	fn := instr.Parent()
	for _, up := range b.Ups {
		if up.Mode != flow.Plain || !m.freshInLoops(alloc, up.Site) || fn != up.To && !m.runsWithin(fn, up.To) {
			return false
		}
		fn = up.In
	}
	if !m.runsWithin(fn, alloc.Parent()) {
		return false
	}
	if len(b.Ups) == 0 || m.handsOn(b.At) {
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
		if len(m.Callers[f]) == 0 || m.Taken[f] {
			return false
		}
		for _, c := range m.Callers[f] {
			if c.In != f.Parent() || c.Mode != flow.Plain && !flow.IsYield(f) && !m.awaited(c) {
				return false
			}
		}
	}
	return true
}

// awaited reports whether a call starts a goroutine that its function waits
// for.
func (m *model) awaited(c *flow.Call) bool {
	g, ok := c.Site.(*ssa.Go)
	return ok && m.GoesOn(g)
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
	for result := range results.Variables() {
		if types.Identical(t, result.Type()) {
			return true
		}
	}
	return false
}

// freshInLoops reports whether each loop around instr has another owner in
// each round: it makes it, or goes through the elements of an array.
func (m *model) freshInLoops(alloc, instr ssa.Instruction) bool {
	for l := m.LoopsOf(instr.Parent())[instr.Block()]; l != nil; l = l.Parent {
		if alloc.Parent() == instr.Parent() && l.Has(alloc.Block()) {
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
func (m *model) isOption(b flow.Source) bool {
	if m.off("functional option") {
		return false
	}
	p, ok := b.At.(*ssa.Parameter)
	if !ok || p.Parent().Signature.Recv() != nil {
		return false
	}
	fn := p.Parent()
	if fn.Parent() == nil && !m.Taken[fn] {
		return false
	}
	i := flow.ParamIndex(p)
	found := false
	for _, site := range m.Dynamic {
		common := site.Common()
		if !types.Identical(common.Signature(), fn.Signature) || i >= len(common.Args) {
			continue
		}
		for _, o := range m.LocalSources(common.Args[i]) {
			if o.Kind != flow.FromFresh {
				return false
			}
			found = true
		}
	}
	return found
}
