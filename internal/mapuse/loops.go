package mapuse

import (
	"go/ast"
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"
)

// A Loop is a cycle in the control flow of one function. Loops nest; a goto
// that jumps back makes a loop as well as a for statement does. The body of
// a range over an iterator function is a function of its own in SSA form and
// has no cycle: model.yieldLoop makes a Loop for it.
type Loop struct {
	// Fn is the function that has the loop.
	Fn *ssa.Function
	// Parent is the loop around this one in the same function, or nil.
	Parent *Loop
	// Pos is the position of the for statement, or of the first instruction
	// of a loop made by goto.
	Pos token.Pos

	header *ssa.BasicBlock
	blocks map[*ssa.BasicBlock]bool
}

func (l *Loop) has(b *ssa.BasicBlock) bool { return l.blocks[b] }

// forest holds the loops of a function: for each block the innermost one.
type forest map[*ssa.BasicBlock]*Loop

// loopsOf finds the loops of fn as nested strongly connected components
// (Steensgaard, "Sequentializing Program Dependence Graphs for Irreducible
// Programs", 1993): a component is a loop, its entry the header, and what is
// still connected without the header are the loops inside.
func (m *model) loopsOf(fn *ssa.Function) forest {
	if f, ok := m.forests[fn]; ok {
		return f
	}
	f := make(forest)
	all := make(map[*ssa.BasicBlock]bool, len(fn.Blocks))
	for _, b := range fn.Blocks {
		all[b] = true
	}
	m.nest(f, fn, fn.Blocks, all, nil)
	m.forests[fn] = f
	return f
}

func (m *model) nest(f forest, fn *ssa.Function, order []*ssa.BasicBlock, in map[*ssa.BasicBlock]bool, parent *Loop) {
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
		loop := &Loop{Fn: fn, Parent: parent, header: header, blocks: set}
		loop.Pos = m.loopPos(loop)
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
		m.nest(f, fn, rest, inner, loop)
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
func (m *model) loopPos(l *Loop) token.Pos {
	lo, hi := token.NoPos, token.NoPos
	for b := range l.blocks {
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
	for _, node := range m.enclosing(lo, hi) {
		switch node.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return node.Pos()
		case *ast.FuncDecl, *ast.FuncLit:
			return lo
		}
	}
	return lo
}

// enclosing returns the syntax around the interval, innermost first.
func (m *model) enclosing(lo, hi token.Pos) []ast.Node {
	for _, u := range m.units {
		for _, file := range u.files {
			if file.FileStart <= lo && lo < file.FileEnd {
				path, _ := astutil.PathEnclosingInterval(around(file, lo), lo, hi)
				return path
			}
		}
	}
	return nil
}

// around returns a file that has only the declaration at pos: to look through
// all of a generated file each time would take time with their square.
func around(file *ast.File, pos token.Pos) *ast.File {
	i, ok := slices.BinarySearchFunc(file.Decls, pos, func(d ast.Decl, pos token.Pos) int {
		switch {
		case d.End() <= pos:
			return -1
		case pos < d.Pos():
			return 1
		}
		return 0
	})
	if !ok {
		return file
	}
	return &ast.File{Package: file.Package, Name: file.Name, Decls: file.Decls[i : i+1], FileStart: file.FileStart, FileEnd: file.FileEnd}
}

// constantRounds reports whether the number of rounds of the loop stands in
// the source: a count up to a constant, or a range over an array, over a
// literal, or over a package variable that is never assigned.
func (m *model) constantRounds(l *Loop) bool {
	if m.off("literal rounds") {
		return false
	}
	for b := range l.blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		exit, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || l.has(b.Succs[0]) && l.has(b.Succs[1]) {
			continue
		}
		if b != l.header && m.loopsOf(l.Fn)[b] != l {
			continue
		}
		if m.countsToConstant(exit.Cond, l) || m.rangesOverLiteral(exit.Cond) {
			return true
		}
	}
	return false
}

// countsToConstant reports whether cond compares the loop's counter with a
// number known from the source.
func (m *model) countsToConstant(cond ssa.Value, l *Loop) bool {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	switch cmp.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.NEQ:
	default:
		return false
	}
	return isCounter(cmp.X, l) && m.knownNumber(cmp.Y) || isCounter(cmp.Y, l) && m.knownNumber(cmp.X)
}

// isCounter reports whether v is a variable of the loop that starts at a
// constant and moves by a constant in each round.
func isCounter(v ssa.Value, l *Loop) bool {
	if step, ok := v.(*ssa.BinOp); ok && (step.Op == token.ADD || step.Op == token.SUB) {
		if _, ok := step.Y.(*ssa.Const); !ok {
			return false
		}
		v = step.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok || phi.Block() != l.header {
		return false
	}
	for i, edge := range phi.Edges {
		if !l.has(phi.Block().Preds[i]) {
			if _, ok := edge.(*ssa.Const); !ok {
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

func (m *model) knownNumber(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.Int
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			return m.isLiteral(v.Call.Args[0])
		}
	}
	return false
}

// fewArguments reports whether a loop goes through the arguments of a variadic
// function that are written out in the call into it, or in all calls when into
// is nil: set.Remove(k).
func (m *model) fewArguments(l *Loop, into *call) bool {
	if m.off("written arguments") {
		return false
	}
	if !l.Fn.Signature.Variadic() {
		return false
	}
	list := l.Fn.Params[len(l.Fn.Params)-1]
	ranged := slices.ContainsFunc(*list.Referrers(), func(ref ssa.Instruction) bool {
		element, ok := ref.(*ssa.IndexAddr)
		return ok && isLoopCounter(element.Index) && m.loopsOf(l.Fn)[ref.Block()] == l
	})
	if !ranged {
		return false
	}
	calls := []*call{into}
	if into == nil {
		if calls = m.callers[l.Fn]; m.callableOutside(l.Fn) {
			return false
		}
	}
	return all(calls, func(c *call) bool {
		if i := paramIndex(list); i < len(c.args) && c.args[i] != nil {
			if s, ok := c.args[i].(*ssa.Slice); ok {
				alloc, ok := s.X.(*ssa.Alloc)
				return ok && alloc.Comment == "varargs"
			}
		}
		return false
	})
}

// rangesOverLiteral reports whether cond is the "more?" of a range over a
// map that stands in the source.
func (m *model) rangesOverLiteral(cond ssa.Value) bool {
	ok, isExtract := cond.(*ssa.Extract)
	if !isExtract {
		return false
	}
	next, isNext := ok.Tuple.(*ssa.Next)
	if !isNext {
		return false
	}
	over, isRange := next.Iter.(*ssa.Range)
	return isRange && m.isLiteral(over.X)
}

// isLiteral reports whether v is a composite literal that nothing can have
// changed in between: a slice of a literal array, a map filled with constant
// keys only, or a package variable that only its declaration assigns.
func (m *model) isLiteral(v ssa.Value) bool {
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
		stores := m.stores[varOf(g)]
		return len(stores) == 1 && isPackageInit(stores[0].Parent()) && m.isLiteral(stores[0].Val) && !m.exposed[varOf(g)]
	}
	return false
}

// reaches reports whether control can go from one block to another, staying
// inside the loop when l is not nil.
func reaches(from, to *ssa.BasicBlock, l *Loop) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var walk func(b *ssa.BasicBlock) bool
	walk = func(b *ssa.BasicBlock) bool {
		for _, s := range b.Succs {
			if l != nil && !l.has(s) {
				continue
			}
			if s == to {
				return true
			}
			if !seen[s] {
				seen[s] = true
				if walk(s) {
					return true
				}
			}
		}
		return false
	}
	return walk(from)
}
