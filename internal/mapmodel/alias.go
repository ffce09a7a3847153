package mapmodel

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// Shared reports whether something besides the holder may have its map, so
// that a map stored instead would not reach everybody: the map came from
// elsewhere, or its value goes somewhere that outlives the statement. why is
// a clause about the map.
func (h *Holder) Shared() (pos token.Pos, why string, ok bool) {
	w := &spread{m: h.m, h: h, seen: make(map[ssa.Value]bool)}
	for _, op := range h.Ops {
		if op.Kind != Initialize && op.Kind != Replace {
			continue
		}
		val := storedMap(op.instr)
		if val == nil {
			continue // a whole struct: its map is seen where it is read
		}
		for _, o := range h.m.Sources(val) {
			switch {
			case o.Kind == flow.FromNil, o.Kind == flow.FromVar && o.Var == h.Var && o.Elems == h.Elems:
			case o.Kind == flow.FromFresh, o.Kind == flow.FromCopy:
				if w.leaves(o.At) {
					return w.pos, w.why, true
				}
			default:
				return op.Pos, "the map comes from elsewhere", true
			}
		}
	}
	if slices.ContainsFunc(h.loads(), w.leaves) {
		return w.pos, w.why, true
	}
	for _, v := range h.m.memos.structs {
		if h.copiesOwner(v) && w.leaves(v) {
			return w.pos, w.why, true
		}
	}
	return token.NoPos, "", false
}

func storedMap(instr ssa.Instruction) ssa.Value {
	switch instr := instr.(type) {
	case *ssa.Store:
		if mapOf(instr.Val.Type()) != nil {
			return instr.Val
		}
	case *ssa.MapUpdate:
		return instr.Value
	}
	return nil
}

// loads returns the instructions that read the holder's map, in the order of
// the source.
func (h *Holder) loads() []ssa.Value {
	m := h.m
	if m.memos.loads == nil {
		m.memos.loads = make(map[slotKey][]ssa.Value)
		for _, fn := range m.Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					if v, ok := instr.(ssa.Value); ok {
						m.noteLoad(v)
					}
				}
			}
		}
	}
	return m.memos.loads[slotKey{h.Var, h.Elems}]
}

// noteLoad notes an instruction that reads a map, or a struct as a whole.
func (m *model) noteLoad(v ssa.Value) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if _, local := v.X.(*ssa.Alloc); v.Op != token.MUL || local && mapOf(v.Type()) != nil {
			return
		}
		if _, ok := v.Type().Underlying().(*types.Struct); ok {
			m.memos.structs = append(m.memos.structs, v)
			return
		}
	case *ssa.Field, *ssa.Index, *ssa.Lookup, *ssa.Extract, *ssa.Call:
	default:
		return
	}
	if mapOf(v.Type()) == nil {
		return
	}
	seen := make(map[slotKey]bool)
	for _, o := range m.LocalSources(v) {
		if key := (slotKey{o.Var, o.Elems}); o.Kind == flow.FromVar && !seen[key] {
			seen[key] = true
			m.memos.loads[key] = append(m.memos.loads[key], v)
		}
	}
}

// copiesOwner reports whether v reads a whole struct that has the holder.
func (h *Holder) copiesOwner(load *ssa.UnOp) bool {
	if a, ok := load.X.(*ssa.Alloc); h.Elems > 0 || ok && a.Comment == "complit" {
		return false
	}
	var fields []*types.Var
	mapFields(load.Type(), &fields, 0)
	return slices.Contains(fields, h.Var)
}

// spread follows a map, or a struct that has it, forwards to the first place
// that keeps it.
type spread struct {
	m    *model
	h    *Holder
	seen map[ssa.Value]bool
	pos  token.Pos
	why  string
}

func (w *spread) at(instr ssa.Instruction, why string) bool {
	w.pos, w.why = instr.Pos(), why
	return true
}

func (w *spread) leaves(v ssa.Value) bool {
	if v == nil || w.seen[v] || v.Referrers() == nil {
		return false
	}
	w.seen[v] = true
	if len(w.seen) > flow.MaxSteps {
		w.pos, w.why = v.Pos(), "the map is used in more places than were followed"
		return true
	}
	for _, ref := range *v.Referrers() {
		if w.use(v, ref) {
			return true
		}
	}
	return false
}

func (w *spread) use(v ssa.Value, ref ssa.Instruction) bool {
	switch ref := ref.(type) {
	case *ssa.Store:
		if ref.Val != v {
			return false
		}
		if a, ok := ref.Addr.(*ssa.Alloc); ok {
			return w.leaves(a)
		}
		if ia, ok := ref.Addr.(*ssa.IndexAddr); ok && w.h.Elems == 0 {
			if _, list := ia.X.(*ssa.Alloc); list {
				return w.at(ref, "the map is also put into a list")
			}
		}
		return !w.own(ref.Addr, 0) && w.at(ref, "the map is also stored elsewhere")
	case *ssa.MapUpdate:
		return ref.Value == v && !w.own(ref.Map, 1) && w.at(ref, "the map is also stored elsewhere")
	case *ssa.UnOp:
		return ref.Op == token.MUL && w.leaves(ref)
	case *ssa.Field:
		return mapOf(ref.Type()) != nil && w.m.isHolder(w.h, ref) && w.leaves(ref)
	case *ssa.Send:
		return ref.X == v && w.at(ref, "the map is also sent on a channel")
	case *ssa.MakeInterface:
		return !w.onlyRead(ref) && w.at(ref, "the map is also stored in an interface value")
	case *ssa.Return:
		return w.returned(v, ref)
	case *ssa.MakeClosure:
		return w.captured(v, ref)
	case *ssa.Phi, *ssa.ChangeType:
		return w.leaves(ref.(ssa.Value))
	case ssa.CallInstruction:
		return w.passed(v, ref)
	}
	return false
}

// own reports whether a store is into the holder, or into the owner that is
// just being made.
func (w *spread) own(addr ssa.Value, elems int) bool {
	for _, o := range w.m.LocalSources(addr) {
		if o.Kind == flow.FromVar && o.Var == w.h.Var && o.Elems+elems == w.h.Elems {
			continue
		}
		if o.Kind == flow.FromFresh && elems < w.h.Elems {
			continue // a list of maps in the making, which is followed on its own
		}
		return false
	}
	return true
}

// onlyRead reports whether an interface value goes only to functions that
// keep nothing, as the arguments of fmt.Println do.
func (w *spread) onlyRead(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Call:
			if !keepsNothing(ref) {
				return false
			}
		case *ssa.Store:
			ia, ok := ref.Addr.(*ssa.IndexAddr)
			if !ok || !w.argumentsRead(ia.X) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// argumentsRead reports whether the array is the variadic arguments of calls
// that keep nothing.
func (w *spread) argumentsRead(array ssa.Value) bool {
	if _, ok := array.(*ssa.Alloc); !ok {
		return false
	}
	for _, ref := range *array.Referrers() {
		switch ref := ref.(type) {
		case *ssa.IndexAddr:
		case *ssa.Slice:
			for _, r := range *ref.Referrers() {
				if call, ok := r.(*ssa.Call); !ok || !keepsNothing(call) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

func keepsNothing(call *ssa.Call) bool {
	callee := call.Call.StaticCallee()
	if callee == nil {
		return false
	}
	obj, _ := callee.Object().(*types.Func)
	switch effectOf(obj) {
	case reads, exits, copies:
		return !keeps(obj)
	}
	return false
}

// keeps reports whether a function that leaves a map as it is may hold on to
// it: it stores its argument, or returns it in another form.
func keeps(obj *types.Func) bool {
	switch obj.Pkg().Path() {
	case "container/heap", "context", "reflect", "sync", "sync/atomic", "unsafe":
		return obj.FullName() != "reflect.DeepEqual"
	}
	return false
}

func (w *spread) returned(v ssa.Value, ret *ssa.Return) bool {
	fn := ret.Parent()
	if w.m.CallableOutside(fn) || fn.Parent() != nil {
		return w.at(ret, "the map is also returned by "+flow.Declared(fn).Name())
	}
	return w.m.AnyResult(v, ret, w.leaves)
}

// captured answers for a function literal: one that is only called, or given
// to a function that calls it before it returns, keeps nothing.
func (w *spread) captured(v ssa.Value, mc *ssa.MakeClosure) bool {
	fn := mc.Fn.(*ssa.Function)
	if _, variable := v.(*ssa.Alloc); !variable || mapOf(v.Type().(*types.Pointer).Elem()) != nil {
		for _, ref := range *mc.Referrers() {
			call, ok := ref.(*ssa.Call)
			if !ok || call.Call.Value != mc && !flow.IsYield(fn) && !w.runsAtOnce(call) {
				return w.at(mc, "a function literal also has the map")
			}
		}
	}
	for i, b := range mc.Bindings {
		if b == v && i < len(fn.FreeVars) && w.leaves(fn.FreeVars[i]) {
			return true
		}
	}
	return false
}

func (w *spread) runsAtOnce(call *ssa.Call) bool {
	callee := call.Call.StaticCallee()
	if callee == nil {
		return false
	}
	obj, _ := callee.Object().(*types.Func)
	switch effectOf(obj) {
	case runsMany, removesSome, reads:
		return true
	}
	return false
}

func (w *spread) passed(v ssa.Value, site ssa.CallInstruction) bool {
	common := site.Common()
	if flow.IsBuiltin(common) {
		if site.Value() != nil && common.Value.Name() == "append" {
			return w.at(site, "the map is also appended to a list")
		}
		return false
	}
	if _, ok := v.(*ssa.Alloc); ok {
		return false // its address: whoever writes there replaces the map
	}
	if common.Value == v && !common.IsInvoke() {
		return false // an iterator that is run
	}
	if _, ok := site.(*ssa.Call); !ok {
		return w.at(site, "a goroutine or a deferred call also has the map")
	}
	calls := w.m.Callees[site]
	for _, c := range calls {
		for i, a := range c.Args {
			if a == v && i < len(c.To.Params) && w.leaves(c.To.Params[i]) {
				return true
			}
		}
	}
	if len(calls) > 0 && calls[0].Mode == flow.Plain {
		return false
	}
	if callee := common.StaticCallee(); callee != nil {
		if obj, _ := callee.Object().(*types.Func); effectOf(obj) != noEffect && effectOf(obj) != runsInGo {
			if res := site.Value(); res != nil {
				if _, iterator := res.Type().Underlying().(*types.Signature); iterator {
					return w.leaves(res) // of maps.Keys, say, which goes on with the map
				}
			}
			return false
		}
	}
	return w.at(site, "the map is also given to "+flow.CalleeName(common))
}
