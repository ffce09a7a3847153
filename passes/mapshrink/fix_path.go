package mapshrink

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"

	"github.com/maplint/maplint/internal/mapcheck"
)

// A path is how the code at a place names a holder so that it can be
// assigned to: s.items, c.shards[i].m.
type path struct {
	text  string
	typ   types.Type // of the map
	alias bool       // the sweep goes through a local variable that has the map
	entry bool       // the map is an entry of another map: m[k]
}

// resolve finds the path to the map that expr, at the sweep, stands for.
// chain leads from the statement that sweeps to the file. The path means the
// same map before and after the statement; it calls nothing unless calls is
// set. It is nil where there is no such path.
func (m *mender) resolve(expr ast.Expr, chain []ast.Node, calls bool) *path {
	stmt := chain[0]
	p := &path{}
	from := stmt.Pos()
	target, key := ast.Unparen(expr), ast.Expr(nil)
	if id, ok := target.(*ast.Ident); ok && !m.denotes(id, m.v.Holder.Elems) {
		obj, ok := m.pass.TypesInfo.Uses[id].(*types.Var)
		if !ok || obj.IsField() || obj.Parent() == m.pass.Pkg.Scope() {
			return nil
		}
		if target, key = m.definition(obj, chain[len(chain)-2]); target == nil || !m.oneRound(obj, chain) {
			return nil
		}
		p.alias, calls, from = true, false, obj.Pos()
	}
	elems := m.v.Holder.Elems
	if key != nil {
		elems--
	}
	if !m.denotes(target, elems) || !m.assignable(target, key) {
		return nil
	}
	region := [2]token.Pos{from, stmt.End()}
	if p.typ = m.typeOf(target); key != nil {
		switch t := p.typ.Underlying().(type) {
		case *types.Slice:
			p.typ = t.Elem()
		case *types.Array:
			p.typ = t.Elem()
		case *types.Map:
			p.typ = t.Elem()
		default:
			return nil
		}
	}
	for _, e := range []ast.Expr{target, key} {
		if e != nil && !calls && !m.stable(e, region, chain[len(chain)-2]) {
			return nil
		}
		if e != nil && p.alias && !m.visible(e, stmt.Pos()) {
			return nil
		}
	}
	p.text = m.text(target)
	if key != nil {
		p.text += "[" + m.text(key) + "]"
	}
	p.entry = m.isEntry(target, key)
	return p
}

func (m *mender) typeOf(e ast.Expr) types.Type {
	if t := m.pass.TypesInfo.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

func (m *mender) text(e ast.Expr) string {
	var b bytes.Buffer
	if err := format.Node(&b, m.pass.Fset, e); err != nil {
		return types.ExprString(e)
	}
	return b.String()
}

// denotes reports whether an expression is the holder, elems containers
// below its variable.
func (m *mender) denotes(e ast.Expr, elems int) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return elems == 0 && m.isVar(e)
	case *ast.SelectorExpr:
		return elems == 0 && m.isVar(e.Sel)
	case *ast.StarExpr:
		return m.denotes(e.X, elems)
	case *ast.IndexExpr:
		return elems > 0 && m.denotes(e.X, elems-1)
	}
	return false
}

func (m *mender) isVar(id *ast.Ident) bool {
	v, ok := m.pass.TypesInfo.Uses[id].(*types.Var)
	return ok && v.Origin() == m.v.Holder.Var
}

// isEntry reports whether the path ends in the element of a map.
func (m *mender) isEntry(target, key ast.Expr) bool {
	if key == nil {
		ix, ok := ast.Unparen(target).(*ast.IndexExpr)
		if !ok {
			return false
		}
		target = ix.X
	}
	_, ok := m.typeOf(target).Underlying().(*types.Map)
	return ok
}

// assignable reports whether the holder itself, and not a copy of it, would
// be assigned.
func (m *mender) assignable(target, key ast.Expr) bool {
	if key != nil || m.isEntry(target, nil) {
		if mt, ok := m.typeOf(containerOf(target, key)).Underlying().(*types.Map); ok {
			return exactKey(mt.Key())
		}
	}
	if key == nil && !m.pass.TypesInfo.Types[target].Addressable() {
		return false
	}
	if _, ok := m.typeOf(target).Underlying().(*types.Slice); ok && key != nil {
		return true
	}
	return m.throughPointer(target)
}

func containerOf(target, key ast.Expr) ast.Expr {
	if key != nil {
		return target
	}
	return ast.Unparen(target).(*ast.IndexExpr).X
}

// exactKey reports whether a key always finds its own entry again: not NaN,
// nor an interface that may hold one.
func exactKey(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&(types.IsFloat|types.IsComplex) == 0
	case *types.Pointer, *types.Chan:
		return true
	}
	return false
}

// throughPointer reports whether an expression reaches what all share: a
// package variable, what a pointer, a slice or a map leads to, or a local
// variable that was not copied from elsewhere.
func (m *mender) throughPointer(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := m.pass.TypesInfo.Uses[e].(*types.Var)
		return ok && (v.Parent() == m.pass.Pkg.Scope() || m.isOwner(v))
	case *ast.StarExpr:
		return true
	case *ast.SelectorExpr:
		sel := m.pass.TypesInfo.Selections[e]
		if sel == nil || sel.Indirect() {
			return true
		}
		if _, ok := m.typeOf(e.X).Underlying().(*types.Pointer); ok {
			return true
		}
		return m.throughPointer(e.X)
	case *ast.IndexExpr:
		switch m.typeOf(e.X).Underlying().(type) {
		case *types.Array:
			return m.throughPointer(e.X)
		}
		return true
	}
	return false
}

// isOwner reports whether a local variable is the struct itself: declared
// without a value, or with a literal.
func (m *mender) isOwner(v *types.Var) bool {
	f := mapcheck.FileOf(m.pass, v.Pos())
	if f == nil {
		return false
	}
	owner := false
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if m.pass.TypesInfo.Defs[id] == v {
					owner = len(n.Values) == 0 || i < len(n.Values) && isLiteral(n.Values[i])
				}
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && m.pass.TypesInfo.Defs[id] == v {
					owner = len(n.Lhs) == len(n.Rhs) && isLiteral(n.Rhs[i])
				}
			}
		}
		return true
	})
	return owner
}

func isLiteral(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.CompositeLit)
	return ok
}

// definition returns what a local variable stands for: the expression it is
// defined with, or the container and the key of the range it comes from. It
// is nil where the variable is assigned again.
func (m *mender) definition(v *types.Var, fn ast.Node) (value, key ast.Expr) {
	info := m.pass.TypesInfo
	n := 0
	is := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && (info.Defs[id] == v || info.Uses[id] == v)
	}
	ast.Inspect(fn, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for i, l := range node.Lhs {
				if is(l) {
					n++
					if value = nil; len(node.Lhs) == len(node.Rhs) || i == 0 {
						value = ast.Unparen(node.Rhs[i])
					}
				}
			}
		case *ast.ValueSpec:
			for i, id := range node.Names {
				if is(id) && i < len(node.Values) {
					n++
					value = ast.Unparen(node.Values[i])
				}
			}
		case *ast.RangeStmt:
			if node.Value != nil && is(node.Value) && node.Key != nil && m.text(node.Key) != "_" {
				n++
				value, key = node.X, node.Key
			}
		case *ast.UnaryExpr:
			if node.Op == token.AND && is(node.X) {
				n += 2
			}
		}
		return true
	})
	if n != 1 {
		return nil, nil
	}
	return value, key
}

// oneRound reports whether a local variable that has the map is set anew for
// each sweep, and not used after it.
func (m *mender) oneRound(v *types.Var, chain []ast.Node) bool {
	stmt := chain[0]
	if v.Pos() > stmt.Pos() {
		return false
	}
	for _, n := range chain[1:] {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			if v.Pos() < n.Pos() {
				return false
			}
		}
	}
	fn := chain[len(chain)-2]
	ok := true
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BranchStmt:
			ok = ok && n.Tok != token.GOTO
		case *ast.CallExpr:
			if b, isBuiltin := m.callee(n).(*types.Builtin); isBuiltin && b.Name() == "len" {
				return false
			}
		case *ast.Ident:
			ok = ok && (m.pass.TypesInfo.Uses[n] != v || n.Pos() < stmt.End())
		}
		return ok
	})
	return ok
}

// stable reports whether an expression means the same throughout a region of
// function fn: it calls nothing, and nothing it names is assigned there.
func (m *mender) stable(e ast.Expr, region [2]token.Pos, fn ast.Node) bool {
	named := make(map[types.Object]bool)
	plain := true
	last := ast.Unparen(e)
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil, *ast.ParenExpr, *ast.StarExpr, *ast.IndexExpr, *ast.BasicLit:
		case *ast.SelectorExpr:
			if n != last {
				named[m.pass.TypesInfo.Uses[n.Sel]] = true
			}
		case *ast.Ident:
			if v, ok := m.pass.TypesInfo.Uses[n].(*types.Var); ok && !v.IsField() && !m.isVar(n) {
				named[v] = true
				plain = plain && (v.Pos() < region[0] || v.Pos() >= region[1] || v.Parent() == m.pass.Pkg.Scope())
			} else if v := m.pass.TypesInfo.Defs[n]; v != nil {
				named[v] = true // the key of a range
			}
		default:
			plain = false
		}
		return plain
	})
	if !plain {
		return false
	}
	assigned := func(e ast.Expr) bool {
		switch e := ast.Unparen(e).(type) {
		case *ast.Ident:
			return named[m.pass.TypesInfo.Uses[e]]
		case *ast.SelectorExpr:
			return named[m.pass.TypesInfo.Uses[e.Sel]]
		}
		return false
	}
	ok := true
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil || n.End() <= region[0] || n.Pos() >= region[1] {
			return false
		}
		if n.Pos() < region[0] {
			return ok
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				ok = ok && !assigned(l)
			}
		case *ast.IncDecStmt:
			ok = ok && !assigned(n.X)
		case *ast.RangeStmt:
			ok = ok && (n.Key == nil || !assigned(n.Key)) && (n.Value == nil || !assigned(n.Value))
		case *ast.UnaryExpr:
			ok = ok && (n.Op != token.AND || !assigned(n.X))
		}
		return ok
	})
	return ok
}

// visible reports whether the names of an expression mean the same at pos.
func (m *mender) visible(e ast.Expr, pos token.Pos) bool {
	ok := true
	ast.Inspect(e, func(n ast.Node) bool {
		id, isIdent := n.(*ast.Ident)
		if !isIdent {
			return ok
		}
		obj := m.pass.TypesInfo.ObjectOf(id)
		if v, isVar := obj.(*types.Var); isVar && v.IsField() {
			return ok
		}
		ok = ok && obj != nil && m.lookup(id.Name, pos) == obj
		return ok
	})
	return ok
}

// touches reports whether a statement may change the map that has the swept
// one as an entry.
func (m *mender) touches(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || m.pass.TypesInfo.Types[call.Fun].IsType() {
			return !found
		}
		switch callee := m.callee(call).(type) {
		case *types.Builtin:
			if callee.Name() == "delete" || callee.Name() == "clear" {
				found = found || m.v.Holder.Elems > 0 && m.denotes(call.Args[0], m.v.Holder.Elems-1)
			}
		case *types.Func:
			found = found || callee.Pkg() == m.pass.Pkg || types.IsInterface(recvType(callee))
		default:
			found = true
		}
		return !found
	})
	return found
}

func recvType(f *types.Func) types.Type {
	if recv := f.Signature().Recv(); recv != nil {
		return recv.Type()
	}
	return types.Typ[types.Invalid]
}
