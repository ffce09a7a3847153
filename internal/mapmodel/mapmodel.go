// Package mapmodel is the model of how a package uses its maps. Its analyzer
// reports nothing; the checks ask its Result.
//
// # Method
//
// The package is built in SSA form (golang.org/x/tools/go/ssa), without its
// test files and without its dependencies. A holder is a package variable or
// a struct field that keeps a map; every map operation is followed backwards
// to the holders it can reach: through local variables, phi nodes, captured
// variables, parameters (to all callers in the package), results (into the
// callees in the package) and the functions listed in known.go. Loops are
// the cycles of the control flow, and an operation is in a loop too when its
// function is called from one.
//
// # Limits
//
// The model is of one package, or of several that are asked about together.
// It knows neither what the others do to an exported holder nor who calls an
// exported function; where an answer would depend on that it is unknown, and
// the checks are silent. Calls through interfaces are followed when the
// interface is declared in the model, function values as far as assignments
// show where they come from.
package mapmodel

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Analyzer computes the model. It has no facts and does not require buildssa,
// which has (through ctrlflow): either would make every driver analyse all
// dependencies.
var Analyzer = &analysis.Analyzer{
	Name:       "mapmodel",
	Doc:        "find the maps that package variables and fields hold, and what is done to them\n\nThe analyzer reports nothing: it is what the checks of maplint are built on.",
	URL:        "https://pkg.go.dev/github.com/maplint/maplint/internal/mapmodel",
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
}

func run(pass *analysis.Pass) (any, error) {
	return &Result{passes: []*analysis.Pass{pass}, removes: removes(pass)}, nil
}

// Result answers questions about the maps of one package, or of several.
// SSA is built when the first question needs it.
type Result struct {
	passes  []*analysis.Pass // by path
	removes bool

	build   sync.Once
	m       *model
	holders []*Holder
	err     error
}

// Together returns the model of several packages as one program: calls
// between them are followed, and a holder has the operations of all. results
// are of single packages, which share their file set and the types of what
// they import from each other (one *types.Package for each). The order does
// not matter.
func Together(results []*Result) *Result {
	t := new(Result)
	for _, r := range results {
		t.passes = append(t.passes, r.passes...)
		t.removes = t.removes || r.removes
	}
	slices.SortFunc(t.passes, func(a, b *analysis.Pass) int { return cmp.Compare(a.Pkg.Path(), b.Pkg.Path()) })
	return t
}

// Removes reports whether anything in the packages, outside their test files,
// can remove an entry from a map. Where nothing does there is nothing to
// find, and no need for SSA.
func (r *Result) Removes() bool { return r.removes }

// Holders returns the holders that the packages declare and use, by path of
// the package and position. The error tells of a bug in maplint or in go/ssa: the model
// could not be built.
func (r *Result) Holders() ([]*Holder, error) {
	r.build.Do(func() { r.err = r.guard(r.find) })
	return r.holders, r.err
}

// find builds the model and sets the holders.
func (r *Result) find() {
	if len(r.passes) == 0 {
		return
	}
	if m := newModel(r.passes); len(m.Units) > 0 {
		r.index(m)
	}
}

// index finds the holders of a model.
func (r *Result) index(m *model) {
	m.declareHolders()
	m.declareLocals()
	m.addWholes()
	m.collectOps()
	m.addLocalStores()
	m.resetAnswers() // some were given while not all operations were known
	var holders []*Holder
	for _, h := range m.memos.holders {
		if h != nil && m.Own(h.Var.Pkg()) {
			holders = append(holders, h)
		}
	}
	slices.SortFunc(holders, func(a, b *Holder) int {
		return cmp.Or(cmp.Compare(a.Var.Pkg().Path(), b.Var.Pkg().Path()), cmp.Compare(a.Var.Pos(), b.Var.Pos()), cmp.Compare(a.Elems, b.Elems))
	})
	m.memos.declared = holders
	r.m, r.holders = m, holders
}

// guard turns a panic into an error: no bug of the model ends the program.
func (r *Result) guard(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error in maplint's model of %s: %v\n%s", r.paths(), p, debug.Stack())
		}
	}()
	f()
	return nil
}

// paths returns the import paths of the packages, for an error.
func (r *Result) paths() string {
	var paths []string
	for _, p := range r.passes {
		paths = append(paths, p.Pkg.Path())
	}
	return strings.Join(paths, ", ")
}

// removes looks for the builtins and the known functions that remove.
func removes(pass *analysis.Pass) bool {
	for _, f := range pass.Files {
		if flow.IsTestFile(pass.Fset, f) {
			continue
		}
		found := false
		ast.Inspect(f, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok || found {
				return !found
			}
			switch id.Name {
			case "delete", "clear", "DeleteFunc", "Clear":
				switch obj := pass.TypesInfo.Uses[id].(type) {
				case *types.Builtin:
					found = true
				case *types.Func:
					e := effectOf(obj)
					found = e == removesSome || e == removesAll
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

// declareHolders makes a holder for each map that a package variable or a
// field is declared to have, so that one without operations is known too.
func (m *model) declareHolders() {
	for obj := range m.Globals() {
		if v, ok := obj.(*types.Var); ok && !m.InTest(v) {
			m.declare(v)
		}
	}
	for f := range m.fieldNames() {
		if m.Own(f.Pkg()) && !m.InTest(f) {
			m.declare(f)
		}
	}
}

func (m *model) declare(v *types.Var) {
	var outer *types.Map
	for elems := range 4 {
		mt := elemMap(v.Type(), elems)
		if mt != nil && outer != nil && types.Identical(mt, outer) {
			return // type tree map[string]tree
		}
		if mt != nil {
			m.holder(v, elems)
			outer = mt
		}
	}
}

// memos are answers that were already given.
type memos struct {
	holders   map[holderKey]*Holder
	locals    map[*ssa.MakeMap]*Holder // local variables, by what makes their maps
	declared  []*Holder                // those of the packages, by path and position
	sites     []*Site                  // where tables are allocated
	fields    map[*types.Var]fieldName
	sweeps    map[*Holder][]*Sweep
	near      map[*Holder]map[*ssa.Function]bool // functions that insert, or call what does
	clocks    map[*ssa.Function]bool             // functions that read a clock
	comes     map[*types.TypeName]token.Pos      // where owners are let go of
	enums     map[*types.TypeName]int64
	handsOn   map[ssa.Value]bool
	fresh     map[freshKey]flow.Source // what freshKey asks about
	numbers   map[*flow.Call]int
	rareDrops map[slotKey][]*Op
	loads     map[slotKey][]ssa.Value // instructions that read a map
	structs   []*ssa.UnOp             // instructions that read a whole struct
}

func newMemos() memos {
	return memos{
		holders:   make(map[holderKey]*Holder),
		locals:    make(map[*ssa.MakeMap]*Holder),
		sweeps:    make(map[*Holder][]*Sweep),
		near:      make(map[*Holder]map[*ssa.Function]bool),
		clocks:    make(map[*ssa.Function]bool),
		comes:     make(map[*types.TypeName]token.Pos),
		enums:     make(map[*types.TypeName]int64),
		handsOn:   make(map[ssa.Value]bool),
		fresh:     make(map[freshKey]flow.Source),
		numbers:   make(map[*flow.Call]int),
		rareDrops: make(map[slotKey][]*Op),
	}
}
