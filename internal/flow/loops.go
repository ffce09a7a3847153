package flow

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Waits reports whether a loop, or one inside, receives from a channel or selects,
// by itself and not in a function that it calls.
func Waits(l *Loop) bool {
	for b := range l.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Select:
				return true
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					return true
				}
			}
		}
	}
	return false
}

// HasEnd reports whether the loop has an end of its own: a condition, a
// range, a count; a return on an error is none, and neither is one by a case
// of a select that every round begins with. It looks at the first test of a round
// alone: a break after another test is no end, and neither is a comparison with
// nil.
func HasEnd(l *Loop) bool {
	if countsAfterBody(l) {
		return true
	}
	for _, instr := range l.Header.Instrs {
		if _, ok := instr.(*ssa.Select); ok {
			return false
		}
	}
	branch, ok := l.Header.Instrs[len(l.Header.Instrs)-1].(*ssa.If)
	if !ok || l.Has(l.Header.Succs[0]) && l.Has(l.Header.Succs[1]) {
		return false
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	return !ok || !IsNil(cmp.X) && !IsNil(cmp.Y)
}

// countsAfterBody reports whether a count ends the loop that is compared after the
// body, as in SSA that of a range over an integer.
func countsAfterBody(l *Loop) bool {
	for _, b := range l.Header.Preds {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && l.Has(b) && !l.Has(b.Succs[1]) {
			if cmp, ok := branch.Cond.(*ssa.BinOp); ok && cmp.Op == token.LSS && IsCounter(cmp.X, l) {
				return true
			}
		}
	}
	return false
}

// IsLoopCounter reports whether v is a variable that some loop moves by a constant,
// or such a variable plus something: the index of a range over a slice. Which loop,
// and where the variable starts, does not matter (see [IsCounter]).
func IsLoopCounter(v ssa.Value) bool {
	if b, ok := v.(*ssa.BinOp); ok && b.Op == token.ADD {
		v = b.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, e := range phi.Edges {
		if b, ok := e.(*ssa.BinOp); ok && b.X == phi {
			if _, ok := b.Y.(*ssa.Const); ok {
				return true
			}
		}
	}
	return false
}

// A Loop is a cycle in the control flow of one function. Loops nest; a goto
// that jumps back makes a loop as well as a for statement does. The body of
// a range over an iterator function is a function of its own in SSA form and
// has no cycle: [Program.LoopsOf] finds no loop for it.
type Loop struct {
	// Fn is the function that has the loop.
	Fn *ssa.Function
	// Parent is the loop around this one in the same function, or nil.
	Parent *Loop
	// Pos is the position of the for statement, or of the first instruction
	// of a loop made by goto. SSA keeps no position for the test of a range: a
	// loop that has nothing else around another loop has the position of that.
	Pos token.Pos

	// Header is the block by which control enters the loop: one of several in a
	// loop that goto enters in the middle.
	Header *ssa.BasicBlock
	// Blocks are those of the loop and of the loops inside.
	Blocks map[*ssa.BasicBlock]bool
}

// Has reports whether a block is one of the loop, or of a loop inside.
func (l *Loop) Has(b *ssa.BasicBlock) bool { return l.Blocks[b] }

// Forest holds the loops of a function: for each block the innermost one.
type Forest map[*ssa.BasicBlock]*Loop

// LoopsOf finds the loops of fn as nested strongly connected components
// (Steensgaard, "Sequentializing Program Dependence Graphs for Irreducible
// Programs", 1993): a component is a loop, its entry the header, and what is
// still connected without the header are the loops inside. Blocks outside of
// loops have no entry.
func (p *Program) LoopsOf(fn *ssa.Function) Forest {
	if f, ok := p.forests[fn]; ok {
		return f
	}
	f := make(Forest)
	all := make(map[*ssa.BasicBlock]bool, len(fn.Blocks))
	for _, b := range fn.Blocks {
		all[b] = true
	}
	p.nest(f, fn, fn.Blocks, all, nil)
	p.forests[fn] = f
	return f
}

func (p *Program) nest(f Forest, fn *ssa.Function, order []*ssa.BasicBlock, in map[*ssa.BasicBlock]bool, parent *Loop) {
	for _, scc := range components(order, in) {
		set := make(map[*ssa.BasicBlock]bool, len(scc))
		for _, b := range scc {
			set[b] = true
		}
		header := scc[0]
		for _, b := range scc {
			if b.Index < header.Index {
				header = b
			}
		}
		for _, b := range scc { // a block entered from outside is the better header
			if entered(b, set) && (!entered(header, set) || b.Index < header.Index) {
				header = b
			}
		}
		loop := &Loop{Fn: fn, Parent: parent, Header: header, Blocks: set}
		loop.Pos = p.loopPos(loop)
		for _, b := range scc {
			f[b] = loop
		}
		inner := make(map[*ssa.BasicBlock]bool, len(scc))
		rest := make([]*ssa.BasicBlock, 0, len(scc))
		for _, b := range order {
			if set[b] && b != header {
				inner[b] = true
				rest = append(rest, b)
			}
		}
		p.nest(f, fn, rest, inner, loop)
	}
}

func entered(b *ssa.BasicBlock, set map[*ssa.BasicBlock]bool) bool {
	if len(b.Preds) == 0 {
		return true
	}
	for _, p := range b.Preds {
		if !set[p] {
			return true
		}
	}
	return false
}

// components returns the strongly connected components, restricted to the
// blocks of in, that have a cycle (Tarjan, 1972).
func components(order []*ssa.BasicBlock, in map[*ssa.BasicBlock]bool) [][]*ssa.BasicBlock {
	type state struct {
		index, low int
		onStack    bool
	}
	var (
		states = make(map[*ssa.BasicBlock]*state)
		stack  []*ssa.BasicBlock
		out    [][]*ssa.BasicBlock
		visit  func(b *ssa.BasicBlock) *state
	)
	visit = func(b *ssa.BasicBlock) *state {
		s := &state{index: len(states), low: len(states), onStack: true}
		states[b] = s
		stack = append(stack, b)
		self := false
		for _, succ := range b.Succs {
			if !in[succ] {
				continue
			}
			self = self || succ == b
			if t := states[succ]; t == nil {
				s.low = min(s.low, visit(succ).low)
			} else if t.onStack {
				s.low = min(s.low, t.index)
			}
		}
		if s.low == s.index {
			var scc []*ssa.BasicBlock
			for {
				top := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				states[top].onStack = false
				scc = append(scc, top)
				if top == b {
					break
				}
			}
			if len(scc) > 1 || self {
				out = append(out, scc)
			}
		}
		return s
	}
	for _, b := range order {
		if states[b] == nil {
			visit(b)
		}
	}
	return out
}

// loopPos returns the position of the smallest for statement around all
// instructions of the loop, since SSA keeps no position for loops.
func (p *Program) loopPos(l *Loop) token.Pos {
	lo, hi := token.NoPos, token.NoPos
	for b := range l.Blocks {
		for _, instr := range b.Instrs {
			switch instr.(type) {
			case *ssa.Phi, *ssa.Alloc, *ssa.DebugRef:
				continue // their position is that of the variable
			}
			pos := instr.Pos()
			if !pos.IsValid() {
				continue
			}
			if !lo.IsValid() || pos < lo {
				lo = pos
			}
			if pos > hi {
				hi = pos
			}
		}
	}
	if !lo.IsValid() {
		return l.Fn.Pos()
	}
	for _, node := range p.Enclosing(lo, hi) {
		switch node.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return node.Pos()
		case *ast.FuncDecl, *ast.FuncLit:
			return lo
		}
	}
	return lo
}

// FewRounds is up to which number of rounds a loop is of constantly few.
const FewRounds = 1000

// ConstantRounds reports whether the number of rounds of the loop stands in
// the source and is at most [FewRounds]: a count up to a constant, or a range over
// an array, over a literal, or over a package variable that is never assigned. One
// such exit is enough. The size of the steps is not looked at.
func (p *Program) ConstantRounds(l *Loop) bool {
	for b := range l.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		exit, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || l.Has(b.Succs[0]) && l.Has(b.Succs[1]) {
			continue
		}
		if b != l.Header && p.LoopsOf(l.Fn)[b] != l {
			continue
		}
		if p.countsToConstant(exit.Cond, l) || p.rangesOverLiteral(exit.Cond) {
			return true
		}
	}
	return false
}

// countsToConstant reports whether cond compares the loop's counter with a
// number known from the source.
func (p *Program) countsToConstant(cond ssa.Value, l *Loop) bool {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	switch cmp.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.NEQ:
	default:
		return false
	}
	return p.isCounter(cmp.X, l) && p.knownNumber(cmp.Y) || p.isCounter(cmp.Y, l) && p.knownNumber(cmp.X)
}

// IsCounter reports whether v is a variable of the loop that starts at a
// constant, at most [FewRounds], and moves by a constant in each round, or such a
// variable after its step.
func IsCounter(v ssa.Value, l *Loop) bool { return (&Program{}).isCounter(v, l) }

// isCounter is IsCounter, also for a start that is known from all calls.
func (p *Program) isCounter(v ssa.Value, l *Loop) bool {
	if step, ok := v.(*ssa.BinOp); ok && (step.Op == token.ADD || step.Op == token.SUB) {
		if _, ok := step.Y.(*ssa.Const); !ok {
			return false
		}
		v = step.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok || phi.Block() != l.Header {
		return false
	}
	for i, edge := range phi.Edges {
		if !l.Has(phi.Block().Preds[i]) {
			if !p.knownNumber(edge) {
				return false
			}
			continue
		}
		step, ok := edge.(*ssa.BinOp)
		if !ok || step.X != phi {
			return false
		}
		if _, ok := step.Y.(*ssa.Const); !ok {
			return false
		}
	}
	return true
}

func (p *Program) knownNumber(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.Int && constant.Compare(v.Value, token.LEQ, constant.MakeInt64(FewRounds))
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			return p.IsLiteral(v.Call.Args[0])
		}
	case *ssa.Parameter: // the same at each call: c.evict(1)
		if p.SSA == nil {
			return false
		}
		fn, i := v.Parent(), ParamIndex(v)
		if p.CallableOutside(fn) || len(p.Callers[fn]) == 0 {
			return false
		}
		return !slices.ContainsFunc(p.Callers[fn], func(c *Call) bool {
			if i >= len(c.Args) {
				return true
			}
			k, ok := c.Args[i].(*ssa.Const)
			return !ok || !p.knownNumber(k)
		})
	}
	return false
}

// FewArguments reports whether a loop goes through the arguments of a variadic
// function that are written out in the call into it, or in all calls when into
// is nil: set.Remove(k).
func (p *Program) FewArguments(l *Loop, into *Call) bool {
	if !l.Fn.Signature.Variadic() {
		return false
	}
	list := l.Fn.Params[len(l.Fn.Params)-1]
	ranged := slices.ContainsFunc(*list.Referrers(), func(ref ssa.Instruction) bool {
		element, ok := ref.(*ssa.IndexAddr)
		return ok && IsLoopCounter(element.Index) && p.LoopsOf(l.Fn)[ref.Block()] == l
	})
	if !ranged {
		return false
	}
	calls := []*Call{into}
	if into == nil {
		if calls = p.Callers[l.Fn]; p.CallableOutside(l.Fn) {
			return false
		}
	}
	written := func(c *Call) bool {
		if i := ParamIndex(list); i < len(c.Args) && c.Args[i] != nil {
			if s, ok := c.Args[i].(*ssa.Slice); ok {
				alloc, ok := s.X.(*ssa.Alloc)
				return ok && alloc.Comment == "varargs"
			}
		}
		return false
	}
	return len(calls) > 0 && !slices.ContainsFunc(calls, func(c *Call) bool { return !written(c) })
}

// rangesOverLiteral reports whether cond is the "more?" of a range over a
// map that stands in the source.
func (p *Program) rangesOverLiteral(cond ssa.Value) bool {
	ok, isExtract := cond.(*ssa.Extract)
	if !isExtract {
		return false
	}
	next, isNext := ok.Tuple.(*ssa.Next)
	if !isNext {
		return false
	}
	over, isRange := next.Iter.(*ssa.Range)
	return isRange && p.IsLiteral(over.X)
}

// IsLiteral reports whether v is a composite literal that nothing can have
// changed in between: a slice of a literal array, a map filled with constant
// keys only, or a package variable that only its declaration assigns. A constant
// is one as well.
func (p *Program) IsLiteral(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Slice:
		alloc, ok := v.X.(*ssa.Alloc)
		return ok && alloc.Comment == "slicelit"
	case *ssa.MakeMap:
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.MapUpdate:
				if _, ok := ref.Key.(*ssa.Const); !ok {
					return false
				}
			case *ssa.Range, *ssa.Lookup:
			default:
				return false
			}
		}
		return true
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		if !ok || v.Op != token.MUL || g.Object() == nil || g.Object().Exported() {
			return false
		}
		stores := p.Stores[globalVar(g)]
		return len(stores) == 1 && IsPackageInit(stores[0].Parent()) && p.IsLiteral(stores[0].Val) && !p.Exposed[globalVar(g)]
	}
	return false
}

// Works reports whether a function waits for events in a loop without an end
// ([Waits], [HasEnd]), by itself and not in one that it calls.
func (p *Program) Works(fn *ssa.Function) bool {
	for _, l := range p.LoopsOf(fn) {
		if !HasEnd(l) && Waits(l) {
			return true
		}
	}
	return false
}

// Ranged returns the field or package variable that a loop ranges over: a
// map, or a slice by index. It returns nil for loops over something else, and for
// those over a copy in a local variable that escapes.
func (p *Program) Ranged(l *Loop) *types.Var {
	for _, b := range l.Fn.Blocks {
		if p.LoopsOf(l.Fn)[b] != l {
			continue
		}
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Next:
				if r, ok := instr.Iter.(*ssa.Range); ok {
					if v := LoadedVar(r.X); v != nil {
						return v
					}
				}
			case *ssa.IndexAddr:
				if v := LoadedVar(instr.X); v != nil && IsLoopCounter(instr.Index) {
					return v
				}
			}
		}
	}
	return nil
}
