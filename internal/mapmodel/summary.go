package mapmodel

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// A Summary is what a package has to do with the maps and the functions of
// others: from the summaries of all packages a driver learns which of them
// have to be looked at together. It refers to nothing of its package, so that
// it can be stored.
type Summary struct {
	// Touches are the operations on maps that other packages declare.
	Touches []Touch `json:",omitempty"`
	// Helpers are the functions that work on the maps given to them.
	Helpers []Helper `json:",omitempty"`
	// Hands are the maps that functions of other packages are given.
	Hands []Hand `json:",omitempty"`
}

// A Name names a map, or a function, of a package.
type Name struct {
	// Package is the import path.
	Package string
	// Name is the name as messages write it: Cache.Items, Default, or
	// Index.ByTopic[] for maps; Prune or Set.Drop for functions.
	Name string
}

// A Touch is what a package does to a map that another one declares.
type Touch struct {
	Name
	// What is a kind of operation, or "sweep" for a removal in a loop. Share
	// and expose tell that the map, or its variable's address, goes where
	// the package does not show what happens to it.
	What string
}

// A Helper is a function that other packages can call and that does
// something to a map that it was given, as an argument or receiver or by its
// address.
type Helper struct {
	// Name is that of the function.
	Name string
	// What is "insert", "remove", "empty" or "replace".
	What string
}

// A Hand is a call by which a package hands a map to a function of another
// package that the model has no knowledge of.
type Hand struct {
	// To is the function.
	To Name
	// Map is the map, also one of a third package. It is zero where the map
	// was given to the function By.
	Map Name `json:",omitzero"`
	// By is the function that other packages can call and that hands on what
	// it is given, as Helper.Name has it.
	By string `json:",omitempty"`
}

// Summary returns what a package has to do with others. SSA is built unless
// the syntax shows that there is nothing. The error tells of a bug.
func (r *Result) Summary() (*Summary, error) {
	s := new(Summary)
	if !slices.ContainsFunc(r.passes, mayShare) {
		return s, nil
	}
	if _, err := r.Holders(); err != nil || r.m == nil {
		return s, err
	}
	b := &summarizer{m: r.m, names: make(map[*types.Package]map[*types.Var]fieldName)}
	err := r.guard(func() {
		b.touches()
		b.helpers()
	})
	if err != nil {
		return s, err
	}
	slices.SortFunc(b.Touches, func(x, y Touch) int { return cmp.Or(x.compare(y.Name), cmp.Compare(x.What, y.What)) })
	slices.SortFunc(b.Helpers, func(x, y Helper) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.What, y.What)) })
	slices.SortFunc(b.Hands, func(x, y Hand) int {
		return cmp.Or(x.To.compare(y.To), x.Map.compare(y.Map), cmp.Compare(x.By, y.By))
	})
	s.Touches = slices.Compact(b.Touches)
	s.Helpers = slices.Compact(b.Helpers)
	s.Hands = slices.Compact(b.Hands)
	return s, nil
}

func (n Name) compare(o Name) int {
	return cmp.Or(cmp.Compare(n.Package, o.Package), cmp.Compare(n.Name, o.Name))
}

// summarizer gathers a summary from a model with all operations.
type summarizer struct {
	Summary
	m     *model
	names map[*types.Package]map[*types.Var]fieldName // of other packages
}

// touches finds the operations on the maps of others, and the calls that hand
// on a map that somebody holds.
func (s *summarizer) touches() {
	for _, h := range s.m.memos.holders {
		if h == nil {
			continue
		}
		own := s.m.Own(h.Var.Pkg())
		swept := make(map[*Op]bool)
		if !own {
			for _, sweep := range h.Sweeps() {
				swept[sweep.Op] = true
			}
		}
		for _, op := range h.Ops {
			if op.Kind == Share || op.Kind == Expose {
				if to, ok := s.callee(op.instr); ok {
					s.Hands = append(s.Hands, Hand{To: to, Map: s.nameOf(h)})
				}
			}
			if own || op.Kind == Read {
				continue
			}
			what := op.Kind.String()
			if swept[op] {
				what = "sweep"
			}
			s.Touches = append(s.Touches, Touch{s.nameOf(h), what})
		}
	}
}

// helpers finds what functions do to the maps that they are given.
func (s *summarizer) helpers() {
	for _, fn := range s.m.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.MapUpdate:
					s.helper(instr.Map, Insert)
				case *ssa.Store:
					if mapOf(instr.Val.Type()) != nil {
						s.helper(instr.Addr, Replace)
					}
				case ssa.CallInstruction:
					s.call(instr)
				}
			}
		}
	}
}

func (s *summarizer) call(site ssa.CallInstruction) {
	args := site.Common().Args
	if b, ok := site.Common().Value.(*ssa.Builtin); ok {
		switch {
		case b.Name() == "delete":
			s.helper(args[0], Remove)
		case b.Name() == "clear" && mapOf(args[0].Type()) != nil:
			s.helper(args[0], Empty)
		}
		return
	}
	if callee := site.Common().StaticCallee(); callee != nil && s.m.Body(callee) == nil && len(args) > 0 {
		obj, _ := callee.Object().(*types.Func)
		switch effectOf(obj) {
		case removesSome:
			s.helper(args[0], Remove)
		case removesAll:
			s.helper(args[0], Empty)
		case insertsInto:
			s.helper(args[0], Insert)
		}
	}
	to, ok := s.callee(site)
	if !ok {
		return
	}
	for _, arg := range args {
		if holdsMap(arg.Type()) {
			for _, by := range s.givenTo(arg) {
				s.Hands = append(s.Hands, Hand{To: to, By: by})
			}
		}
	}
}

// helper notes what is done to a map, or to the variable at an address, if
// it was given to a function that other packages can call.
func (s *summarizer) helper(v ssa.Value, what OpKind) {
	for _, name := range s.givenTo(v) {
		s.Helpers = append(s.Helpers, Helper{name, what.String()})
	}
}

// givenTo returns the exported functions that v is a parameter of.
func (s *summarizer) givenTo(v ssa.Value) []string {
	var out []string
	for _, o := range s.m.Sources(v) {
		if o.Kind != flow.FromParam || !holdsMap(o.At.Type()) {
			continue
		}
		if obj, ok := o.In().Object().(*types.Func); ok && s.m.CallableOutside(o.In()) {
			out = append(out, funcName(obj))
		}
	}
	return out
}

// callee returns the function of another package that instr calls, if the
// model has no knowledge of it.
func (s *summarizer) callee(instr ssa.Instruction) (Name, bool) {
	site, ok := instr.(ssa.CallInstruction)
	if !ok {
		return Name{}, false
	}
	callee := site.Common().StaticCallee()
	if callee == nil || s.m.Body(callee) != nil {
		return Name{}, false
	}
	obj, ok := callee.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || effectOf(obj) != noEffect {
		return Name{}, false
	}
	return Name{obj.Pkg().Path(), funcName(obj)}, true
}

// funcName returns the name of a function, as in Prune or Set.Drop.
func funcName(obj *types.Func) string {
	if recv := obj.Signature().Recv(); recv != nil {
		if n := flow.NamedOf(recv.Type()); n != nil {
			return n.Obj().Name() + "." + obj.Name()
		}
	}
	return obj.Name()
}

// nameOf names a holder as the model of the package that declares it does.
func (s *summarizer) nameOf(h *Holder) Name {
	pkg := h.Var.Pkg()
	if s.m.Own(pkg) || !h.Var.IsField() {
		return Name{pkg.Path(), h.Name}
	}
	names, ok := s.names[pkg]
	if !ok {
		var objs []types.Object
		for _, name := range pkg.Scope().Names() {
			objs = append(objs, pkg.Scope().Lookup(name))
		}
		names = make(map[*types.Var]fieldName)
		nameFields(names, objs)
		s.names[pkg] = names
	}
	name := names[h.Var].name
	if name == "" {
		name = h.Var.Name()
	}
	return Name{pkg.Path(), name + strings.Repeat("[]", h.Elems)}
}

// mayShare reports whether a package can have a summary, by its types alone:
// it mentions maps of others, overwrites their structs, is given maps, or
// gives maps to functions of others.
func mayShare(pass *analysis.Pass) bool {
	foreign := func(pkg *types.Package) bool { return pkg != nil && pkg != pass.Pkg }
	for _, obj := range pass.TypesInfo.Uses {
		switch obj := obj.(type) {
		case *types.Var:
			if foreign(obj.Pkg()) && (obj.IsField() || obj.Pkg().Scope().Lookup(obj.Name()) == obj) && keepsMap(obj.Type()) {
				return true
			}
		case *types.Func:
			if foreign(obj.Pkg()) && takesMap(obj) && effectOf(obj) == noEffect {
				return true
			}
		}
	}
	for _, obj := range pass.TypesInfo.Defs {
		if fn, ok := obj.(*types.Func); ok && fn.Exported() && takesMap(fn) {
			return true
		}
	}
	for _, f := range pass.Files {
		found := false
		ast.Inspect(f, func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			if !ok || found {
				return !found
			}
			for _, lhs := range as.Lhs {
				if t := pass.TypesInfo.TypeOf(lhs); t != nil {
					var fields []*types.Var
					mapFields(t, &fields, 0)
					found = found || slices.ContainsFunc(fields, func(f *types.Var) bool { return foreign(f.Pkg()) })
				}
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// keepsMap reports whether a variable of type t is a map, or has maps as its
// elements.
func keepsMap(t types.Type) bool {
	for range 4 {
		if t == nil {
			return false
		}
		if elemMap(t, 0) != nil {
			return true
		}
		t = flow.ElemOf(t)
	}
	return false
}

// takesMap reports whether a function can be given a map, or its address.
func takesMap(fn *types.Func) bool {
	sig := fn.Signature()
	if sig.Recv() != nil && holdsMap(sig.Recv().Type()) {
		return true
	}
	for param := range sig.Params().Variables() {
		if holdsMap(param.Type()) {
			return true
		}
	}
	return false
}

// holdsMap reports whether t is a map or a pointer to one.
func holdsMap(t types.Type) bool {
	if mapOf(t) != nil {
		return true
	}
	p, ok := t.Underlying().(*types.Pointer)
	return ok && mapOf(p.Elem()) != nil
}
