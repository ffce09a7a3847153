package mapmodel

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// A Sweep is a removal that happens in a loop.
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
	// Cleared tells that there is no loop in view: the removal is a clear, which
	// is a loop in one word.
	Cleared bool
	// WayOut tells that the sweep belongs to the end of the owner's life.
	WayOut bool

	steps []step     // from the removal up to the loop
	loop  *flow.Loop // nil for callbacks and recursion
}

// A step is an instruction on the way from a loop to an operation: the
// operation itself or a call.
type step struct {
	instr ssa.Instruction
	via   *flow.Call // the call that instr is; nil for the operation
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
		if op.Kind != Remove && op.Kind != Empty || op.Support {
			continue
		}
		sweeps := m.sweepsOf(op)
		if len(sweeps) == 0 && op.Clears() {
			c := &climber{m: m, op: op}
			c.found([]step{{instr: op.instr}}, nil, op.Pos)
			sweeps = c.out
			sweeps[0].Cleared = true
		}
		out = append(out, sweeps...)
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
	if site, ok := op.instr.(ssa.CallInstruction); ok && op.Kind == Remove && key == nil && !flow.IsBuiltin(site.Common()) {
		c.found(steps, nil, op.Pos) // maps.DeleteFunc is a loop itself
		return c.out
	}
	for level := 0; ; level++ {
		instr := steps[len(steps)-1].instr
		var base ssa.Value
		last := level == len(op.origin.Ups)
		var into *flow.Call
		if last {
			base = op.origin.Base
		} else {
			into = op.origin.Ups[level]
		}
		if c.inLoop(steps, func(l *flow.Loop) bool {
			if !c.m.off("written arguments") && c.m.FewArguments(l, into) {
				return false
			}
			if key != nil && !m.off("same key") && !m.varies(key, l, true) {
				return false
			}
			return base == nil || m.off("another owner") || !m.variesAt(base, op.origin.Down, l)
		}) {
			return c.out
		}
		if last {
			break
		}
		up := op.origin.Ups[level]
		if !c.through(up, steps) {
			return c.out
		}
		key = argFor(key, instr.Parent(), up)
		steps = append(steps, step{instr: up.Site, via: up})
	}
	top := steps[len(steps)-1].instr.Parent()
	c.climb(rung{top, steps, m.deps(op.origin.Base, op.origin.Down, top), keyDeps(key, top)})
	return c.out
}

// through goes from a function to one of its callers. It reports false when
// the climb ends there: the callee runs by itself, or once, or the call is
// itself a loop, which is then noted.
func (c *climber) through(up *flow.Call, steps []step) bool {
	if c.m.support[flow.Declared(up.In)] || !c.m.off("decided outside") && c.m.DecidedOutside(up) || !c.m.off("excluded") && c.m.Excludes(up, steps[len(steps)-1].instr) {
		return false
	}
	switch up.Mode {
	case flow.Spawned, flow.Once, flow.Unsure:
		return false
	case flow.Looped:
		if !flow.IsYield(up.To) || continues(up.To, steps[len(steps)-1].instr) {
			pos := up.Site.Pos()
			if flow.IsYield(up.To) {
				pos = up.To.Syntax().Pos() // SSA has no position for the call
			}
			c.found(append(slices.Clone(steps), step{instr: up.Site, via: up}), nil, pos)
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
		if !ok || len(ret.Results) != 1 || b != instr.Block() && !flow.Reaches(instr.Block(), b, nil) {
			continue
		}
		if k, ok := ret.Results[0].(*ssa.Const); !ok || k.Value == nil || constant.BoolVal(k.Value) {
			return true
		}
	}
	return false
}

// inLoop looks for a loop around the last step that makes it a sweep.
func (c *climber) inLoop(steps []step, qualifies func(*flow.Loop) bool) bool {
	instr := steps[len(steps)-1].instr
	for l := c.m.LoopsOf(instr.Parent())[instr.Block()]; l != nil; l = l.Parent {
		if (c.m.off("literal rounds") || !c.m.ConstantRounds(l)) && qualifies(l) {
			c.found(steps, l, l.Pos)
			return true
		}
	}
	return false
}

func (c *climber) found(steps []step, l *flow.Loop, pos token.Pos) {
	s := &Sweep{Op: c.op, LoopPos: pos, loop: l, steps: slices.Clone(steps), Direct: len(steps) == 1}
	for _, st := range slices.Backward(steps) {
		if at := st.instr.Pos(); st.via != nil && at.IsValid() && (l != nil || at != pos) {
			s.Calls = append(s.Calls, at)
		}
		if c.m.onWayOut(st.instr.Parent(), c.op.origin) || !c.m.off("after a stop") && c.m.afterStop(st.instr, 0) {
			s.WayOut = true
		}
	}
	c.out = append(c.out, s)
}

// A rung is a function that the climb has come to. base and key are the
// parameters of it that decide which map and which entry is removed; a nil
// key set means that any round can remove another entry.
type rung struct {
	fn        *ssa.Function
	steps     []step
	base, key *depSet
}

// climb follows the callers of a function, the near ones first: a loop is
// told by the shortest way from it.
func (c *climber) climb(from rung) {
	for queue := []rung{from}; len(queue) > 0; queue = queue[1:] {
		r := queue[0]
		if c.seen[r.fn] || len(r.steps) > 24 {
			continue
		}
		c.seen[r.fn] = true
		for _, up := range c.m.Callers[r.fn] {
			if flow.Crosses(up) || !c.through(up, r.steps) {
				continue
			}
			next := append(slices.Clone(r.steps), step{instr: up.Site, via: up})
			qualifies := func(l *flow.Loop) bool {
				if !c.m.off("written arguments") && c.m.FewArguments(l, nil) {
					return false
				}
				if r.key != nil && !c.m.off("same key") && !c.m.depsVary(r.key, up, l, true) {
					return false
				}
				return c.m.off("another owner") || !c.m.depsVary(r.base, up, l, false)
			}
			if c.inLoop(next, qualifies) {
				continue
			}
			if c.recursive(up, next) && (!c.sameArgs(r.base, up) || c.toParent(next)) {
				continue
			} else if c.recursive(up, next) {
				c.found(next, nil, up.Site.Pos())
				continue
			}
			queue = append(queue, rung{up.In, next, c.m.depsAbove(r.base, up), keyAbove(r.key, up)})
		}
	}
}

// recursive reports whether the call leads back into a function that the
// climb came through.
func (c *climber) recursive(up *flow.Call, steps []step) bool {
	if up.Site.Common().IsInvoke() {
		return false // a wrapper that calls what it wraps
	}
	for _, s := range steps[:len(steps)-1] {
		if s.instr.Parent() == up.In && s.instr != ssa.Instruction(up.Site) {
			return true // not where one call has itself among its callees
		}
	}
	return false
}

// toParent reports whether a call on the way goes on with a field of the
// same type as the struct that has it, as from a node to its parent: the
// next round removes from another owner's map.
func (c *climber) toParent(steps []step) bool {
	if c.m.off("to parent") {
		return false
	}
	for _, s := range steps {
		if s.via == nil || len(s.via.Args) == 0 {
			continue
		}
		if f := flow.LoadedVar(s.via.Args[0]); f != nil && f.IsField() && c.m.sharedPointer(f) && !c.m.invariant(f) {
			return true
		}
	}
	return false
}

// sameArgs reports whether a recursive call hands on the parameters that
// decide which map is meant.
func (c *climber) sameArgs(base *depSet, up *flow.Call) bool {
	for i := range base.params {
		if i < len(up.Args) {
			if p, ok := up.Args[i].(*ssa.Parameter); !ok || flow.ParamIndex(p) != i {
				return false
			}
		}
	}
	return true
}

// afterStop reports whether an instruction runs only once an event loop was left
// by a stop: behind the loop, deferred by its function, or called from there.
func (m *model) afterStop(instr ssa.Instruction, depth int) bool {
	_, deferred := instr.(*ssa.Defer)
	if deferred && m.NeverReturns(instr.Parent()) || m.AfterStop(instr.Block()) {
		return true
	}
	fn := instr.Parent()
	return depth < 4 && !m.CallableOutside(fn) && all(m.Callers[fn], func(c *flow.Call) bool { return m.afterStop(c.Site, depth+1) })
}
