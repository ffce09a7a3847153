package mapmodel

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// An access is one way from a root to the owner of a holder: the slots that
// are gone through, the owner's own first.
type access []slotKey

const (
	maxAccesses = 24
	maxDepth    = 5
)

// accesses returns the ways in which an operation reaches its holder.
func (m *model) accesses(op *Op) []access {
	if op.accesses == nil {
		op.accesses = m.findAccesses(op.origin)
	}
	return op.accesses
}

func (m *model) findAccesses(o flow.Source) []access {
	var out []access
	var made bool // by the way of an owner that is just being made
	var walk func(o flow.Source, sofar access)
	walk = func(o flow.Source, sofar access) {
		if len(out) >= maxAccesses {
			return
		}
		if o.Elems > 0 { // the container whose element is meant
			sofar = append(sofar[:len(sofar):len(sofar)], slotKey{o.Var, o.Elems})
		}
		bases := m.Owners(o)
		if len(bases) == 0 || len(sofar) >= maxDepth {
			out = append(out, sofar)
			return
		}
		for _, b := range bases {
			if b.Kind == flow.FromFresh && len(sofar) == 0 {
				made = true // it says nothing of where it goes
				continue
			}
			if b.Kind != flow.FromVar || b.Var == o.Var || m.sharedPointer(b.Var) {
				out = append(out, sofar)
				continue
			}
			next := sofar
			if b.Elems == 0 {
				next = append(sofar[:len(sofar):len(sofar)], slotKey{b.Var, 0})
			}
			walk(b, next)
		}
	}
	walk(o, nil)
	if len(out) == 0 && made {
		out = append(out, nil)
	}
	return out
}

// findGivenUp returns where a slot is given up, but for what the functions do
// on demand.
func (m *model) findGivenUp(s slotKey) token.Pos {
	if s.elems > 0 {
		if h := m.holder(s.v, s.elems-1); h != nil {
			for _, op := range h.Ops {
				if op.Support {
					continue
				}
				switch op.Kind {
				case Remove, Empty:
					if !m.onWayOut(op.Fn, op.origin) {
						return op.Pos
					}
				case Replace:
					if h.InCourse(op, slices.DeleteFunc(slices.Clone(h.Ops), func(x *Op) bool { return x == op || x.Kind == Read || x.Kind == Replace || x.Kind == Initialize })) {
						return op.Pos
					}
				}
			}
			return token.NoPos
		}
		s.elems = 0
	}
	for _, st := range m.Stores[s.v] {
		if m.support[flow.Declared(st.Parent())] || m.onDemand(st) {
			continue
		}
		for _, o := range m.Sources(st.Addr) {
			if o.Kind != flow.FromVar || o.Var != s.v || grows(st.Val) {
				continue
			}
			if kind, _ := m.classify(slotKey{s.v, 0}, o, st, st.Val); kind == Replace {
				return st.Pos()
			}
		}
	}
	return token.NoPos
}

// cuts reports whether a value leaves out elements of the slice that v holds:
// it is a part of it, or an append to a part.
func cuts(part ssa.Value, v *types.Var) bool {
	if call, ok := part.(*ssa.Call); ok && flow.IsBuiltin(&call.Call) {
		part = call.Call.Args[0]
	}
	cut, ok := part.(*ssa.Slice)
	return ok && flow.LoadedVar(cut.X) == v
}

// grows reports whether a stored slice is an append to what was there.
func grows(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	if !ok || b.Name() != "append" {
		return false
	}
	_, cut := call.Call.Args[0].(*ssa.Slice)
	return !cut
}

// Released reports whether, on every way in which op reaches its holder, the
// program lets go of the map in its normal course: it gives up what the
// owner lies in, or one of the replacements stores another map. A
// replacement excuses only the way it is made on. The position is where that
// happens; replaced tells that it was a replacement.
func (h *Holder) Released(op *Op, replacements []*Op) (pos token.Pos, replaced, ok bool) {
ways:
	for _, a := range h.m.accesses(op) {
		for _, s := range a {
			at, ok := h.m.givenUp(s)
			if !ok {
				at, ok = h.m.droppedWith(s, op)
			}
			if ok {
				pos, replaced = at, false
				continue ways
			}
		}
		for _, r := range replacements {
			if h.m.onWay(r, a) {
				pos, replaced = r.Pos, true
				continue ways
			}
		}
		return token.NoPos, false, false
	}
	return pos, replaced, pos.IsValid()
}

// onWay reports whether an operation reaches the holder by the way a, as far
// as that can be told.
func (m *model) onWay(op *Op, a access) bool {
	for _, b := range m.accesses(op) {
		if samePath(a, b) {
			return true
		}
	}
	return false
}

// OnWay reports whether two operations can be on the same map.
func (h *Holder) OnWay(a, b *Op) bool {
	for _, way := range h.m.accesses(b) {
		if h.m.onWay(a, way) {
			return true
		}
	}
	return false
}

// samePath reports whether two accesses can be the same: neither goes
// through a variable where the other goes through another one.
func samePath(a, b access) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Initial reports whether op happens only while its owner or the package is
// being made.
func (h *Holder) Initial(op *Op) bool {
	return h.m.OnlyFrom(op.Fn, flow.IsPackageInit) || !h.m.off("sync.Once") && h.m.UnderOnce(op.Fn) || h.m.freshOwner(op.origin, op.instr)
}

// ConstantKey reports whether the key of an insert or removal is a constant
// of the source.
func (op *Op) ConstantKey() bool {
	if op.key == nil {
		return false
	}
	_, ok := op.key.(*ssa.Const)
	return ok
}
