package mapuse

import (
	"cmp"
	"go/ast"
	"go/token"
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

// Among tells how many packages the model that has the holder is of.
func (h *Holder) Among() int { return len(h.m.units) }

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

// Place returns the function and the extent of what the package that has the
// map in hand does: the operation, or the call by which it gives the map to
// the function of another package that has the operation.
func (h *Holder) Place(op *Op) (fn *ssa.Function, pos, end token.Pos) {
	if c := op.handed(); c != nil {
		pos, end = h.m.extent(c.site.Pos())
		return c.in, pos, end
	}
	return op.Fn, op.Pos, op.End
}

// handed returns the call by which a map leaves the package that has it for
// the one that has the operation; nil when they are the same.
func (op *Op) handed() *call {
	ups := op.origin.ups
	if len(ups) == 0 || ups[len(ups)-1].in.Pkg == op.Fn.Pkg {
		return nil
	}
	i := slices.IndexFunc(ups, func(c *call) bool { return c.in.Pkg == ups[len(ups)-1].in.Pkg })
	return ups[i]
}

// sortOps sorts operations by the place where the package that has the map
// does them. Positions of several packages are in the order in which these
// were read, so that the packages come first, in the order of the units.
func (m *model) sortOps(ops []*Op) {
	place := func(op *Op) (nth int, pos token.Pos) {
		fn, pos := op.Fn, op.Pos
		if c := op.handed(); c != nil {
			fn, pos = c.in, c.site.Pos()
		}
		return slices.IndexFunc(m.units, func(u *unit) bool { return u.pkg == fn.Pkg }), pos
	}
	slices.SortStableFunc(ops, func(a, b *Op) int {
		aUnit, aPos := place(a)
		bUnit, bPos := place(b)
		return cmp.Or(cmp.Compare(aUnit, bUnit), cmp.Compare(aPos, bPos), cmp.Compare(a.Kind, b.Kind))
	})
}

// passes returns those that the model is of.
func (m *model) passes() []*analysis.Pass {
	var out []*analysis.Pass
	for _, u := range m.units {
		out = append(out, u.pass)
	}
	return out
}
