package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// originKind says what a value turned out to be.
type originKind uint8

const (
	fromSlot    originKind = iota // the contents or the address of a field or package variable
	fromFresh                     // made on the way: an allocation, a make, a literal
	fromNil                       // nil
	fromConst                     // another constant
	fromParam                     // given by a caller outside the package
	fromCopy                      // a copy made by a known function (maps.Clone and others)
	fromUnknown                   // not followed
)

// An origin is one place where a value can come from.
type origin struct {
	kind originKind
	// slot and elems tell the variable for fromSlot: elems is 0 for the
	// variable itself, 1 for the elements of the map, slice or array it
	// holds, 2 for their elements and so on.
	slot  *types.Var
	elems int
	// base is the struct, or the pointer to it, whose field slot is; nil for
	// package variables.
	base ssa.Value
	// at is the value where following ended: the address, the allocation,
	// the parameter, the call.
	at ssa.Value
	// down is the stack of calls whose results led to base; parameters of
	// their callees stand for the arguments.
	down *frame
	// ups are the calls by which the value was given to the function where
	// the question was asked, innermost first.
	ups []*call
}

// in returns the function that at stands in, or nil for globals.
func (o origin) in() *ssa.Function {
	if o.at == nil {
		return nil
	}
	return o.at.Parent()
}

// A frame is a call whose callee is being looked into.
type frame struct {
	args []ssa.Value
	to   *ssa.Function
	up   *frame
}

// Following stops at these numbers; what is beyond is unknown. They are far
// above what code by hand needs: they bound generated code.
const (
	maxUps     = 6
	maxOrigins = 64
	maxSteps   = 2000
)

// tracer follows one value backwards.
type tracer struct {
	m     *model
	seen  map[traceKey]bool
	out   []origin
	steps int
	noUps bool // do not go to callers
}

type traceKey struct {
	v     ssa.Value
	elems int
	down  *frame
	ups   int
	last  *call
}

// origins returns where v can come from. The address of a variable and its
// contents are told apart by the type of v, not here.
func (m *model) origins(v ssa.Value) []origin {
	if o, ok := m.memos.origins[v]; ok {
		return o
	}
	t := &tracer{m: m, seen: make(map[traceKey]bool)}
	t.trace(v, 0, nil, nil)
	m.memos.origins[v] = t.out
	return t.out
}

// localOrigins is origins without following parameters to the callers.
func (m *model) localOrigins(v ssa.Value) []origin {
	t := &tracer{m: m, seen: make(map[traceKey]bool), noUps: true}
	t.trace(v, 0, nil, nil)
	return t.out
}

func (t *tracer) emit(o origin) {
	if len(t.out) < maxOrigins {
		t.out = append(t.out, o)
	}
}

// trace follows v; elems counts the steps from a container to what the
// question is about.
func (t *tracer) trace(v ssa.Value, elems int, down *frame, ups []*call) {
	if v == nil {
		t.emit(origin{kind: fromUnknown, ups: ups})
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
	if t.steps++; t.steps > maxSteps || elems > 4 {
		t.emit(origin{kind: fromUnknown, at: v, ups: ups})
		return
	}
	switch v := v.(type) {
	case *ssa.Const:
		kind := fromConst
		if v.IsNil() {
			kind = fromNil
		}
		t.emit(origin{kind: kind, at: v, ups: ups})
	case *ssa.Global:
		t.slot(varOf(v), nil, v, elems, down, ups)
	case *ssa.FieldAddr:
		t.slot(fieldOf(v.X.Type(), v.Field), v.X, v, elems, down, ups)
	case *ssa.Field:
		t.slot(fieldOf(v.X.Type(), v.Field), v.X, v, elems, down, ups)
	case *ssa.IndexAddr:
		t.trace(v.X, elems+1, down, ups)
	case *ssa.Index:
		t.trace(v.X, elems+1, down, ups)
	case *ssa.Lookup:
		t.trace(v.X, elems+1, down, ups)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			t.emit(origin{kind: fromUnknown, at: v, ups: ups})
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
		t.emit(origin{kind: fromFresh, at: v, ups: ups})
	case *ssa.Alloc:
		t.alloc(v, elems, down, ups)
	case *ssa.FreeVar:
		for _, b := range t.m.bindings(v) {
			t.trace(b, elems, down, ups)
		}
	case *ssa.Parameter:
		t.param(v, elems, down, ups)
	case *ssa.Call:
		t.call(v, 0, elems, down, ups)
	default:
		t.emit(origin{kind: fromUnknown, at: v, ups: ups})
	}
}

func (t *tracer) slot(v *types.Var, base, at ssa.Value, elems int, down *frame, ups []*call) {
	if v == nil {
		t.emit(origin{kind: fromUnknown, at: at, ups: ups})
		return
	}
	t.emit(origin{kind: fromSlot, slot: v, elems: elems, base: base, at: at, down: down, ups: ups})
}

// load follows the contents of a variable: what is assigned to a local one,
// or the field or package variable itself.
func (t *tracer) load(v *ssa.UnOp, elems int, down *frame, ups []*call) {
	switch addr := v.X.(type) {
	case *ssa.Alloc:
		stores := t.m.localStores(addr)
		if len(stores) == 0 {
			t.emit(origin{kind: fromFresh, at: addr, ups: ups})
		}
		for _, val := range stores {
			t.trace(val, elems, down, ups)
		}
	case *ssa.FreeVar:
		for _, b := range t.m.bindings(addr) {
			if alloc, ok := b.(*ssa.Alloc); ok {
				for _, val := range t.m.localStores(alloc) {
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
func (t *tracer) alloc(v *ssa.Alloc, elems int, down *frame, ups []*call) {
	copied := false
	if _, ok := v.Type().(*types.Pointer).Elem().Underlying().(*types.Struct); ok {
		for _, val := range t.m.localStores(v) {
			if _, ok := val.(*ssa.Const); !ok {
				copied = true
				t.trace(val, elems, down, ups)
			}
		}
	}
	if elems > 0 { // an array, or the array below a slice literal
		for _, val := range elementStores(v) {
			copied = true
			t.trace(val, elems-1, down, ups)
		}
	}
	if !copied {
		t.emit(origin{kind: fromFresh, at: v, down: down, ups: ups})
	}
}

// elementStores returns what is assigned to the elements of a local array.
func elementStores(v *ssa.Alloc) []ssa.Value {
	var out []ssa.Value
	for _, ref := range *v.Referrers() {
		if ia, ok := ref.(*ssa.IndexAddr); ok && ia.X == v {
			for _, r := range *ia.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == ia {
					out = append(out, st.Val)
				}
			}
		}
	}
	return out
}

func (t *tracer) extract(v *ssa.Extract, elems int, down *frame, ups []*call) {
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
	t.emit(origin{kind: fromUnknown, at: v, down: down, ups: ups})
}

// param follows a parameter to the arguments: of the call that is being
// looked into, or of all callers.
func (t *tracer) param(v *ssa.Parameter, elems int, down *frame, ups []*call) {
	fn := v.Parent()
	i := paramIndex(v)
	if down != nil && down.to == fn {
		if i < len(down.args) {
			t.trace(down.args[i], elems, down.up, ups)
		}
		return
	}
	outside := t.m.callableOutside(fn) || len(t.m.callers[fn]) == 0
	if t.noUps || len(ups) >= maxUps {
		t.emit(origin{kind: fromParam, at: v, ups: ups})
		return
	}
	for _, c := range t.m.callers[fn] {
		if i >= len(c.args) || c.args[i] == nil {
			outside = true
			continue
		}
		t.trace(c.args[i], elems, nil, append(ups[:len(ups):len(ups)], c))
	}
	if outside {
		t.emit(origin{kind: fromParam, at: v, ups: ups})
	}
}

// call follows result i of a call into the callee.
func (t *tracer) call(v *ssa.Call, i, elems int, down *frame, ups []*call) {
	if b, ok := v.Call.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			for _, a := range v.Call.Args {
				t.trace(a, elems, down, ups)
			}
			return
		}
		t.emit(origin{kind: fromUnknown, at: v, ups: ups})
		return
	}
	depth := 0
	for f := down; f != nil; f = f.up {
		depth++
	}
	followed := false
	for _, c := range t.m.callees[v] {
		if c.mode != plain || depth >= 4 || !resultOf(v, c) {
			continue
		}
		results := returnsOf(c.to, i)
		for _, r := range results {
			followed = true
			t.trace(r, elems, &frame{args: c.args, to: c.to, up: down}, ups)
		}
	}
	if followed {
		return
	}
	kind := fromUnknown
	switch callee := v.Call.StaticCallee(); {
	case callee == nil:
	default:
		obj, _ := callee.Object().(*types.Func)
		switch effectOf(obj) {
		case copies, clones:
			kind = fromCopy
		}
	}
	t.emit(origin{kind: kind, at: v, down: down, ups: ups})
}

// resultOf reports whether c runs the function whose result v is, and not
// one that was only given to it.
func resultOf(v *ssa.Call, c *call) bool {
	return types.Identical(v.Call.Signature().Results(), c.to.Signature.Results()) ||
		v.Call.Signature().Results().Len() == c.to.Signature.Results().Len()
}
