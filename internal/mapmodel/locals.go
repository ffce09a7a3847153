package mapmodel

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Local variables that hold a map for as long as the program runs: those of a
// function that does not return in normal operation, also where function
// literals capture them. All others are not looked at: they end with a call.

// declareLocals makes a holder for each of those variables. It is found by the
// place that makes its first map, since SSA has no variables.
func (m *model) declareLocals() {
	if m.off("endless function") {
		return
	}
	for _, fn := range m.Funcs {
		if fn.Parent() == nil && m.support[fn] {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				made, ok := instr.(*ssa.MakeMap)
				if !ok || m.LoopsOf(fn)[b] != nil || !m.staysLocal(made) || !m.Endures(fn) {
					continue
				}
				if v := m.variableOf(made.Pos()); v != nil && elemMap(v.Type(), 0) != nil {
					h := m.holder(v, 0)
					h.LocalTo = flow.Declared(fn)
					h.Name = funcNameOf(h.LocalTo) + "." + v.Name()
					m.memos.locals[made] = h
				}
			}
		}
	}
}

// staysLocal reports whether a map that a function makes is put nowhere but into
// local variables: else something else holds it.
func (m *model) staysLocal(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if _, local := ref.Addr.(*ssa.Alloc); ref.Val == v && !local {
				return false
			}
		case *ssa.MapUpdate:
			if ref.Value == v {
				return false
			}
		case *ssa.Send, *ssa.Return, *ssa.MakeInterface:
			return false
		}
	}
	return true
}

// variableOf returns the local variable that the statement around pos gives its
// first value to, when the map that is made there is that value.
func (m *model) variableOf(pos token.Pos) *types.Var {
	path := m.Enclosing(pos, pos)
	for i, n := range path {
		var names []ast.Expr
		var values []ast.Expr
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				names, values = n.Lhs, n.Rhs
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				names = append(names, id)
			}
			values = n.Values
		case ast.Stmt, *ast.FuncDecl, *ast.FuncLit:
			return nil
		default:
			continue
		}
		for j, value := range values {
			if i > 0 && ast.Unparen(value) == path[i-1] && len(names) == len(values) {
				if id, ok := names[j].(*ast.Ident); ok {
					return m.definedBy(id)
				}
			}
		}
		return nil
	}
	return nil
}

// definedBy returns the variable that an identifier defines.
func (m *model) definedBy(id *ast.Ident) *types.Var {
	for _, u := range m.Units {
		if v, ok := u.Pass.TypesInfo.Defs[id].(*types.Var); ok {
			return v
		}
	}
	return nil
}

// addLocalStores adds, as replacements, the maps and nils that are assigned to
// the variable of a local holder later on.
func (m *model) addLocalStores() {
	for _, u := range m.Units {
		for _, f := range u.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				as, ok := n.(*ast.AssignStmt)
				if !ok || as.Tok == token.DEFINE {
					return true
				}
				for _, lhs := range as.Lhs {
					id, ok := ast.Unparen(lhs).(*ast.Ident)
					if !ok {
						continue
					}
					v, _ := u.Pass.TypesInfo.Uses[id].(*types.Var)
					h := m.memos.holders[holderKey{v, 0}]
					if h == nil || h.LocalTo == nil {
						continue
					}
					if instr := m.instrIn(h.LocalTo, as); instr != nil {
						h.Ops = append(h.Ops, &Op{Kind: Replace, Pos: as.Pos(), End: as.End(), Fn: instr.Parent(), instr: instr})
					}
				}
				return true
			})
		}
	}
}

// instrIn returns an instruction of a statement in a function or its literals.
// SSA has none for m = nil where m is no variable of a literal: then it is the
// first one behind it.
func (m *model) instrIn(fn *ssa.Function, stmt ast.Stmt) ssa.Instruction {
	var behind ssa.Instruction
	var walk func(fn *ssa.Function) ssa.Instruction
	walk = func(fn *ssa.Function) ssa.Instruction {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch pos := instr.Pos(); {
				case !pos.IsValid() || pos < stmt.Pos():
				case pos < stmt.End():
					return instr
				case behind == nil || pos < behind.Pos():
					behind = instr
				}
			}
		}
		for _, anon := range fn.AnonFuncs {
			if instr := walk(anon); instr != nil {
				return instr
			}
		}
		return nil
	}
	if instr := walk(fn); instr != nil {
		return instr
	}
	return behind
}

// localHolder returns the local variables that hold what a source has made.
func (m *model) localHolder(o flow.Source) *Holder {
	made, ok := o.At.(*ssa.MakeMap)
	if !ok || o.Kind != flow.FromFresh {
		return nil
	}
	return m.memos.locals[made]
}
