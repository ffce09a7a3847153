package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// SourceKind says what a value turned out to be.
type SourceKind uint8

// What a value can turn out to be.
const (
	FromVar     SourceKind = iota // the contents or the address of a field or package variable
	FromFresh                     // made on the way: an allocation, a make, a literal
	FromNil                       // nil
	FromConst                     // another constant
	FromParam                     // given by a caller that the program does not have
	FromCopy                      // a copy made by a known function (maps.Clone and others)
	FromUnknown                   // not followed
)

// A Source is one place where a value can come from.
type Source struct {
	Kind SourceKind
	// Var and Elems tell the variable for FromVar: Elems is 0 for the
	// variable itself, 1 for the elements of the map, slice or array it
	// holds, 2 for their elements and so on.
	Var   *types.Var
	Elems int
	// Base is the struct, or the pointer to it, whose field Var is; nil for
	// package variables.
	Base ssa.Value
	// At is the value where following ended: the address, the allocation,
	// the parameter, the call.
	At ssa.Value
	// Down is the stack of calls whose results led to Base; parameters of
	// their callees stand for the arguments.
	Down *Frame
	// Ups are the calls by which the value was given to the function where
	// the question was asked, innermost first.
	Ups []*Call
}

// In returns the function that At stands in, or nil for package variables,
// constants and functions.
func (o Source) In() *ssa.Function {
	if o.At == nil {
		return nil
	}
	return o.At.Parent()
}

// A Frame is a call whose callee is being looked into: Args are those of To, and
// Up is the frame of the caller if that was looked into as well.
type Frame struct {
	Args []ssa.Value
	To   *ssa.Function
	Up   *Frame
}

// Following stops at these numbers; what is beyond is unknown. They are far
// above what code by hand needs: they bound generated code.
const (
	MaxUps     = 6
	maxOrigins = 64
	MaxSteps   = 2000
)

// tracer follows one value backwards.
type tracer struct {
	p     *Program
	seen  map[traceKey]bool
	out   []Source
	steps int
	noUps bool // do not go to callers
}

type traceKey struct {
	v     ssa.Value
	elems int
	down  *Frame
	ups   int
	last  *Call
}

// Sources returns where v can come from: through local variables, phi nodes,
// conversions, elements, parameters to all known callers and results of all known
// callees. The address of a variable and its contents are told apart by the type
// of v, not here. What is not followed is a source too, FromUnknown; so is what
// lies beyond MaxUps callers and MaxSteps values. There are at most maxOrigins
// sources. The caller must not change the result.
func (p *Program) Sources(v ssa.Value) []Source {
	if o, ok := p.sources[v]; ok {
		return o
	}
	t := &tracer{p: p, seen: make(map[traceKey]bool)}
	t.trace(v, 0, nil, nil)
	p.sources[v] = t.out
	return t.out
}

// LocalSources is [Program.Sources] without following parameters to the callers:
// each parameter is a source, FromParam.
func (p *Program) LocalSources(v ssa.Value) []Source {
	t := &tracer{p: p, seen: make(map[traceKey]bool), noUps: true}
	t.trace(v, 0, nil, nil)
	return t.out
}

func (t *tracer) emit(o Source) {
	if len(t.out) < maxOrigins {
		t.out = append(t.out, o)
	}
}

// trace follows v; elems counts the steps from a container to what the
// question is about.
func (t *tracer) trace(v ssa.Value, elems int, down *Frame, ups []*Call) {
	if v == nil {
		t.emit(Source{Kind: FromUnknown, Ups: ups})
		return
	}
	key := traceKey{v: v, elems: elems, down: down, ups: len(ups)}
	if len(ups) > 0 {
		key.last = ups[len(ups)-1]
	}
	if t.seen[key] {
		return
	}
	t.seen[key] = true
	if t.steps++; t.steps > MaxSteps || elems > 4 {
		t.emit(Source{Kind: FromUnknown, At: v, Ups: ups})
		return
	}
	switch v := v.(type) {
	case *ssa.Const:
		kind := FromConst
		if v.IsNil() {
			kind = FromNil
		}
		t.emit(Source{Kind: kind, At: v, Ups: ups})
	case *ssa.Global:
		t.slot(globalVar(v), nil, v, elems, down, ups)
	case *ssa.FieldAddr:
		t.slot(FieldOf(v.X.Type(), v.Field), v.X, v, elems, down, ups)
	case *ssa.Field:
		t.slot(FieldOf(v.X.Type(), v.Field), v.X, v, elems, down, ups)
	case *ssa.IndexAddr:
		t.trace(v.X, elems+1, down, ups)
	case *ssa.Index:
		t.trace(v.X, elems+1, down, ups)
	case *ssa.Lookup:
		t.trace(v.X, elems+1, down, ups)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			t.emit(Source{Kind: FromUnknown, At: v, Ups: ups})
			return
		}
		t.load(v, elems, down, ups)
	case *ssa.Phi:
		for _, e := range v.Edges {
			t.trace(e, elems, down, ups)
		}
	case *ssa.ChangeType:
		t.trace(v.X, elems, down, ups)
	case *ssa.Convert:
		t.trace(v.X, elems, down, ups)
	case *ssa.ChangeInterface:
		t.trace(v.X, elems, down, ups)
	case *ssa.MakeInterface:
		t.trace(v.X, elems, down, ups)
	case *ssa.TypeAssert:
		t.trace(v.X, elems, down, ups)
	case *ssa.Slice:
		t.trace(v.X, elems, down, ups)
	case *ssa.Extract:
		t.extract(v, elems, down, ups)
	case *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.MakeClosure, *ssa.Function:
		t.emit(Source{Kind: FromFresh, At: v, Ups: ups})
	case *ssa.Alloc:
		t.alloc(v, elems, down, ups)
	case *ssa.FreeVar:
		for _, b := range t.p.Bindings(v) {
			t.trace(b, elems, down, ups)
		}
	case *ssa.Parameter:
		t.param(v, elems, down, ups)
	case *ssa.Call:
		t.call(v, 0, elems, down, ups)
	default:
		t.emit(Source{Kind: FromUnknown, At: v, Ups: ups})
	}
}

func (t *tracer) slot(v *types.Var, base, at ssa.Value, elems int, down *Frame, ups []*Call) {
	if v == nil {
		t.emit(Source{Kind: FromUnknown, At: at, Ups: ups})
		return
	}
	t.emit(Source{Kind: FromVar, Var: v, Elems: elems, Base: base, At: at, Down: down, Ups: ups})
}

// load follows the contents of a variable: what is assigned to a local one,
// or the field or package variable itself.
func (t *tracer) load(v *ssa.UnOp, elems int, down *Frame, ups []*Call) {
	switch addr := v.X.(type) {
	case *ssa.Alloc:
		stores := t.p.LocalStores(addr)
		if len(stores) == 0 {
			t.emit(Source{Kind: FromFresh, At: addr, Ups: ups})
		}
		for _, val := range stores {
			t.trace(val, elems, down, ups)
		}
	case *ssa.FreeVar:
		for _, b := range t.p.Bindings(addr) {
			if alloc, ok := b.(*ssa.Alloc); ok {
				for _, val := range t.p.LocalStores(alloc) {
					t.trace(val, elems, down, ups)
				}
				continue
			}
			t.trace(b, elems, down, ups)
		}
	default:
		t.trace(addr, elems, down, ups)
	}
}

// alloc follows the address of a local variable. A variable that is assigned
// a whole struct stands for that struct.
func (t *tracer) alloc(v *ssa.Alloc, elems int, down *Frame, ups []*Call) {
	copied := false
	if _, ok := v.Type().(*types.Pointer).Elem().Underlying().(*types.Struct); ok {
		for _, val := range t.p.LocalStores(v) {
			if _, ok := val.(*ssa.Const); !ok {
				copied = true
				t.trace(val, elems, down, ups)
			}
		}
	}
	if elems > 0 { // an array, or the array below a slice literal
		for _, val := range ElementStores(v) {
			copied = true
			t.trace(val, elems-1, down, ups)
		}
	}
	if !copied {
		t.emit(Source{Kind: FromFresh, At: v, Down: down, Ups: ups})
	}
}

func (t *tracer) extract(v *ssa.Extract, elems int, down *Frame, ups []*Call) {
	switch tuple := v.Tuple.(type) {
	case *ssa.Next:
		if r, ok := tuple.Iter.(*ssa.Range); ok && v.Index == 2 {
			t.trace(r.X, elems+1, down, ups)
			return
		}
	case *ssa.Lookup:
		if v.Index == 0 {
			t.trace(tuple.X, elems+1, down, ups)
			return
		}
	case *ssa.TypeAssert:
		if v.Index == 0 {
			t.trace(tuple.X, elems, down, ups)
			return
		}
	case *ssa.Call:
		t.call(tuple, v.Index, elems, down, ups)
		return
	}
	t.emit(Source{Kind: FromUnknown, At: v, Down: down, Ups: ups})
}

// param follows a parameter to the arguments: of the call that is being
// looked into, or of all callers.
func (t *tracer) param(v *ssa.Parameter, elems int, down *Frame, ups []*Call) {
	fn := v.Parent()
	i := ParamIndex(v)
	if down != nil && down.To == fn {
		if i < len(down.Args) {
			t.trace(down.Args[i], elems, down.Up, ups)
		}
		return
	}
	outside := t.p.CallableOutside(fn) || len(t.p.Callers[fn]) == 0
	if t.noUps || len(ups) >= MaxUps {
		t.emit(Source{Kind: FromParam, At: v, Ups: ups})
		return
	}
	for _, c := range t.p.Callers[fn] {
		if i >= len(c.Args) || c.Args[i] == nil {
			outside = true
			continue
		}
		t.trace(c.Args[i], elems, nil, append(ups[:len(ups):len(ups)], c))
	}
	if outside {
		t.emit(Source{Kind: FromParam, At: v, Ups: ups})
	}
}

// call follows result i of a call into the callee.
func (t *tracer) call(v *ssa.Call, i, elems int, down *Frame, ups []*Call) {
	if b, ok := v.Call.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			for _, a := range v.Call.Args {
				t.trace(a, elems, down, ups)
			}
			return
		}
		t.emit(Source{Kind: FromUnknown, At: v, Ups: ups})
		return
	}
	depth := 0
	for f := down; f != nil; f = f.Up {
		depth++
	}
	followed := false
	for _, c := range t.p.Callees[v] {
		if c.Mode != Plain || depth >= 4 || !resultOf(v, c) {
			continue
		}
		results := ReturnsOf(c.To, i)
		for _, r := range results {
			followed = true
			t.trace(r, elems, &Frame{Args: c.Args, To: c.To, Up: down}, ups)
		}
	}
	if followed {
		return
	}
	kind := FromUnknown
	if callee := v.Call.StaticCallee(); callee != nil {
		if obj, _ := callee.Object().(*types.Func); t.p.copies(obj) {
			kind = FromCopy
		}
	}
	t.emit(Source{Kind: kind, At: v, Down: down, Ups: ups})
}

// Owners returns where the struct can come from whose field o is, or the pointer
// to it. It goes on where o was found: in the callee, with the arguments of the
// call. It returns nil for package variables and for sources that are no variable.
func (p *Program) Owners(o Source) []Source {
	if o.Base == nil {
		return nil
	}
	if len(o.Ups) > 2*MaxUps { // a structure that holds its own kind
		return []Source{{Kind: FromUnknown, At: o.At}}
	}
	if o.Down == nil {
		bases := p.Sources(o.Base)
		if len(o.Ups) == 0 {
			return bases
		}
		out := make([]Source, len(bases))
		for i, b := range bases {
			b.Ups = append(o.Ups[:len(o.Ups):len(o.Ups)], b.Ups...)
			out[i] = b
		}
		return out
	}
	t := &tracer{p: p, seen: make(map[traceKey]bool)}
	t.trace(o.Base, 0, o.Down, o.Ups)
	return t.out
}
