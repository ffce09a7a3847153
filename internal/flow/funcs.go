package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// FuncsOf returns the functions of the program that a function value can be, as
// far as assignments to variables, fields, parameters, results and elements of
// maps and slices show. It returns none where it does not know one: for functions
// of other packages, and for values that these give. It is no complete list, and
// it stops after maxFuncSteps values.
func (p *Program) FuncsOf(v ssa.Value) []Target {
	w := &funcWalk{p: p, seen: make(map[ssa.Value]bool)}
	w.walk(v)
	return w.out
}

// funcWalk follows a function value backwards, each value once.
type funcWalk struct {
	p    *Program
	seen map[ssa.Value]bool
	out  []Target
}

// maxFuncSteps bounds the walk: beyond it, what a visitor of generated code
// is given is unknown.
const maxFuncSteps = 500

func (w *funcWalk) walk(v ssa.Value) {
	if v == nil || w.seen[v] || len(w.seen) > maxFuncSteps {
		return
	}
	w.seen[v] = true
	switch v := v.(type) {
	case *ssa.Function:
		if b := w.p.Body(v); b != nil {
			w.out = append(w.out, Target{Fn: b})
		}
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		switch b := w.p.Body(fn); b {
		case nil:
		case fn:
			w.out = append(w.out, Target{Fn: b})
		default: // a method value
			w.out = append(w.out, Target{Fn: b, Bound: v.Bindings})
		}
	case *ssa.ChangeType:
		w.walk(v.X)
	case *ssa.Phi:
		w.all(v.Edges)
	case *ssa.Parameter:
		i := ParamIndex(v)
		for _, c := range w.p.Callers[v.Parent()] {
			if i < len(c.Args) {
				w.walk(c.Args[i])
			}
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			w.all(w.p.StoredAt(v.X))
			if elem, ok := v.X.(*ssa.IndexAddr); ok {
				w.all(w.p.appended(LoadedVar(elem.X)))
			}
		}
	case *ssa.Lookup:
		w.elements(v)
	case *ssa.Extract:
		if l, ok := v.Tuple.(*ssa.Lookup); ok {
			w.elements(l)
		}
	case *ssa.Call:
		if callee := w.p.Body(v.Call.StaticCallee()); callee != nil {
			w.all(ReturnsOf(callee, 0))
		}
	}
}

func (w *funcWalk) all(vs []ssa.Value) {
	for _, v := range vs {
		w.walk(v)
	}
}

// elements follows an element of a map of functions to all that are put into
// it.
func (w *funcWalk) elements(l *ssa.Lookup) {
	if slot := LoadedVar(l.X); slot != nil {
		w.all(w.p.elements[slot])
	}
}

// appended returns what is appended to the slice that a field or package
// variable holds.
func (p *Program) appended(list *types.Var) []ssa.Value {
	var out []ssa.Value
	for _, st := range p.Stores[list] {
		call, ok := st.Val.(*ssa.Call)
		if !ok || !IsBuiltin(&call.Call) || len(call.Call.Args) != 2 {
			continue
		}
		if s, ok := call.Call.Args[1].(*ssa.Slice); ok {
			if array, ok := s.X.(*ssa.Alloc); ok {
				out = append(out, ElementStores(array)...)
			}
		}
	}
	return out
}
