// Package flow is a program of one or several packages in SSA form
// (golang.org/x/tools/go/ssa), with what can be asked of any program: who calls
// whom and how, which loops there are, what must hold before a block is reached,
// where a value can come from. It knows nothing of maps.
//
// # Method
//
// The packages are built without their test files and without the bodies of
// what they import. [Program.Callers] and [Program.Callees] are the calls
// between their functions, wrappers and instances of generic functions looked
// through; function values are followed through assignments, parameters and
// results, interfaces where one of the packages declares them. [Program.Sources]
// is the walk backwards from a value, through local variables, phi nodes,
// captured variables, parameters (to all callers) and results (into callees).
// [Program.LoopsOf] finds loops as nested strongly connected components of the
// control flow. [Guards] are the tests that dominate a block.
//
// # Limits
//
// Nothing is known of the callers of an exported function outside the packages
// ([Program.CallableOutside]), nor of what functions of other packages do with
// their arguments, but for those in known.go. A walk has a limit on its steps,
// which bounds the time for generated code: beyond it a source is FromUnknown.
package flow

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// A Program is the packages and what was indexed of them. It does not change
// once it is made, except for memos of answers, which one goroutine at a time may
// ask for.
type Program struct {
	Fset  *token.FileSet
	Units []*Unit // each after those that it imports
	SSA   *ssa.Program
	Funcs []*ssa.Function // with bodies, function literals after their parents

	Stores   map[*types.Var][]*ssa.Store // assignments to a field or package variable as a whole
	Wholes   []*ssa.Store                // assignments of struct values
	Exposed  map[*types.Var]bool         // fields and variables whose address goes where it is not followed
	Taken    map[*ssa.Function]bool      // functions whose value goes where it is not followed
	Boxed    map[*types.TypeName]bool    // named types with a value in an interface or in an exported API
	Closures map[*ssa.Function][]*ssa.MakeClosure
	Callers  map[*ssa.Function][]*Call
	Callees  map[ssa.CallInstruction][]*Call
	Users    map[*types.Var][]*ssa.Function // functions that use a field's address
	Allocs   []ssa.Value                    // allocations, and slices and maps that are made
	Dynamic  []ssa.CallInstruction          // calls of function values
	// ZeroTested are the numbers that the packages compare with zero.
	ZeroTested map[*types.Var]bool

	elements  map[*types.Var][]ssa.Value // functions that are put into the map that a variable holds
	embedders map[*types.Named]bool      // embedded types, in generic form; nil until it is asked for
	impls     map[implKey][]*ssa.Function
	forests   map[*ssa.Function]Forest
	sources   map[ssa.Value][]Source
	copies    func(*types.Func) bool
	endures   Solver[*ssa.Function, bool]
}

// New builds the program of packages, which share their file set and the types
// of what they import from each other. Test files are left out: an operation in
// a test never changes a verdict, and drivers disagree on whether they show
// them. copies tells of functions of other packages whose result is a copy of
// their first argument. The program has no units where there are only tests.
func New(passes []*analysis.Pass, copies func(*types.Func) bool) *Program {
	p := &Program{
		Fset:       passes[0].Fset,
		Units:      unitsOf(passes),
		Stores:     make(map[*types.Var][]*ssa.Store),
		Exposed:    make(map[*types.Var]bool),
		Taken:      make(map[*ssa.Function]bool),
		Boxed:      make(map[*types.TypeName]bool),
		Closures:   make(map[*ssa.Function][]*ssa.MakeClosure),
		Callers:    make(map[*ssa.Function][]*Call),
		Callees:    make(map[ssa.CallInstruction][]*Call),
		Users:      make(map[*types.Var][]*ssa.Function),
		ZeroTested: make(map[*types.Var]bool),
		elements:   make(map[*types.Var][]ssa.Value),
		impls:      make(map[implKey][]*ssa.Function),
		forests:    make(map[*ssa.Function]Forest),
		sources:    make(map[ssa.Value][]Source),
		copies:     copies,
	}
	if len(p.Units) == 0 {
		return p
	}
	p.build()
	for _, fn := range p.Funcs {
		p.index(fn)
	}
	p.linkCalls()
	return p
}

// build builds SSA.
func (p *Program) build() {
	p.SSA = ssa.NewProgram(p.Fset, 0)
	p.SSA.SetNoReturn(NoReturn)
	for _, u := range p.Units {
		for _, imp := range u.Pass.Pkg.Imports() {
			if p.SSA.Package(imp) == nil {
				p.SSA.CreatePackage(imp, nil, nil, true)
			}
		}
		u.Pkg = p.SSA.CreatePackage(u.Pass.Pkg, u.Files, withoutTests(u.Pass.TypesInfo, p.Fset), false)
	}
	for _, u := range p.Units {
		u.Pkg.Build()
	}
	p.collectFuncs()
}

// IsTestFile reports whether the go command takes a file for a test, by its
// name. Line directives do not change that.
func IsTestFile(fset *token.FileSet, f *ast.File) bool { return InTestFile(fset, f.FileStart) }

// InTestFile is [IsTestFile] of the file that a position is in. It is false where
// there is no position.
func InTestFile(fset *token.FileSet, pos token.Pos) bool {
	f := fset.File(pos)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}

// SupportsTests reports whether a function is one for tests, though it does
// not stand in a test file, since tests of other packages use it: it, or the
// struct that it is a method of, gets a testing.T or the like.
func SupportsTests(fn *ssa.Function) bool {
	sig := fn.Signature
	if recv := sig.Recv(); recv != nil {
		if n := NamedOf(recv.Type()); n != nil {
			if s, ok := n.Underlying().(*types.Struct); ok {
				for field := range s.Fields() {
					if isTestingT(field.Type()) {
						return true
					}
				}
			}
		}
	}
	for param := range sig.Params().Variables() {
		if isTestingT(param.Type()) {
			return true
		}
	}
	return false
}

func isTestingT(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	for _, name := range []string{"T", "B", "F", "M", "TB"} {
		if IsNamed(t, "testing", name) {
			return true
		}
	}
	return false
}

// withoutTests returns info without the initializers of variables that test
// files declare: SSA has no members for those.
func withoutTests(info *types.Info, fset *token.FileSet) *types.Info {
	inTest := func(v *types.Var) bool { return InTestFile(fset, v.Pos()) }
	c := *info
	c.InitOrder = nil
	for _, init := range info.InitOrder {
		if !slices.ContainsFunc(init.Lhs, inTest) {
			c.InitOrder = append(c.InitOrder, init)
		}
	}
	return &c
}

// collectFuncs lists the functions with a body: declared ones in source
// order, each followed by its literals, and the package initializer, below
// which the literals in variable declarations hang.
func (p *Program) collectFuncs() {
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || len(fn.Blocks) == 0 {
			return
		}
		p.Funcs = append(p.Funcs, fn)
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	for _, u := range p.Units {
		add(u.Pkg.Func("init"))
		for _, file := range u.Files {
			for _, decl := range file.Decls {
				if decl, ok := decl.(*ast.FuncDecl); ok {
					if obj, ok := u.Pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
						add(p.SSA.FuncValue(obj))
					}
				}
			}
		}
	}
}

// A Unit is a package that the program has the bodies of.
type Unit struct {
	Pass  *analysis.Pass
	Files []*ast.File // without test files
	Pkg   *ssa.Package
}

// unitsOf returns the packages that have files besides tests, each after
// those that it imports, and by path where that leaves a choice.
func unitsOf(passes []*analysis.Pass) []*Unit {
	all := make(map[*types.Package]*Unit)
	for _, pass := range passes {
		u := &Unit{Pass: pass}
		for _, f := range pass.Files {
			if !IsTestFile(pass.Fset, f) {
				u.Files = append(u.Files, f)
			}
		}
		if len(u.Files) > 0 {
			all[pass.Pkg] = u
		}
	}
	var out []*Unit
	seen := make(map[*types.Package]bool)
	var visit func(pkg *types.Package)
	visit = func(pkg *types.Package) {
		if seen[pkg] || len(out) == len(all) {
			return
		}
		seen[pkg] = true
		if len(all) > 1 { // also by way of packages that are not units
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

// Own reports whether the program has the bodies of a package. It is false for
// nil, the package of what is predeclared.
func (p *Program) Own(pkg *types.Package) bool {
	return slices.ContainsFunc(p.Units, func(u *Unit) bool { return u.Pass.Pkg == pkg })
}

// UnitOf returns the package that declares v. The first package stands in for
// one that the program does not have the bodies of. There has to be a package.
func (p *Program) UnitOf(v *types.Var) *Unit {
	for _, u := range p.Units {
		if u.Pass.Pkg == v.Pkg() {
			return u
		}
	}
	return p.Units[0]
}

// Globals yields what the packages declare at their top, tests included: the
// packages in the order of Units, the objects of each by name.
func (p *Program) Globals() iter.Seq[types.Object] {
	return func(yield func(types.Object) bool) {
		for _, u := range p.Units {
			scope := u.Pass.Pkg.Scope()
			for _, name := range scope.Names() {
				if !yield(scope.Lookup(name)) {
					return
				}
			}
		}
	}
}

// InTest is [InTestFile] of the declaration of an object.
func (p *Program) InTest(obj types.Object) bool { return InTestFile(p.Fset, obj.Pos()) }

// Passes returns the passes of the packages, in the order of Units.
func (p *Program) Passes() []*analysis.Pass {
	var out []*analysis.Pass
	for _, u := range p.Units {
		out = append(out, u.Pass)
	}
	return out
}
