package mapuse

import (
	"cmp"
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// A unit is a package that the model has the bodies of.
type unit struct {
	pass  *analysis.Pass
	files []*ast.File // without test files
	pkg   *ssa.Package
}

// unitsOf returns the packages that have files besides tests, each after
// those that it imports, and by path where that leaves a choice.
func unitsOf(passes []*analysis.Pass) []*unit {
	all := make(map[*types.Package]*unit)
	for _, pass := range passes {
		u := &unit{pass: pass}
		for _, f := range pass.Files {
			if !isTestFile(pass.Fset, f) {
				u.files = append(u.files, f)
			}
		}
		if len(u.files) > 0 {
			all[pass.Pkg] = u
		}
	}
	var out []*unit
	seen := make(map[*types.Package]bool)
	var visit func(pkg *types.Package)
	visit = func(pkg *types.Package) {
		if seen[pkg] || len(out) == len(all) {
			return
		}
		seen[pkg] = true
		if len(all) > 1 { // also by way of packages that are not in the model
			imports := slices.Clone(pkg.Imports())
			slices.SortFunc(imports, func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
			for _, imp := range imports {
				visit(imp)
			}
		}
		if u := all[pkg]; u != nil {
			out = append(out, u)
		}
	}
	for _, pass := range passes {
		visit(pass.Pkg)
	}
	return out
}

// own reports whether the model has the bodies of a package. It is false for
// nil, the package of what is predeclared.
func (m *model) own(pkg *types.Package) bool {
	return slices.ContainsFunc(m.units, func(u *unit) bool { return u.pass.Pkg == pkg })
}

// unitOf returns the package that declares v: of several whose bodies the
// model does not have, the first one stands in.
func (m *model) unitOf(v *types.Var) *unit {
	for _, u := range m.units {
		if u.pass.Pkg == v.Pkg() {
			return u
		}
	}
	return m.units[0]
}

// globals yields what the packages declare at their top, by name.
func (m *model) globals() iter.Seq[types.Object] {
	return func(yield func(types.Object) bool) {
		for _, u := range m.units {
			scope := u.pass.Pkg.Scope()
			for _, name := range scope.Names() {
				if !yield(scope.Lookup(name)) {
					return
				}
			}
		}
	}
}

func (m *model) inTest(obj types.Object) bool { return inTestFile(m.fset, obj.Pos()) }

// rank is the place of an operation's package among the units: positions of
// several packages are in the order in which they were read.
func (m *model) rank(op *Op) int {
	return slices.IndexFunc(m.units, func(u *unit) bool { return u.pkg == op.Fn.Pkg })
}
