package flow

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
)

// Enclosing returns the syntax around the interval, innermost first, up to the
// file. It returns nil for positions outside of the files of the program, and for
// no position.
func (p *Program) Enclosing(lo, hi token.Pos) []ast.Node {
	for _, u := range p.Units {
		for _, file := range u.Files {
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

// Extent returns the call or the statement at the position that SSA keeps
// for it (the opening parenthesis of a call, the equals sign of a store): where it
// begins and where it ends. Both are pos for other positions, such as those in the
// head of a statement with a body.
func (p *Program) Extent(pos token.Pos) (token.Pos, token.Pos) {
	if !pos.IsValid() {
		return pos, pos
	}
	for _, node := range p.Enclosing(pos, pos) {
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
