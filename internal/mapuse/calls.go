package mapuse

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// callMode says how a call runs its callee.
type callMode uint8

const (
	plain   callMode = iota
	spawned          // in a goroutine of its own, or later: go, time.AfterFunc
	looped           // any number of times before the call returns: sync.Map.Range
	once             // at most once: sync.Once.Do
	unsure           // as the callback of a function the model knows nothing of
)

// A call is one place where a function of the package calls another one.
// One instruction can be several calls, when it can have several callees.
type call struct {
	site ssa.CallInstruction
	in   *ssa.Function // caller
	to   *ssa.Function // callee, never a wrapper
	args []ssa.Value   // for each parameter of to; nil where unknown
	mode callMode
}

// A target is a function value: a function, and what is bound to its first
// parameters.
type target struct {
	fn    *ssa.Function
	bound []ssa.Value
}

// body returns the function with a body in this package that calling fn
// runs, looking through wrappers and instances of generic functions, or nil.
func (m *model) body(fn *ssa.Function) *ssa.Function {
	if fn == nil {
		return nil
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if len(fn.Blocks) > 0 && fn.Pkg != nil && m.own(fn.Pkg.Pkg) && (fn.Synthetic == "" || isYield(fn) || isPackageInit(fn)) {
		return fn
	}
	if obj, ok := fn.Object().(*types.Func); ok && m.own(obj.Pkg()) {
		if d := m.prog.FuncValue(obj.Origin()); d != nil && len(d.Blocks) > 0 {
			return d
		}
	}
	return nil
}

// linkCalls finds the calls between the functions of the package. Calls of
// function values need the calls that pass them, so it repeats until nothing
// is added; the number of rounds is the depth of functions passed on.
func (m *model) linkCalls() {
	var sites []ssa.CallInstruction
	for _, fn := range m.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if site, ok := instr.(ssa.CallInstruction); ok && !isBuiltin(site.Common()) {
					sites = append(sites, site)
				}
			}
		}
	}
	for _, site := range sites {
		c := site.Common()
		if c.IsInvoke() {
			continue
		}
		if callee := c.StaticCallee(); callee == nil {
			m.memos.dynamic = append(m.memos.dynamic, site)
		} else if obj, ok := callee.Object().(*types.Func); ok && effectOf(obj) == pools && len(c.Args) == 2 {
			m.memos.pooled = append(m.memos.pooled, site)
		}
	}
	for range 4 {
		added := false
		for _, site := range sites {
			for _, c := range m.callsAt(site) {
				added = m.addCall(c) || added
			}
		}
		if !added {
			break
		}
	}
}

func (m *model) addCall(c *call) bool {
	for _, old := range m.callees[c.site] {
		if old.to == c.to && old.mode == c.mode {
			return false
		}
	}
	m.callees[c.site] = append(m.callees[c.site], c)
	m.callers[c.to] = append(m.callers[c.to], c)
	return true
}

// callsAt returns the calls an instruction makes.
func (m *model) callsAt(site ssa.CallInstruction) []*call {
	common := site.Common()
	mode := plain
	if _, ok := site.(*ssa.Go); ok {
		mode = spawned
	}
	var out []*call
	add := func(t target, args []ssa.Value, mode callMode) {
		all := append(append([]ssa.Value(nil), t.bound...), args...)
		for len(all) < len(t.fn.Params) {
			all = append(all, nil)
		}
		if isYield(t.fn) {
			mode = looped
		}
		out = append(out, &call{site: site, in: site.Parent(), to: t.fn, args: all, mode: mode})
	}
	if common.IsInvoke() {
		for _, fn := range m.implementers(common) {
			add(target{fn: fn}, append([]ssa.Value{common.Value}, common.Args...), mode)
		}
		return append(out, m.callbacks(site, nil, mode)...)
	}
	callee := common.StaticCallee()
	if callee != nil {
		if fn := m.body(callee); fn != nil {
			args := common.Args
			if mc, ok := common.Value.(*ssa.MakeClosure); ok && fn != mc.Fn { // a method value
				args = append(append([]ssa.Value(nil), mc.Bindings...), args...)
			}
			add(target{fn: fn}, args, mode)
			return out
		}
		obj, _ := callee.Object().(*types.Func)
		return append(out, m.callbacks(site, obj, mode)...)
	}
	for _, t := range m.funcsOf(common.Value) {
		add(t, common.Args, mode)
	}
	if len(out) == 0 {
		return m.callbacks(site, nil, mode)
	}
	return out
}

// callbacks returns the calls that a function of another package (nil when
// unknown) makes of the functions given to it.
func (m *model) callbacks(site ssa.CallInstruction, callee *types.Func, mode callMode) []*call {
	how := unsure
	switch effectOf(callee) {
	case runsMany, removesSome:
		how = looped
	case runsOnce:
		how = once
	case runsInGo:
		how = spawned
	}
	if mode == spawned {
		how = spawned
	}
	var out []*call
	for _, arg := range site.Common().Args {
		if _, ok := arg.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		for _, t := range m.funcsOf(arg) {
			how := how
			if isYield(t.fn) {
				how = looped
			}
			if how == unsure || how == spawned {
				m.taken[t.fn] = true
			}
			args := append([]ssa.Value(nil), t.bound...)
			for len(args) < len(t.fn.Params) {
				args = append(args, nil)
			}
			out = append(out, &call{site: site, in: site.Parent(), to: t.fn, args: args, mode: how})
		}
	}
	if callee != nil {
		out = append(out, m.heapCalls(site, callee)...)
	}
	return out
}

// heapCalls returns the calls that a function of container/heap makes of the
// methods of its argument.
func (m *model) heapCalls(site ssa.CallInstruction, callee *types.Func) []*call {
	methods := heapMethods[callee.FullName()]
	if len(methods) == 0 {
		return nil
	}
	box, ok := site.Common().Args[0].(*ssa.MakeInterface)
	if !ok {
		return nil
	}
	var out []*call
	for _, name := range methods {
		obj, _, _ := types.LookupFieldOrMethod(box.X.Type(), true, nil, name)
		fn, ok := obj.(*types.Func)
		if !ok || !m.own(fn.Pkg()) {
			continue
		}
		to := m.body(m.prog.FuncValue(fn.Origin()))
		if to == nil {
			continue
		}
		args := []ssa.Value{box.X}
		for len(args) < len(to.Params) {
			args = append(args, nil)
		}
		mode := plain
		if name == "Swap" {
			mode = looped
		}
		out = append(out, &call{site: site, in: site.Parent(), to: to, args: args, mode: mode})
	}
	return out
}

// implementers returns the methods with bodies that a call through an
// interface can run, when the interface is declared in a package of the model
// or has no name: of other interfaces nobody here knows who is called.
func (m *model) implementers(common *ssa.CallCommon) []*ssa.Function {
	if n, ok := types.Unalias(common.Value.Type()).(*types.Named); ok && !m.own(n.Obj().Pkg()) {
		return nil
	}
	iface, ok := common.Value.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	key := implKey{iface, common.Method}
	if fns, ok := m.memos.impls[key]; ok {
		return fns
	}
	var fns []*ssa.Function
	for obj := range m.globals() {
		tn, ok := obj.(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		if n, ok := tn.Type().(*types.Named); ok && n.TypeParams().Len() > 0 {
			continue
		}
		if !types.Implements(types.NewPointer(tn.Type()), iface) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, common.Method.Pkg(), common.Method.Name())
		if fn, ok := obj.(*types.Func); ok && m.own(fn.Pkg()) {
			if b := m.body(m.prog.FuncValue(fn.Origin())); b != nil {
				fns = append(fns, b)
			}
		}
	}
	m.memos.impls[key] = fns
	return fns
}

type implKey struct {
	iface  *types.Interface
	method *types.Func
}

// funcsOf returns the functions of this package that a function value can
// be, as far as assignments to variables, fields and parameters show.
func (m *model) funcsOf(v ssa.Value) []target {
	w := &funcWalk{m: m, seen: make(map[ssa.Value]bool)}
	w.walk(v)
	return w.out
}

// funcWalk follows a function value backwards, each value once.
type funcWalk struct {
	m    *model
	seen map[ssa.Value]bool
	out  []target
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
		if b := w.m.body(v); b != nil {
			w.out = append(w.out, target{fn: b})
		}
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		switch b := w.m.body(fn); b {
		case nil:
		case fn:
			w.out = append(w.out, target{fn: b})
		default: // a method value
			w.out = append(w.out, target{fn: b, bound: v.Bindings})
		}
	case *ssa.ChangeType:
		w.walk(v.X)
	case *ssa.Phi:
		w.all(v.Edges)
	case *ssa.Parameter:
		i := paramIndex(v)
		for _, c := range w.m.callers[v.Parent()] {
			if i < len(c.args) {
				w.walk(c.args[i])
			}
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			w.all(w.m.storedAt(v.X))
		}
	case *ssa.Lookup:
		w.elements(v)
	case *ssa.Extract:
		if l, ok := v.Tuple.(*ssa.Lookup); ok {
			w.elements(l)
		}
	case *ssa.Call:
		if callee := w.m.body(v.Call.StaticCallee()); callee != nil {
			w.all(returnsOf(callee, 0))
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
	if slot := slotLoad(l.X); slot != nil {
		w.all(w.m.memos.elements[slot])
	}
}

// storedAt returns the values that are assigned to the variable with this
// address: all stores to a field or package variable, or to a local one.
func (m *model) storedAt(addr ssa.Value) []ssa.Value {
	if s := slotOf(addr); s != nil {
		var out []ssa.Value
		for _, st := range m.stores[s] {
			out = append(out, st.Val)
		}
		return out
	}
	switch addr := addr.(type) {
	case *ssa.Alloc:
		return m.localStores(addr)
	case *ssa.FreeVar:
		var out []ssa.Value
		for _, b := range m.bindings(addr) {
			out = append(out, m.storedAt(b)...)
		}
		return out
	}
	return nil
}

// localStores returns the values assigned to a local variable, by the
// function that declares it and by the literals that capture it.
func (m *model) localStores(addr ssa.Value) []ssa.Value {
	var out []ssa.Value
	refs := addr.Referrers()
	if refs == nil {
		return nil
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == addr {
				out = append(out, ref.Val)
			}
		case *ssa.MakeClosure:
			fn := ref.Fn.(*ssa.Function)
			for i, b := range ref.Bindings {
				if b == addr && i < len(fn.FreeVars) {
					out = append(out, m.localStores(fn.FreeVars[i])...)
				}
			}
		}
	}
	return out
}

// bindings returns what a captured variable stands for where the literals
// are made.
func (m *model) bindings(fv *ssa.FreeVar) []ssa.Value {
	fn := fv.Parent()
	var out []ssa.Value
	for i, f := range fn.FreeVars {
		if f != fv {
			continue
		}
		for _, mc := range m.closures[fn] {
			out = append(out, mc.Bindings[i])
		}
	}
	return out
}

func paramIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if q == p {
			return i
		}
	}
	return -1
}

// returnsOf returns what fn gives back as result i, at each return.
func returnsOf(fn *ssa.Function, i int) []ssa.Value {
	var out []ssa.Value
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && i < len(ret.Results) {
			out = append(out, ret.Results[i])
		}
	}
	return out
}

// anyResult asks a question about what becomes of v, a value that ret
// returns, at each call of its function, until the answer is yes.
func (m *model) anyResult(v ssa.Value, ret *ssa.Return, question func(ssa.Value) bool) bool {
	for _, c := range m.callers[ret.Parent()] {
		res := c.site.Value()
		if res == nil {
			continue
		}
		for i, r := range ret.Results {
			if r != v {
				continue
			}
			if len(ret.Results) == 1 {
				if question(res) {
					return true
				}
				continue
			}
			for _, ref := range *res.Referrers() {
				if x, ok := ref.(*ssa.Extract); ok && x.Index == i && question(x) {
					return true
				}
			}
		}
	}
	return false
}
