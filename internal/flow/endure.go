package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// This file answers which functions do not return in normal operation: main of
// a service, event loops. What such a function makes and then works with is
// long-lived, and so are its local variables.

// NeverReturns reports whether a function works or waits without an end: each
// return of it comes after a stop. A stop is the receive from a channel that
// carries no data or signals, the end of a channel that is closed, a call of a
// function that does not return itself, or the wait for goroutines that do not.
// A loop that ends by what it reads, as a parser's does, is none. It is false for
// functions without a body, and for those that only run for long.
func (p *Program) NeverReturns(fn *ssa.Function) bool {
	if p.endures.Eval == nil {
		p.endures.Eval = p.neverReturns
	}
	return p.endures.Of(fn)
}

func (p *Program) neverReturns(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 || IsYield(fn) {
		return false
	}
	works := false
	for _, b := range fn.Blocks {
		l := p.LoopsOf(fn)[b]
		works = works || l != nil && !HasEnd(l) && !p.ranges(l) || p.stopsIn(b)
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			if !p.afterStop(b) {
				return false
			}
			works = true
		}
	}
	return works
}

// ranges reports whether a loop goes through a map or a string.
func (p *Program) ranges(l *Loop) bool {
	for b := range l.Blocks {
		if p.LoopsOf(l.Fn)[b] != l {
			continue
		}
		for _, instr := range b.Instrs {
			if _, ok := instr.(*ssa.Next); ok {
				return true
			}
		}
	}
	return false
}

// afterStop reports whether a block is reached only after a stop.
func (p *Program) afterStop(b *ssa.BasicBlock) bool {
	for d := b; d != nil; d = d.Idom() {
		if p.stopsIn(d) {
			return true
		}
	}
	if slices.ContainsFunc(Guards(b), isStop) {
		return true
	}
	for _, alts := range Alternatives(b) {
		if !slices.ContainsFunc(alts, func(g Guard) bool { return !isStop(g) && !slices.ContainsFunc(Guards(g.At), isStop) }) {
			return true
		}
	}
	// Several cases of a select can lead to one return.
	if len(b.Preds) > 1 {
		for _, pred := range b.Preds {
			if !b.Dominates(pred) && !p.afterStop(pred) {
				return false
			}
		}
		return true
	}
	return false
}

// AfterStop reports whether a block is reached only once an event loop of its
// function was left by a stop, or main has waited for one: what it does belongs
// to the shutdown. Stops are those of [Program.NeverReturns]. A block that leads
// back to the wait is not after it, and neither is one of a callee.
func (p *Program) AfterStop(b *ssa.BasicBlock) bool {
	fn := b.Parent()
	if p.LoopsOf(fn)[b] == nil || !slices.ContainsFunc(p.around(b), func(l *Loop) bool { return !HasEnd(l) }) {
		for _, g := range Guards(b) {
			if at := stopAt(g); at != nil && p.LoopsOf(fn)[at] != nil && !Reaches(b, at, nil) {
				return true
			}
		}
	}
	if !IsMain(fn) {
		return false
	}
	for d := b; d != nil; d = d.Idom() {
		if d != b && !Reaches(b, d, nil) && p.stopsIn(d) {
			return true
		}
	}
	return false
}

// around returns the loops around a block, the innermost first.
func (p *Program) around(b *ssa.BasicBlock) []*Loop {
	var out []*Loop
	for l := p.LoopsOf(b.Parent())[b]; l != nil; l = l.Parent {
		out = append(out, l)
	}
	return out
}

// stopsIn reports whether a block waits for a stop.
func (p *Program) stopsIn(b *ssa.BasicBlock) bool {
	for _, instr := range b.Instrs {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			if instr.Op == token.ARROW && !instr.CommaOk && isStopChan(instr.X) {
				return true
			}
		case *ssa.Select:
			if instr.Blocking && len(instr.States) == 0 {
				return true
			}
		case *ssa.Call:
			if p.blocks(instr) {
				return true
			}
		}
	}
	return false
}

// blocks reports whether a call does not return in normal operation.
func (p *Program) blocks(call *ssa.Call) bool {
	if IsBuiltin(&call.Call) {
		return false
	}
	if calls := p.Callees[call]; len(calls) > 0 {
		return !slices.ContainsFunc(calls, func(c *Call) bool { return c.Mode != Plain || !p.NeverReturns(c.To) })
	}
	callee := call.Call.StaticCallee()
	if callee == nil {
		return p.fatal(call)
	}
	obj, _ := callee.Object().(*types.Func)
	if obj == nil {
		return false
	}
	switch name := obj.FullName(); {
	case serves[name]:
		return true
	case name == "(*sync.WaitGroup).Wait", name == "(*golang.org/x/sync/errgroup.Group).Wait":
		return p.startsEndless(call.Parent())
	}
	return p.fatal(call)
}

// fatal reports whether the result of a call goes to a function that ends the
// program, whatever it is: log.Fatal(srv.Run()).
func (p *Program) fatal(call *ssa.Call) bool {
	b := call.Block()
	exit, ok := b.Instrs[len(b.Instrs)-1].(ssa.CallInstruction)
	if len(b.Succs) == 0 && !ok && len(b.Instrs) > 1 { // SSA ends the block with a panic
		exit, ok = b.Instrs[len(b.Instrs)-2].(ssa.CallInstruction)
	}
	if !ok || exit == ssa.CallInstruction(call) || exit.Common().StaticCallee() == nil {
		return false
	}
	obj, _ := exit.Common().StaticCallee().Object().(*types.Func)
	return NoReturn(obj) && call.Type().String() == "error"
}

// startsEndless reports whether a function, or a literal in it, starts a
// goroutine that does not return.
func (p *Program) startsEndless(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			site, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, c := range p.Callees[site] {
				if c.Mode == Spawned && p.NeverReturns(c.To) {
					return true
				}
			}
		}
	}
	return false
}

// serves are functions of other packages that serve until the program ends.
var serves = map[string]bool{
	"net/http.ListenAndServe": true, "net/http.ListenAndServeTLS": true, "net/http.Serve": true, "net/http.ServeTLS": true,
	"(*net/http.Server).ListenAndServe": true, "(*net/http.Server).ListenAndServeTLS": true,
	"(*net/http.Server).Serve": true, "(*net/http.Server).ServeTLS": true,
	"(*google.golang.org/grpc.Server).Serve": true, "net/rpc.Accept": true, "(*net/rpc.Server).Accept": true,
}

// isStop reports whether a guard tells of a stop: the case of a select for a
// channel that carries no data, or a channel that was closed.
func isStop(g Guard) bool { return stopAt(g) != nil }

// stopAt returns the block that waits for the stop which a guard tells of, or
// nil.
func stopAt(g Guard) *ssa.BasicBlock {
	switch cond := g.Cond.(type) {
	case *ssa.BinOp: // the index of a select
		e, ok := cond.X.(*ssa.Extract)
		if !ok || e.Index != 0 || cond.Op != token.EQL || !g.Truth {
			return nil
		}
		sel, ok := e.Tuple.(*ssa.Select)
		k, constant := cond.Y.(*ssa.Const)
		if ok && constant && int(k.Int64()) < len(sel.States) && isStopChan(sel.States[k.Int64()].Chan) {
			return sel.Block()
		}
	case *ssa.Extract: // v, ok := <-ch; !ok
		if sel, ok := cond.Tuple.(*ssa.Select); ok && cond.Index == 1 && !g.Truth {
			return sel.Block()
		}
		recv, ok := cond.Tuple.(*ssa.UnOp)
		if ok && recv.Op == token.ARROW && cond.Index == 1 && !g.Truth {
			return recv.Block()
		}
	}
	return nil
}

// isStopChan reports whether a channel carries no data: its elements are empty
// structs, signals or errors. The Done of a context is one unless the context is
// that of a request or a stream, which ends with one call.
//
// A channel that the function makes itself is none: it waits for work that it
// has handed out, and goes on.
func isStopChan(ch ssa.Value) bool {
	if made := madeChan(ch); made != nil && !IsNamed(made.Type().Underlying().(*types.Chan).Elem(), "os", "Signal") {
		return false
	}
	t, ok := CoreOf(ch.Type()).(*types.Chan)
	if !ok {
		return false
	}
	elem := t.Elem()
	if s, ok := elem.Underlying().(*types.Struct); ok && s.NumFields() > 0 {
		return false
	} else if !ok && !IsNamed(elem, "os", "Signal") && !IsError(elem) {
		return false
	}
	if call, ok := ch.(*ssa.Call); ok && call.Call.IsInvoke() && call.Call.Method.Name() == "Done" {
		from, ok := call.Call.Value.(*ssa.Call)
		return !ok || CalleeName(&from.Call) != "Context"
	}
	return true
}

// madeChan returns the make of which a channel is the result, also where it is in
// a variable that is captured.
func madeChan(ch ssa.Value) *ssa.MakeChan {
	if load, ok := ch.(*ssa.UnOp); ok {
		if local, ok := load.X.(*ssa.Alloc); ok {
			for _, ref := range *local.Referrers() {
				if st, ok := ref.(*ssa.Store); ok && st.Addr == local {
					ch = st.Val
				}
			}
		}
	}
	made, _ := ch.(*ssa.MakeChan)
	return made
}

// Endures reports whether a function does not return in normal operation and is
// started once: no loop or handler starts it, as far as the packages show. It is
// true for a function without known callers, and false beyond six functions that
// start each other.
func (p *Program) Endures(fn *ssa.Function) bool {
	return p.NeverReturns(fn) && p.startedOnce(fn, 0)
}

func (p *Program) startedOnce(fn *ssa.Function, depth int) bool {
	if depth > 6 || takesRequest(fn) {
		return false
	}
	if p.Taken[fn] && !slices.ContainsFunc(p.Callers[fn], func(c *Call) bool { return c.Mode == Spawned || c.Mode == Plain }) {
		return false // a callback of other packages
	}
	for _, c := range p.Callers[fn] {
		if c.Mode == Looped || c.Mode == Unsure || p.LoopsOf(c.In)[c.Site.Block()] != nil || !p.startedOnce(c.In, depth+1) {
			return false
		}
	}
	return true
}

// takesRequest reports whether a function is called for each request: it gets
// the request.
func takesRequest(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(v *ssa.Parameter) bool {
		n := NamedOf(v.Type())
		return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "net/http" && n.Obj().Name() == "Request"
	})
}
