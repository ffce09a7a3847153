package mapshrink

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/maplint/maplint/internal/mapcheck"
	"github.com/maplint/maplint/internal/mapmodel"
)

// A way is what an edit does at a sweep.
type way uint8

const (
	// instead: the statement only empties the map, and another map can take
	// its place.
	instead way = iota
	// whenEmpty: a loop deletes every entry and does something else too.
	whenEmpty
	// survivors: some entries stay.
	survivors
)

// A place is a sweep as the syntax shows it.
type place struct {
	sweep *mapmodel.Sweep
	file  *ast.File
	decl  ast.Node  // the function declaration or outermost literal around it
	stmt  ast.Stmt  // after which the entries are gone: with its label, if any
	prev  ast.Stmt  // the statement before it in the same list, or nil
	begin token.Pos // of stmt, or of a comment right above it
	end   token.Pos // where the list that has stmt goes on, or ends
	way   way
	path  *path
}

// indent is the column of the statements at the place, in tabs.
func (p *place) indent(fset *token.FileSet) string {
	stmt := p.stmt
	for l, ok := stmt.(*ast.LabeledStmt); ok; l, ok = stmt.(*ast.LabeledStmt) {
		stmt = l.Stmt
	}
	return strings.Repeat("\t", fset.PositionFor(stmt.Pos(), false).Column-1)
}

// Why there is no fix: what follows "no automatic fix" in the message.
const (
	inHelper    = "the deletes are in a function that is given the map"
	inCaller    = "the loop is in another function than the deletes"
	notHere     = "the deletes are in a generated file or in another package"
	eachRound   = "the lock is taken in each round of the loop"
	noEnd       = "the loop does not end"
	unassigned  = "the map can't be assigned there"
	putBack     = "the struct is an element of a map, and storing it could put back an entry that was deleted"
	deferred    = "the deletes run in a deferred call or a goroutine"
	jumpedTo    = "a goto leads to the loop"
	readLock    = "only a read lock is held while it deletes"
	nilMeans    = "a nil map means something there"
	noType      = "its type can't be written there"
	byOnce      = "only a sync.Once runs the deletes"
	otherSweeps = "other loops delete from it where no edit fits"
	usedAfter   = "a loop or a variable goes on with the old map"
)

// locate finds the statement that sweeps, and how the code there names the
// holder. Where an edit at that place can't mend the sweep it returns what to
// do instead.
func (m *mender) locate(s *mapmodel.Sweep) (*place, string) {
	if len(s.Op.Calls()) > 0 {
		return nil, inHelper
	}
	file := mapcheck.FileOf(m.pass, s.Op.Pos)
	if file == nil || mapcheck.IsGenerated(file) {
		return nil, notHere
	}
	chain, _ := astutil.PathEnclosingInterval(file, s.Op.Pos, s.Op.End)
	if len(chain) < 2 {
		return nil, unassigned
	}
	call, ok := chain[0].(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil, unassigned
	}
	p := &place{sweep: s, file: file, decl: chain[len(chain)-2]}
	at, why := m.statement(p, call, chain)
	if at < 0 {
		return nil, why
	}
	p.stmt = chain[at].(ast.Stmt)
	p.begin = m.commented(p)
	p.prev, p.end = around(chain[at+1], p.stmt)
	if p.path.entry && (p.way != survivors || m.touches(p.stmt)) {
		return nil, putBack
	}
	if l, ok := p.stmt.(*ast.LabeledStmt); ok && m.jumps(p.decl, l.Label.Name) {
		return nil, jumpedTo
	}
	if m.readLocked(chain[at:]) {
		return nil, readLock
	}
	for _, pos := range s.Op.Above(m.v.Holder)[1:] {
		if f := mapcheck.FileOf(m.pass, pos); f != nil {
			above, _ := astutil.PathEnclosingInterval(f, pos, pos)
			if m.readLocked(above) {
				return nil, readLock
			}
		}
	}
	return p, ""
}

// statement returns the index in chain of the statement that the edit goes
// around, or -1 and the reason. It fills in the way and the path of p.
func (m *mender) statement(p *place, call *ast.CallExpr, chain []ast.Node) (at int, why string) {
	_, ok := chain[1].(*ast.ExprStmt)
	if !ok {
		return -1, deferred
	}
	b, _ := m.callee(call).(*types.Builtin)
	if b != nil && b.Name() == "delete" {
		return m.loop(p, call, chain)
	}
	if at = listed(chain, 1); at < 0 {
		return -1, unassigned
	}
	p.way = survivors
	if p.sweep.Op.Kind == mapmodel.Empty { // clear, or maps.Clear of golang.org/x/exp
		p.way = instead
		if b == nil && m.onlyUse(p.file, call.Fun) {
			p.way = whenEmpty
		}
	}
	if p.path = m.resolve(call.Args[0], chain[1:], p.way == instead); p.path == nil {
		return -1, unassigned
	}
	if p.path.alias && p.way == instead {
		p.way = whenEmpty // the local variable could be left unused
	}
	return at, ""
}

// loop finds the loop around a delete that sweeps: the one that the model
// has found, or one around it that comes to an end by itself. It returns -1 and
// the reason where an edit behind the loop is not possible.
func (m *mender) loop(p *place, call *ast.CallExpr, chain []ast.Node) (found int, why string) {
	found, pos := -1, p.sweep.LoopPos
	for i := 2; i < len(chain); i++ {
		var stmt ast.Stmt
		switch n := chain[i].(type) {
		case *ast.ForStmt:
			stmt = n
		case *ast.RangeStmt:
			stmt = n
		case *ast.FuncLit:
			// The literal is given to a function that calls it for each element.
			c, ok := chain[i+1].(*ast.CallExpr)
			each, isStmt := chain[i+2].(*ast.ExprStmt)
			if !ok || !isStmt || c.Lparen != pos || found >= 0 {
				return found, inCaller
			}
			stmt = each
			i += 2
		case *ast.FuncDecl:
			return found, inCaller
		default:
			continue
		}
		if pos < stmt.Pos() || pos >= stmt.End() {
			if found >= 0 {
				return found, ""
			}
			continue
		}
		at := listed(chain, i)
		path := m.resolve(call.Args[0], chain[i:], false)
		switch {
		case at < 0 || path == nil:
			return found, unassigned
		case m.locks(stmt):
			return found, eachRound
		case !ends(stmt) || m.waits(stmt, found >= 0):
			return found, noEnd
		case found >= 0 && (path.alias || m.fills(stmt)):
			return found, ""
		}
		found, p.path, p.way = at, path, survivors
		if r, ok := stmt.(*ast.RangeStmt); ok && p.sweep.Op.Kind == mapmodel.Empty && p.sweep.Direct {
			over := m.resolve(r.X, chain[i:], false)
			if over == nil || over.text != path.text {
				continue // the range over the same map is further in
			}
			p.way = whenEmpty
			if len(r.Body.List) == 1 && r.Body.List[0] == chain[1] && r.Tok == token.DEFINE && !path.alias && !over.alias {
				p.way = instead
			}
			return found, ""
		}
	}
	return found, inCaller
}

// listed returns the index in chain of the statement, or of its label, that
// stands in a list of statements, where others can be put beside it. It is -1
// where there is no list.
func listed(chain []ast.Node, i int) int {
	for {
		if _, ok := chain[i+1].(*ast.LabeledStmt); !ok {
			break
		}
		i++
	}
	switch list := chain[i+1].(type) {
	case *ast.BlockStmt, *ast.CaseClause:
		return i
	case *ast.CommClause:
		if list.Comm != chain[i] {
			return i
		}
	}
	return -1
}

// commented returns where the comment on the lines above the statement
// begins, or the statement itself: a comment must not be parted from it.
func (m *mender) commented(p *place) token.Pos {
	for _, g := range p.file.Comments {
		if m.line(g.End()) == m.line(p.stmt.Pos())-1 && m.column(g.Pos()) == m.column(p.stmt.Pos()) {
			return g.Pos()
		}
	}
	return p.stmt.Pos()
}

// around returns the statement before stmt in the list that has it, or nil,
// and where the one behind it begins, or the list ends.
func around(list ast.Node, stmt ast.Stmt) (prev ast.Stmt, end token.Pos) {
	var stmts []ast.Stmt
	end = list.End()
	switch list := list.(type) {
	case *ast.BlockStmt:
		stmts, end = list.List, list.Rbrace
	case *ast.CaseClause:
		stmts = list.Body
	case *ast.CommClause:
		stmts = list.Body
	}
	i := slices.Index(stmts, stmt)
	if i > 0 {
		prev = stmts[i-1]
	}
	if i >= 0 && i+1 < len(stmts) {
		end = stmts[i+1].Pos()
	}
	return prev, end
}

// ends reports whether code behind a loop is reached once it is done.
func ends(stmt ast.Stmt) bool {
	loop, ok := stmt.(*ast.ForStmt)
	return !ok || loop.Cond != nil || breaks(loop)
}

// breaks reports whether a break without a label leaves the loop.
func breaks(loop *ast.ForStmt) bool {
	found := false
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return false
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK && n.Label == nil
		}
		return true
	})
	return found
}

// waits reports whether a loop may go on for as long as the program runs, as
// an event loop does: an edit behind it would not be reached. An outer loop
// must not wait at all, since a sweep is what its inner loop does then.
func (m *mender) waits(stmt ast.Stmt, outer bool) bool {
	if r, ok := stmt.(*ast.RangeStmt); ok {
		switch m.typeOf(r.X).Underlying().(type) {
		case *types.Chan:
			return true
		case *types.Signature:
			if outer {
				return true
			}
		}
		if !outer {
			return false
		}
	}
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.RangeStmt:
			_, ch := m.typeOf(n.X).Underlying().(*types.Chan)
			found = found || ch
		case *ast.CallExpr:
			name := calledName(n)
			found = found || name == "Sleep" || name == "Wait"
		}
		return !found
	})
	return found
}

// fills reports whether a loop inserts into the map as well: its rounds are
// sweeps of their own.
func (m *mender) fills(stmt ast.Stmt) bool {
	return slices.ContainsFunc(m.v.Holder.Ops, func(op *mapmodel.Op) bool {
		return op.Kind == mapmodel.Insert && stmt.Pos() <= op.Pos && op.Pos < stmt.End()
	})
}

// locks reports whether a lock is taken or given back within a statement:
// what is put beside it need not run under the lock that protects the map.
func (m *mender) locks(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			name := calledName(call)
			lower := strings.ToLower(name)
			for _, verb := range []string{"lock", "unlock", "rlock", "runlock", "trylock", "tryrlock"} {
				found = found || strings.HasPrefix(lower, verb)
			}
			found = found || strings.HasSuffix(name, "Lock") || strings.HasSuffix(name, "Unlock")
		}
		return !found
	})
	return found
}

func calledName(call *ast.CallExpr) string {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// readLocked reports whether only a read lock is held at the innermost node
// of chain, as far as the statements before it in the same function show.
func (m *mender) readLocked(chain []ast.Node) bool {
	held := make(map[string]bool) // by lock, whether it is a read lock
	for i, n := range chain {
		var list []ast.Stmt
		switch n := n.(type) {
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		// What stands in an inner list is later: it decides.
		inner := make(map[string]bool)
		for _, stmt := range list {
			if i > 0 && stmt.Pos() >= chain[0].Pos() {
				break
			}
			expr, ok := stmt.(*ast.ExprStmt)
			if !ok {
				continue
			}
			call, ok := expr.X.(*ast.CallExpr)
			if !ok {
				continue
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				continue
			}
			lock := types.ExprString(sel.X)
			switch sel.Sel.Name {
			case "RLock":
				inner[lock] = true
			case "Lock":
				inner[lock] = false
			case "RUnlock", "Unlock":
				delete(inner, lock)
			}
		}
		for lock, read := range inner {
			if _, ok := held[lock]; !ok {
				held[lock] = read
			}
		}
		if _, ok := n.(*ast.FuncLit); ok && !runsHere(chain[i+1:]) {
			break
		}
	}
	read := false
	for _, r := range held {
		if !r {
			return false // a write lock too: which of them is the map's is not known
		}
		read = true
	}
	return read
}

// runsHere reports whether a function literal, whose enclosing nodes are
// given, is an argument or the callee of a plain call.
func runsHere(chain []ast.Node) bool {
	if len(chain) < 2 {
		return false
	}
	if _, ok := chain[0].(*ast.CallExpr); !ok {
		return false
	}
	switch chain[1].(type) {
	case *ast.GoStmt, *ast.DeferStmt:
		return false
	}
	return true
}

// jumps reports whether a goto in the function leads to the label.
func (m *mender) jumps(fn ast.Node, label string) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.GOTO && b.Label.Name == label
		return !found
	})
	return found
}

// callee returns what a call calls, or nil.
func (m *mender) callee(call *ast.CallExpr) types.Object {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return m.pass.TypesInfo.Uses[f]
	case *ast.SelectorExpr:
		return m.pass.TypesInfo.Uses[f.Sel]
	}
	return nil
}

// onlyUse reports whether the file uses the package of fun for nothing but
// fun: once all its calls are replaced, the import would be unused.
func (m *mender) onlyUse(file *ast.File, fun ast.Expr) bool {
	sel, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	if !ok {
		return true // a dot import
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return true
	}
	other := false
	ast.Inspect(file, func(n ast.Node) bool {
		if use, ok := n.(*ast.SelectorExpr); ok && use.Sel.Name != sel.Sel.Name {
			x, ok := use.X.(*ast.Ident)
			other = other || ok && m.pass.TypesInfo.Uses[x] == m.pass.TypesInfo.Uses[id]
		}
		return !other
	})
	return !other
}
