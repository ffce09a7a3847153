package mapuse

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Source is where the keys of an insert come from.
type Source struct {
	// Traffic is set when calls, messages or packets bring the keys one by
	// one: a parameter of a function that others call, a channel, the result
	// of another package's function.
	Traffic bool
	// Given is set when the keys come from the elements of a collection that
	// a loop goes through.
	Given bool
	// Listed is set when a caller gives a list of the keys themselves, as in
	// Lock(ids ...ID): that is traffic too.
	Listed bool
	// Why and Pos tell what decided.
	Why string
	Pos token.Pos
}

// KeySource returns where the keys of an insert come from.
func (h *Holder) KeySource(op *Op) Source {
	w := &keyWalk{m: h.m, seen: make(map[keyStep]bool)}
	if op.key == nil {
		w.src.Given, w.src.Why, w.src.Pos = true, "copied from another map", op.Pos
		return w.src
	}
	w.walk(op.key, keyPath{whole: true})
	return w.src
}

// A keyPath tells how the walk came to a value.
type keyPath struct {
	ups   int  // calls gone up
	given bool // the value is a collection that a loop goes through, or lies in one
	whole bool // the value is the key itself, not what it is computed from
}

type keyStep struct {
	v     ssa.Value
	given bool
}

type keyWalk struct {
	m    *model
	seen map[keyStep]bool
	src  Source
}

// traffic notes that keys come from outside. A message brings keys also when
// it brings many; a collection that a caller gives may be a configuration.
func (w *keyWalk) traffic(p keyPath, why string, pos token.Pos) {
	if p.given && !strings.HasPrefix(why, "received ") && !strings.HasPrefix(why, "decoded ") {
		w.src.Given = true
	} else if !w.src.Traffic {
		w.src.Traffic, w.src.Why, w.src.Pos = true, why, pos
	}
}

// maxKeySteps bounds the walk; generated code can have long chains.
const maxKeySteps = 500

func (w *keyWalk) walk(v ssa.Value, p keyPath) {
	step := keyStep{v, p.given}
	if v == nil || w.seen[step] || len(w.seen) > maxKeySteps {
		return
	}
	w.seen[step] = true
	part := p
	part.whole = false
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Builtin, *ssa.Global:
	case *ssa.Parameter:
		w.param(v, p)
	case *ssa.FreeVar:
		for _, b := range w.m.bindings(v) {
			w.walk(b, p)
		}
	case *ssa.Alloc:
		for _, s := range w.m.localStores(v) {
			w.walk(s, p)
		}
		w.parts(v, part)
	case *ssa.MakeSlice:
		w.filled(v, part)
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Next:
			part.given = true
			w.src.Given = true
			if r, ok := t.Iter.(*ssa.Range); ok {
				w.walk(r.X, part)
			}
			return
		case *ssa.Select:
			w.traffic(p, "received from a channel", t.Pos())
			return
		}
		w.walk(v.Tuple, part)
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			w.traffic(p, "received from a channel", v.Pos())
			return
		}
		w.walk(v.X, p)
	case *ssa.FieldAddr:
		w.walk(v.X, part)
	case *ssa.IndexAddr:
		if _, list := v.X.(*ssa.Parameter); isLoopCounter(v.Index) {
			if list && p.whole {
				w.src.Listed = true
			} else {
				part.given = true
				w.src.Given = true
			}
		}
		w.walk(v.X, part)
	case *ssa.Call:
		w.call(v, part)
	case ssa.Instruction:
		for _, op := range v.Operands(nil) {
			if *op != nil {
				w.walk(*op, part)
			}
		}
	}
}

// filled notes when another function fills a buffer.
func (w *keyWalk) filled(buf ssa.Value, p keyPath) {
	for _, ref := range *buf.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Call:
			if isDecode(&ref.Call) {
				w.traffic(p, "read by "+calleeName(&ref.Call), ref.Pos())
			}
		case *ssa.Slice:
			w.filled(ref, p)
		}
	}
}

// parts follows what is stored in the parts of a local variable, and notes
// when another function fills it.
func (w *keyWalk) parts(v *ssa.Alloc, p keyPath) {
	decoded := func(c *ssa.CallCommon, pos token.Pos) {
		if isDecode(c) {
			w.traffic(p, "decoded from a message", pos)
		}
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Slice:
			w.filled(ref, p)
		case *ssa.FieldAddr, *ssa.IndexAddr:
			for _, r := range *ref.(ssa.Value).Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == ref.(ssa.Value) {
					w.walk(st.Val, p)
				}
			}
		case *ssa.Call:
			decoded(&ref.Call, ref.Pos())
		case *ssa.MakeInterface:
			for _, r := range *ref.Referrers() {
				if c, ok := r.(*ssa.Call); ok {
					decoded(&c.Call, c.Pos())
				}
			}
		}
	}
}

// param follows a parameter to the callers. The receiver of the owner's own
// method is the program's state, not traffic.
func (w *keyWalk) param(v *ssa.Parameter, p keyPath) {
	fn, i := v.Parent(), paramIndex(v)
	if n := namedOf(v.Type()); fn.Signature.Recv() != nil && i == 0 && n != nil && hasMap(n) {
		return
	}
	brought := func() { w.traffic(p, "given to "+declared(fn).Name(), v.Pos()) }
	if w.m.callableOutside(fn) || len(w.m.callers[fn]) == 0 {
		brought()
	}
	if p.ups++; p.ups > maxUps {
		return
	}
	for _, c := range w.m.callers[fn] {
		if i < len(c.args) && c.args[i] != nil {
			w.walk(c.args[i], p)
		} else {
			brought()
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

// call follows the receiver and the arguments of a call that computes a key.
// One without any is a source of keys itself.
func (w *keyWalk) call(c *ssa.Call, p keyPath) {
	if isDecode(&c.Call) && len(w.m.callees[c]) == 0 {
		w.traffic(p, "read by "+calleeName(&c.Call), c.Pos())
	}
	if c.Call.IsInvoke() {
		w.walk(c.Call.Value, p)
	}
	for _, a := range c.Call.Args {
		w.walk(a, p)
	}
	if len(c.Call.Args) == 0 && !c.Call.IsInvoke() && len(w.m.callees[c]) == 0 {
		w.traffic(p, "made by "+calleeName(&c.Call), c.Pos())
	}
}

func isDecode(c *ssa.CallCommon) bool {
	name := calleeName(c)
	if strings.HasSuffix(name, "Dir") || strings.HasSuffix(name, "File") {
		return false
	}
	for _, verb := range []string{"Unmarshal", "Decode", "Read", "Recv", "Receive", "Accept", "Scan", "Fetch", "Poll", "Consume"} {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return name == "Text" || name == "Bytes" || name == "Next" // bufio.Scanner, iterators
}
