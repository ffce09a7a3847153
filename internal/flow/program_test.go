package flow

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// The programs of the tests share what they import from the standard library.
var (
	fset     = token.NewFileSet()
	standard = importer.ForCompiler(fset, "gc", nil)
)

// A fixture is the program of one file.
type fixture struct {
	*Program
	src string
	pos token.Pos // of src
}

// build compiles a file. It is of package p if src does not say another one. The
// function clone of package p is taken for one that returns a copy.
func build(t *testing.T, src string) *fixture {
	t.Helper()
	if !strings.HasPrefix(src, "package ") {
		src = "package p\n" + src
	}
	f, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%v:\n%s", err, src)
	}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Instances: make(map[*ast.Ident]types.Instance),
		Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{Importer: standard}
	pkg, err := conf.Check(f.Name.Name, fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatalf("%v:\n%s", err, src)
	}
	pass := &analysis.Pass{Fset: fset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info}
	copies := func(fn *types.Func) bool { return fn != nil && fn.FullName() == "maps.Clone" }
	return &fixture{New([]*analysis.Pass{pass}, copies), src, f.FileStart}
}

// nameOf returns the name of a function: f, (T).m, f$1 for a literal in f.
func nameOf(fn *ssa.Function) string { return fn.RelString(fn.Pkg.Pkg) }

// fn returns the function with a name.
func (p *fixture) fn(t *testing.T, name string) *ssa.Function {
	t.Helper()
	for _, fn := range p.Funcs {
		if nameOf(fn) == name {
			return fn
		}
	}
	t.Fatalf("no function %s in:\n%s", name, p.src)
	return nil
}

// call returns the first call of the function of package p with a name.
func (p *fixture) call(t *testing.T, name string) *ssa.Call {
	t.Helper()
	for _, fn := range p.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if c, ok := instr.(*ssa.Call); ok && !IsBuiltin(&c.Call) && CalleeName(&c.Call) == name {
					return c
				}
			}
		}
	}
	t.Fatalf("no call of %s in:\n%s", name, p.src)
	return nil
}

// line returns the line at pos, without the brace that opens a block.
func (p *fixture) line(pos token.Pos) string {
	i := int(pos - p.pos)
	s, _, _ := strings.Cut(p.src[strings.LastIndexByte(p.src[:i], '\n')+1:], "\n")
	return strings.TrimSuffix(strings.TrimSpace(s), " {")
}

// text shows a value as the source does, roughly.
func text(v ssa.Value) string {
	switch v := v.(type) {
	case nil:
		return "?"
	case *ssa.Const:
		if v.Value == nil {
			return "nil"
		}
		return v.Value.String()
	case *ssa.BinOp:
		return text(v.X) + " " + v.Op.String() + " " + text(v.Y)
	case *ssa.UnOp:
		return v.Op.String() + text(v.X)
	case *ssa.Call:
		var args []string
		for _, arg := range v.Call.Args {
			args = append(args, text(arg))
		}
		if IsBuiltin(&v.Call) {
			return BuiltinName(&v.Call) + "(" + strings.Join(args, ", ") + ")"
		}
		return CalleeName(&v.Call) + "(" + strings.Join(args, ", ") + ")"
	case *ssa.Extract:
		return text(v.Tuple) + "#" + string(rune('0'+v.Index))
	case *ssa.Lookup:
		return text(v.X) + "[" + text(v.Index) + "]"
	case *ssa.FieldAddr:
		return text(v.X) + "." + VarOf(v).Name()
	case *ssa.Select:
		return "select"
	case *ssa.MakeClosure:
		return v.Fn.Name()
	case *ssa.Phi:
		return "phi"
	}
	return v.Name()
}

func sorted(s []string) string {
	slices.Sort(s)
	return strings.Join(slices.Compact(s), "; ")
}
