package mapmodel

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// A depSet is what a value depends on in its function: parameters and
// captured variables.
type depSet struct {
	params map[int]bool
	free   map[*ssa.FreeVar]bool
	other  bool // something else as well: a load, a call
}

// deps returns the parameters of fn that decide v, with the calls of down
// looked through. Pointers that many owners share (a connection's pointer to
// its server) do not depend on whose they are.
func (m *model) deps(v ssa.Value, down *flow.Frame, fn *ssa.Function) *depSet {
	d := &depSet{params: make(map[int]bool), free: make(map[*ssa.FreeVar]bool)}
	seen := make(map[ssa.Value]bool)
	var walk func(v ssa.Value, down *flow.Frame)
	walk = func(v ssa.Value, down *flow.Frame) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Parameter:
			if down != nil && down.To == v.Parent() {
				if i := flow.ParamIndex(v); i < len(down.Args) {
					walk(down.Args[i], down.Up)
				}
				return
			}
			if v.Parent() == fn {
				d.params[flow.ParamIndex(v)] = true
			}
		case *ssa.FreeVar:
			d.free[v] = true
		case *ssa.UnOp:
			if fa, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL && m.invariant(flow.FieldOf(fa.X.Type(), fa.Field)) {
				return
			}
			walk(v.X, down)
		case *ssa.Alloc:
			for _, s := range m.LocalStores(v) {
				walk(s, down)
			}
		case ssa.Instruction:
			if _, ok := v.(*ssa.Call); ok {
				d.other = true
			}
			for _, op := range v.Operands(nil) {
				if *op != nil {
					walk(*op, down)
				}
			}
		}
	}
	walk(v, down)
	return d
}

// depsVary reports whether a parameter of the set gets another value in each
// round of the caller's loop.
func (m *model) depsVary(d *depSet, up *flow.Call, l *flow.Loop, calls bool) bool {
	for i := range d.params {
		if i >= len(up.Args) || up.Args[i] == nil || m.varies(up.Args[i], l, calls) {
			return true
		}
	}
	for fv := range d.free {
		for _, b := range m.Bindings(fv) {
			if m.varies(b, l, calls) {
				return true
			}
		}
	}
	return false
}

// depsAbove carries the set over to the caller.
func (m *model) depsAbove(d *depSet, up *flow.Call) *depSet {
	above := &depSet{params: make(map[int]bool), free: make(map[*ssa.FreeVar]bool)}
	add := func(v ssa.Value) {
		more := m.deps(v, nil, up.In)
		for i := range more.params {
			above.params[i] = true
		}
		for f := range more.free {
			above.free[f] = true
		}
	}
	for i := range d.params {
		if i < len(up.Args) {
			add(up.Args[i])
		}
	}
	for fv := range d.free {
		for _, b := range m.Bindings(fv) {
			if b.Parent() == up.In {
				add(b)
			}
		}
	}
	return above
}

// keyDeps returns the one parameter that the key of a removal is, or nil
// when the key comes from elsewhere and can be another one each time.
func keyDeps(key ssa.Value, fn *ssa.Function) *depSet {
	switch key := key.(type) {
	case *ssa.Parameter:
		if key.Parent() == fn {
			return &depSet{params: map[int]bool{flow.ParamIndex(key): true}}
		}
	case *ssa.Const:
		return &depSet{}
	}
	return nil
}

func keyAbove(d *depSet, up *flow.Call) *depSet {
	if d == nil {
		return nil
	}
	for i := range d.params {
		if i < len(up.Args) && up.Args[i] != nil {
			return keyDeps(up.Args[i], up.In)
		}
		return nil
	}
	return d
}

// argFor returns what the key is called in the caller, or nil when it can be
// any.
func argFor(key ssa.Value, fn *ssa.Function, up *flow.Call) ssa.Value {
	switch key := key.(type) {
	case *ssa.Parameter:
		if i := flow.ParamIndex(key); key.Parent() == fn && i >= 0 && i < len(up.Args) {
			return up.Args[i]
		}
	case *ssa.Const:
		return key
	}
	return nil
}

type varyKey struct {
	v     ssa.Value
	l     *flow.Loop
	calls bool
}

func (m *model) computeVaries(v ssa.Value, l *flow.Loop, calls bool) bool {
	instr, ok := v.(ssa.Instruction)
	if !ok || v.Parent() != l.Fn {
		return false
	}
	if alloc, ok := v.(*ssa.Alloc); ok && !l.Has(alloc.Block()) {
		return m.reassignedIn(alloc, l, calls)
	}
	if !l.Has(instr.Block()) {
		return false
	}
	switch v := v.(type) {
	case *ssa.Phi:
		if in := m.LoopsOf(l.Fn)[v.Block()]; !calls && in != nil && in != l && in.Header == v.Block() {
			return !m.sameRounds(v, in, l)
		}
		return true
	case *ssa.Next:
		if r, ok := v.Iter.(*ssa.Range); ok && !calls {
			if in := m.LoopsOf(l.Fn)[v.Block()]; in != nil && in != l && l.Has(r.Block()) {
				return m.varies(r.X, l, calls)
			}
		}
		return true
	case *ssa.Select, *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		return true
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			return true
		}
		if v.Op == token.MUL && m.movedIn(flow.VarOf(v.X), l, calls) {
			return true
		}
		if fa, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL && m.invariant(flow.FieldOf(fa.X.Type(), fa.Field)) {
			return false
		}
		return m.varies(v.X, l, calls)
	case *ssa.Call:
		if calls {
			return true
		}
		for _, a := range v.Call.Args {
			if m.varies(a, l, calls) {
				return true
			}
		}
		return m.varies(v.Call.Value, l, calls)
	}
	for _, op := range instr.Operands(nil) {
		if *op != nil && m.varies(*op, l, calls) {
			return true
		}
	}
	return false
}

// movedIn reports whether a field or package variable is assigned in the
// loop; for keys, also whether it is assigned elsewhere in the normal course.
func (m *model) movedIn(slot *types.Var, l *flow.Loop, calls bool) bool {
	for _, st := range m.Stores[slot] {
		if st.Parent() == l.Fn && l.Has(st.Block()) {
			return true
		}
	}
	if !calls || slot == nil {
		return false
	}
	_, moved := m.givenUp(slotKey{slot, 0})
	return moved
}

// reassignedIn reports whether a local variable is given varying values in
// the loop.
func (m *model) reassignedIn(alloc *ssa.Alloc, l *flow.Loop, calls bool) bool {
	for _, ref := range *alloc.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Addr == alloc && l.Has(st.Block()) && m.varies(st.Val, l, calls) {
			return true
		}
	}
	return false
}

// variesAt is varies for a value that may stand in a callee that down leads
// to.
func (m *model) variesAt(v ssa.Value, down *flow.Frame, l *flow.Loop) bool {
	if v.Parent() == l.Fn || down == nil {
		return m.varies(v, l, false)
	}
	d := m.deps(v, down, l.Fn)
	for i := range d.params {
		if m.varies(l.Fn.Params[i], l, false) {
			return true
		}
	}
	for f := down; f != nil; f = f.Up {
		for _, a := range f.Args {
			if a != nil && a.Parent() == l.Fn && m.varies(a, l, false) {
				return true
			}
		}
	}
	return false
}

// invariant reports whether a field is a pointer that many structs have in
// common, so that whose it is does not matter. The parent of a node is one
// more node of the same kind, another one at each level.
func (m *model) invariant(f *types.Var) bool {
	if !m.sharedPointer(f) {
		return false
	}
	n := flow.NamedOf(f.Type())
	return n == nil || n.Obj() != m.ownerOf(f)
}

func (m *model) computeShared(f *types.Var) bool {
	r := false
	for _, st := range m.Stores[f] {
		fresh := true
		for _, o := range m.Sources(st.Val) {
			fresh = fresh && o.Kind == flow.FromFresh
			switch o.Kind {
			case flow.FromParam:
				r = true
			case flow.FromVar: // but not what moves between two fields of a struct
				r = r || o.Var == f || !o.Var.IsField() || m.ownerOf(o.Var) != m.ownerOf(f)
			}
		}
		if fa, ok := st.Addr.(*ssa.FieldAddr); ok && fresh {
			if k, _ := m.classify(slotKey{f, 0}, flow.Source{Kind: flow.FromVar, Var: f, Base: fa.X, At: fa}, st, st.Val); k == Replace {
				r = false // one of its own, that it makes anew
				break
			}
		}
	}
	return r
}

// sameRounds reports whether the counter of an inner loop takes the same values
// in each round of an outer loop: both together go through the same owners.
func (m *model) sameRounds(counter *ssa.Phi, inner, outer *flow.Loop) bool {
	for i, e := range counter.Edges {
		if !inner.Has(counter.Block().Preds[i]) {
			if m.varies(e, outer, false) {
				return false
			}
			continue
		}
		if step, ok := e.(*ssa.BinOp); !ok || step.X != counter {
			return false
		}
	}
	return true
}
