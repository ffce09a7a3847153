package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Source is where the keys of an insert come from.
type Source struct {
	// Traffic is set when calls, messages or packets bring the keys: a
	// parameter of a function that others call, a channel, the result of
	// another package's function.
	Traffic bool
	// Given is set when the keys are the elements of a collection that a
	// loop goes through.
	Given bool
	// Listed is set when that collection is a list of keys that a caller
	// gives, as in Lock(ids ...ID).
	Listed bool
	// Own is set when the program makes the keys up itself: a counter.
	Own bool
	// Why and Pos tell what decided.
	Why string
	Pos token.Pos
}

// KeySource returns where the keys of an insert come from.
func (h *Holder) KeySource(op *Op) Source {
	w := &keyWalk{m: h.m, seen: make(map[ssa.Value]bool)}
	if op.key == nil {
		w.src.Given, w.src.Why, w.src.Pos = true, "copied from another map", op.Pos
		return w.src
	}
	w.walk(op.key, 0)
	w.src.Listed = w.src.Traffic && h.m.listed(op.key, 0)
	return w.src
}

// listed reports whether the key is itself an element of a slice that a
// parameter gives.
func (m *model) listed(key ssa.Value, ups int) bool {
	if p, ok := key.(*ssa.Parameter); ok && ups < 4 {
		i := paramIndex(p)
		for _, c := range m.callers[p.Parent()] {
			if i >= len(c.args) || c.args[i] == nil || !m.listed(c.args[i], ups+1) {
				return false
			}
		}
		return len(m.callers[p.Parent()]) > 0
	}
	load, ok := key.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	elem, ok := load.X.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	_, ok = elem.X.(*ssa.Parameter)
	return ok
}

type keyWalk struct {
	m     *model
	seen  map[ssa.Value]bool
	src   Source
	steps int
}

func (w *keyWalk) traffic(why string, pos token.Pos) {
	if !w.src.Traffic {
		w.src.Traffic, w.src.Why, w.src.Pos = true, why, pos
	}
}

func (w *keyWalk) walk(v ssa.Value, ups int) {
	if v == nil || w.seen[v] {
		return
	}
	w.seen[v] = true
	if w.steps++; w.steps > 500 {
		return
	}
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Builtin:
	case *ssa.Global:
		w.src.Own = true
	case *ssa.Parameter:
		w.param(v, ups)
	case *ssa.FreeVar:
		for _, b := range w.m.bindings(v) {
			w.walk(b, ups)
		}
	case *ssa.Alloc:
		for _, s := range w.m.localStores(v) {
			w.walk(s, ups)
		}
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.FieldAddr, *ssa.IndexAddr:
				for _, r := range *ref.(ssa.Value).Referrers() {
					if st, ok := r.(*ssa.Store); ok && st.Addr == ref.(ssa.Value) {
						w.walk(st.Val, ups)
					}
				}
			case *ssa.Call: // filled by a function that gets its address
				if isDecode(&ref.Call) {
					w.traffic("decoded from a message", ref.Pos())
				}
			case *ssa.MakeInterface:
				for _, r := range *ref.Referrers() {
					if c, ok := r.(*ssa.Call); ok && isDecode(&c.Call) {
						w.traffic("decoded from a message", c.Pos())
					}
				}
			}
		}
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Next:
			w.src.Given = true
			if r, ok := t.Iter.(*ssa.Range); ok {
				w.walk(r.X, ups)
			}
			return
		case *ssa.Select:
			w.traffic("received from a channel", t.Pos())
			return
		case *ssa.UnOp:
			w.walk(t, ups)
			return
		}
		w.operands(v.Tuple.(ssa.Instruction), ups)
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			w.traffic("received from a channel", v.Pos())
			return
		}
		w.walk(v.X, ups)
	case *ssa.FieldAddr:
		w.walk(v.X, ups)
	case *ssa.IndexAddr:
		if isLoopCounter(v.Index) {
			w.src.Given = true
		}
		w.walk(v.X, ups)
	case *ssa.Call:
		w.call(v, ups)
	case ssa.Instruction:
		w.operands(v, ups)
	}
}

func (w *keyWalk) operands(instr ssa.Instruction, ups int) {
	if c, ok := instr.(*ssa.Call); ok {
		w.call(c, ups)
		return
	}
	for _, op := range instr.Operands(nil) {
		if *op != nil {
			w.walk(*op, ups)
		}
	}
}

// param follows a parameter to the callers. The receiver of the owner's own
// method is the program's state, not traffic.
func (w *keyWalk) param(p *ssa.Parameter, ups int) {
	fn := p.Parent()
	if fn.Signature.Recv() != nil && paramIndex(p) == 0 && namedOf(p.Type()) != nil && hasMap(namedOf(p.Type())) {
		w.src.Own = true
		return
	}
	if w.m.callableOutside(fn) || len(w.m.callers[fn]) == 0 {
		w.traffic("given to "+declared(fn).Name(), p.Pos())
		return
	}
	if ups > 6 {
		return
	}
	for _, c := range w.m.callers[fn] {
		if i := paramIndex(p); i < len(c.args) && c.args[i] != nil {
			w.walk(c.args[i], ups+1)
		} else {
			w.traffic("given to "+declared(fn).Name(), p.Pos())
		}
	}
}

// hasMap reports whether a struct type has a map field: such a receiver is
// the keeper of state rather than a message.
func hasMap(n *types.Named) bool {
	s, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range s.NumFields() {
		if mapOf(s.Field(i).Type()) != nil {
			return true
		}
	}
	return false
}

func (w *keyWalk) call(c *ssa.Call, ups int) {
	followed := false
	for _, target := range w.m.callees[c] {
		if target.mode == plain && resultOf(c, target) {
			followed = true
		}
	}
	before := w.src
	if c.Call.IsInvoke() {
		w.walk(c.Call.Value, ups)
	}
	for _, a := range c.Call.Args {
		w.walk(a, ups)
	}
	if followed || w.src != before || len(c.Call.Args) > 0 || c.Call.IsInvoke() {
		return
	}
	w.traffic("made by "+calleeName(&c.Call), c.Pos())
}

func isDecode(c *ssa.CallCommon) bool {
	switch calleeName(c) {
	case "Unmarshal", "Decode", "DecodeBytes", "Scan", "Read", "ReadFull", "UnmarshalBinary", "ReadMsg", "RecvMsg":
		return true
	}
	return false
}
