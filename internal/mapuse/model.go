package mapuse

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// model is a package, or several, in SSA form with the indexes that the
// questions need. It is built once and not changed afterwards, except for
// the memos of answers.
type model struct {
	fset  *token.FileSet
	units []*unit // each after those that it imports
	prog  *ssa.Program
	funcs []*ssa.Function // with bodies, function literals after their parents

	stores   map[*types.Var][]*ssa.Store // assignments to a field or package variable as a whole
	wholes   []*ssa.Store                // assignments of struct values
	exposed  map[*types.Var]bool         // fields and variables whose address goes where it is not followed
	taken    map[*ssa.Function]bool      // functions whose value goes where it is not followed
	boxed    map[*types.TypeName]bool    // named types with a value in an interface or in an exported API
	closures map[*ssa.Function][]*ssa.MakeClosure
	callers  map[*ssa.Function][]*call
	callees  map[ssa.CallInstruction][]*call

	without string // the predicate that is switched off

	support map[*ssa.Function]bool // declared functions that support tests
	forests map[*ssa.Function]forest
	varying map[varyKey]bool
	memos   memos
}

// newModel builds SSA for the packages of passes, which share their file set
// and the types of what they import from each other. Test files are left out:
// an operation in a test never changes a verdict, and drivers disagree on
// whether they show them.
func newModel(passes []*analysis.Pass) *model {
	m := &model{fset: passes[0].Fset, units: unitsOf(passes)}
	if len(m.units) > 0 {
		m.build()
		m.ready()
	}
	return m
}

// fresh returns a model of the same program that has answered nothing, with one
// predicate switched off.
func (m *model) fresh(without string) *model {
	f := &model{fset: m.fset, units: m.units, prog: m.prog, funcs: m.funcs, without: without}
	f.ready()
	return f
}

// build builds SSA.
func (m *model) build() {
	m.prog = ssa.NewProgram(m.fset, 0)
	m.prog.SetNoReturn(noReturn)
	for _, u := range m.units {
		for _, imp := range u.pass.Pkg.Imports() {
			if m.prog.Package(imp) == nil {
				m.prog.CreatePackage(imp, nil, nil, true)
			}
		}
		u.pkg = m.prog.CreatePackage(u.pass.Pkg, u.files, withoutTests(u.pass.TypesInfo, m.fset), false)
	}
	for _, u := range m.units {
		u.pkg.Build()
	}
	m.collectFuncs()
}

// ready makes the indexes that the questions need.
func (m *model) ready() {
	*m = model{
		fset:     m.fset,
		units:    m.units,
		prog:     m.prog,
		funcs:    m.funcs,
		without:  m.without,
		stores:   make(map[*types.Var][]*ssa.Store),
		exposed:  make(map[*types.Var]bool),
		taken:    make(map[*ssa.Function]bool),
		boxed:    make(map[*types.TypeName]bool),
		closures: make(map[*ssa.Function][]*ssa.MakeClosure),
		callers:  make(map[*ssa.Function][]*call),
		callees:  make(map[ssa.CallInstruction][]*call),
		support:  make(map[*ssa.Function]bool),
		forests:  make(map[*ssa.Function]forest),
		varying:  make(map[varyKey]bool),
		memos:    newMemos(),
	}
	for _, fn := range m.funcs {
		if fn.Parent() == nil && !m.off("test support") && supportsTests(fn) {
			m.support[fn] = true
		}
	}
	for _, fn := range m.funcs {
		m.index(fn)
	}
	m.linkCalls()
}

func isTestFile(fset *token.FileSet, f *ast.File) bool { return inTestFile(fset, f.FileStart) }

func inTestFile(fset *token.FileSet, pos token.Pos) bool {
	f := fset.File(pos)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}

// supportsTests reports whether a function is one for tests, though it does
// not stand in a test file, since tests of other packages use it: it, or the
// struct that it is a method of, gets a testing.T or the like.
func supportsTests(fn *ssa.Function) bool {
	sig := fn.Signature
	if recv := sig.Recv(); recv != nil {
		if n := namedOf(recv.Type()); n != nil {
			if s, ok := n.Underlying().(*types.Struct); ok {
				for i := range s.NumFields() {
					if isTestingT(s.Field(i).Type()) {
						return true
					}
				}
			}
		}
	}
	for i := range sig.Params().Len() {
		if isTestingT(sig.Params().At(i).Type()) {
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
		if isNamed(t, "testing", name) {
			return true
		}
	}
	return false
}

// withoutTests returns info without the initializers of variables that test
// files declare: SSA has no members for those.
func withoutTests(info *types.Info, fset *token.FileSet) *types.Info {
	inTest := func(v *types.Var) bool { return inTestFile(fset, v.Pos()) }
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
func (m *model) collectFuncs() {
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || len(fn.Blocks) == 0 {
			return
		}
		m.funcs = append(m.funcs, fn)
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	for _, u := range m.units {
		add(u.pkg.Func("init"))
		for _, file := range u.files {
			for _, decl := range file.Decls {
				if decl, ok := decl.(*ast.FuncDecl); ok {
					if obj, ok := u.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
						add(m.prog.FuncValue(obj))
					}
				}
			}
		}
	}
}

// index notes what assigns to each field and package variable, and where
// addresses and functions go that the model does not follow.
func (m *model) index(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if v, ok := instr.(*ssa.FieldAddr); ok {
				if f := slotOf(v); f != nil {
					m.memos.users[f] = append(m.memos.users[f], fn)
				}
			}
			switch instr := instr.(type) {
			case *ssa.Alloc, *ssa.MakeSlice, *ssa.MakeMap:
				m.memos.allocs = append(m.memos.allocs, instr.(ssa.Value))
			case *ssa.BinOp:
				if isZero(instr.Y) && slotLoad(instr.X) != nil {
					m.memos.zeroTested[slotLoad(instr.X)] = true
				}
			case *ssa.Store:
				if v := slotOf(instr.Addr); v != nil {
					m.stores[v] = append(m.stores[v], instr)
				}
				if _, ok := instr.Val.Type().Underlying().(*types.Struct); ok {
					m.wholes = append(m.wholes, instr)
				}
				m.leak(instr.Val)
				if mk, ok := instr.Val.(*ssa.MakeMap); ok && slotOf(instr.Addr) != nil {
					for _, ref := range *mk.Referrers() {
						if up, ok := ref.(*ssa.MapUpdate); ok {
							m.noteElement(slotOf(instr.Addr), up.Value)
						}
					}
				}
			case *ssa.MakeClosure:
				target := instr.Fn.(*ssa.Function)
				m.closures[target] = append(m.closures[target], instr)
			case *ssa.MakeInterface:
				m.leak(instr.X)
				m.box(instr.X.Type())
			case *ssa.Return:
				for _, r := range instr.Results {
					m.leak(r)
					if fn.Object() != nil && fn.Object().Exported() {
						m.box(r.Type())
					}
				}
			case *ssa.Send:
				m.leak(instr.X)
			case *ssa.MapUpdate:
				m.leak(instr.Value)
				if load, ok := instr.Map.(*ssa.UnOp); ok {
					m.noteElement(slotOf(load.X), instr.Value)
				}
			case ssa.CallInstruction:
				if c := instr.Common().StaticCallee(); c == nil || m.body(c) == nil {
					for _, arg := range instr.Common().Args {
						if !isBuiltin(instr.Common()) {
							m.leak(arg)
						}
					}
				}
			}
		}
	}
}

// noteElement notes a function that is put into the map of slot.
func (m *model) noteElement(slot *types.Var, v ssa.Value) {
	if _, ok := v.Type().Underlying().(*types.Signature); ok && slot != nil {
		m.memos.elements[slot] = append(m.memos.elements[slot], v)
	}
}

func isBuiltin(c *ssa.CallCommon) bool {
	_, ok := c.Value.(*ssa.Builtin)
	return ok
}

// leak notes that the value goes where it is not followed: a variable whose
// address it is can be assigned there.
func (m *model) leak(v ssa.Value) {
	if s := slotOf(v); s != nil {
		m.exposed[s] = true
	}
}

func (m *model) box(t types.Type) {
	if n := namedOf(t); n != nil {
		m.boxed[n.Obj()] = true
	}
}

// slotOf returns the field or package variable that an address is the
// address of, or nil.
func slotOf(addr ssa.Value) *types.Var {
	switch addr := addr.(type) {
	case *ssa.Global:
		return varOf(addr)
	case *ssa.FieldAddr:
		return fieldOf(addr.X.Type(), addr.Field)
	}
	return nil
}

func varOf(g *ssa.Global) *types.Var {
	v, _ := g.Object().(*types.Var)
	return v
}

// fieldOf returns field i of struct type t or of the struct t points to, in
// its generic form.
func fieldOf(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := coreOf(t).(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(i).Origin()
}

// coreOf returns the single underlying type of t, looking through type
// parameters that have one; nil if there is none.
func coreOf(t types.Type) types.Type {
	tp, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	var core types.Type
	iface, ok := tp.Constraint().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	for i := range iface.NumEmbeddeds() {
		switch e := iface.EmbeddedType(i).(type) {
		case *types.Union:
			for j := range e.Len() {
				u := e.Term(j).Type().Underlying()
				if core != nil && !types.Identical(core, u) {
					return nil
				}
				core = u
			}
		default:
			u := e.Underlying()
			if _, ok := u.(*types.Interface); !ok {
				core = u
			}
		}
	}
	return core
}

// mapOf returns t as a map type, or nil.
func mapOf(t types.Type) *types.Map {
	mt, _ := coreOf(t).(*types.Map)
	return mt
}

// namedOf returns the named type t is or points to, in its generic form, or
// nil.
func namedOf(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	if n == nil {
		return nil
	}
	return n.Origin()
}

// isPackageInit reports whether fn runs only while the package is
// initialized: the synthetic initializer or a declared func init.
func isPackageInit(fn *ssa.Function) bool {
	return fn.Parent() == nil && fn.Signature.Recv() == nil &&
		(fn.Name() == "init" || strings.HasPrefix(fn.Name(), "init#"))
}

// isYield reports whether fn is the body of a range over an iterator
// function.
func isYield(fn *ssa.Function) bool { return fn.Synthetic == "range-over-func yield" }

// declared returns the declared function that fn is or stands in: the body
// of a function literal belongs to the function it is written in.
func declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// callableOutside reports whether code that the model does not see can call
// fn: exported functions and methods, functions whose value leaves the
// package, methods of types that are put into interfaces.
func (m *model) callableOutside(fn *ssa.Function) bool {
	if m.taken[fn] {
		return true
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	recv := obj.Signature().Recv()
	if recv == nil {
		return obj.Exported() && obj.Pkg().Name() != "main"
	}
	if !obj.Exported() {
		return false
	}
	n := namedOf(recv.Type())
	if n == nil {
		return true
	}
	return n.Obj().Exported() && obj.Pkg().Name() != "main" || m.boxed[n.Obj()] || m.embedded(n)
}

// embedded reports whether a struct of the model embeds the type, so that
// its methods are also methods of others.
func (m *model) embedded(n *types.Named) bool {
	if m.memos.embedded == nil {
		m.memos.embedded = make(map[*types.Named]bool)
		for obj := range m.globals() {
			if s, ok := obj.Type().Underlying().(*types.Struct); ok {
				for i := range s.NumFields() {
					if f := s.Field(i); f.Embedded() {
						m.memos.embedded[namedOf(f.Type())] = true
					}
				}
			}
		}
	}
	return m.memos.embedded[n]
}
