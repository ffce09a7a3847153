package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Mode says how a call runs its callee.
type Mode uint8

// The ways in which a call runs its callee.
const (
	Plain   Mode = iota // once, and the call returns after it
	Spawned             // in a goroutine of its own, or later: go, time.AfterFunc
	Looped              // any number of times before the call returns: sync.Map.Range
	Once                // at most once: sync.Once.Do
	Unsure              // as the callback of a function that nothing is known of
	// NotRun is what [RunOf] says of functions that it does not know.
	NotRun
)

// A Call is one place where a function of the program calls another one.
// One instruction can be several calls, when it can have several callees.
type Call struct {
	Site ssa.CallInstruction
	In   *ssa.Function // caller
	To   *ssa.Function // callee, never a wrapper
	Args []ssa.Value   // for each parameter of To; nil where unknown
	Mode Mode
}

// A Target is a function value: a function, and what is bound to its first
// parameters. Only a method value has something bound: its receiver. What a
// function literal captures is not in Bound (see [Program.Bindings]).
type Target struct {
	Fn    *ssa.Function
	Bound []ssa.Value
}

// Body returns the function of the program that calling fn runs, looking
// through wrappers and instances of generic functions. It is nil for nil, for
// functions of other packages and for those without a body.
func (p *Program) Body(fn *ssa.Function) *ssa.Function {
	if fn == nil {
		return nil
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if len(fn.Blocks) > 0 && fn.Pkg != nil && p.Own(fn.Pkg.Pkg) && (fn.Synthetic == "" || IsYield(fn) || IsPackageInit(fn)) {
		return fn
	}
	if obj, ok := fn.Object().(*types.Func); ok && p.Own(obj.Pkg()) {
		if d := p.SSA.FuncValue(obj.Origin()); d != nil && len(d.Blocks) > 0 {
			return d
		}
	}
	return nil
}

// linkCalls finds the calls between the functions of the program. Calls of
// function values need the calls that pass them, so it repeats until nothing
// is added: the number of calls is bounded by that of sites and functions.
func (p *Program) linkCalls() {
	var sites []ssa.CallInstruction
	for _, fn := range p.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if site, ok := instr.(ssa.CallInstruction); ok && !IsBuiltin(site.Common()) {
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
			p.Dynamic = append(p.Dynamic, site)
		}
	}
	for added := true; added; {
		added = false
		for _, site := range sites {
			for _, c := range p.callsAt(site) {
				added = p.addCall(c) || added
			}
		}
	}
}

func (p *Program) addCall(c *Call) bool {
	for _, old := range p.Callees[c.Site] {
		if old.To == c.To && old.Mode == c.Mode {
			return false
		}
	}
	p.Callees[c.Site] = append(p.Callees[c.Site], c)
	p.Callers[c.To] = append(p.Callers[c.To], c)
	return true
}

// callsAt returns the calls an instruction makes.
func (p *Program) callsAt(site ssa.CallInstruction) []*Call {
	common := site.Common()
	mode := Plain
	if _, ok := site.(*ssa.Go); ok {
		mode = Spawned
	}
	var out []*Call
	add := func(t Target, args []ssa.Value, mode Mode) {
		all := append(append([]ssa.Value(nil), t.Bound...), args...)
		for len(all) < len(t.Fn.Params) {
			all = append(all, nil)
		}
		if IsYield(t.Fn) {
			mode = Looped
		}
		out = append(out, &Call{Site: site, In: site.Parent(), To: t.Fn, Args: all, Mode: mode})
	}
	if common.IsInvoke() {
		for _, fn := range p.implementers(common) {
			add(Target{Fn: fn}, append([]ssa.Value{common.Value}, common.Args...), mode)
		}
		return append(out, p.callbacks(site, nil, mode)...)
	}
	callee := common.StaticCallee()
	if callee != nil {
		if fn := p.Body(callee); fn != nil {
			args := common.Args
			if mc, ok := common.Value.(*ssa.MakeClosure); ok && fn != mc.Fn { // a method value
				args = append(append([]ssa.Value(nil), mc.Bindings...), args...)
			}
			add(Target{Fn: fn}, args, mode)
			return out
		}
		obj, _ := callee.Object().(*types.Func)
		return append(out, p.callbacks(site, obj, mode)...)
	}
	for _, t := range p.FuncsOf(common.Value) {
		add(t, common.Args, mode)
	}
	if len(out) == 0 {
		return p.callbacks(site, nil, mode)
	}
	return out
}

// callbacks returns the calls that a function of another package (nil when
// unknown) makes of the functions given to it.
func (p *Program) callbacks(site ssa.CallInstruction, callee *types.Func, mode Mode) []*Call {
	how := Unsure
	if known := RunOf(callee); known != NotRun {
		how = known
	}
	if mode == Spawned {
		how = Spawned
	}
	var out []*Call
	for _, arg := range site.Common().Args {
		if _, ok := arg.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		for _, t := range p.FuncsOf(arg) {
			how := how
			if IsYield(t.Fn) {
				how = Looped
			}
			if how == Unsure || how == Spawned {
				p.Taken[t.Fn] = true
			}
			args := append([]ssa.Value(nil), t.Bound...)
			for len(args) < len(t.Fn.Params) {
				args = append(args, nil)
			}
			out = append(out, &Call{Site: site, In: site.Parent(), To: t.Fn, Args: args, Mode: how})
		}
	}
	if callee != nil {
		out = append(out, p.heapCalls(site, callee)...)
	}
	return out
}

// heapCalls returns the calls that a function of container/heap makes of the
// methods of its argument.
func (p *Program) heapCalls(site ssa.CallInstruction, callee *types.Func) []*Call {
	methods := heapMethods[callee.FullName()]
	if len(methods) == 0 {
		return nil
	}
	box, ok := site.Common().Args[0].(*ssa.MakeInterface)
	if !ok {
		return nil
	}
	var out []*Call
	for _, name := range methods {
		obj, _, _ := types.LookupFieldOrMethod(box.X.Type(), true, nil, name)
		fn, ok := obj.(*types.Func)
		if !ok || !p.Own(fn.Pkg()) {
			continue
		}
		to := p.Body(p.SSA.FuncValue(fn.Origin()))
		if to == nil {
			continue
		}
		args := []ssa.Value{box.X}
		for len(args) < len(to.Params) {
			args = append(args, nil)
		}
		mode := Plain
		if name == "Swap" {
			mode = Looped
		}
		out = append(out, &Call{Site: site, In: site.Parent(), To: to, Args: args, Mode: mode})
	}
	return out
}

// implementers returns the methods with bodies that a call through an
// interface can run, when the interface is declared in a package of the program
// or has no name: of other interfaces nobody here knows who is called.
func (p *Program) implementers(common *ssa.CallCommon) []*ssa.Function {
	if n, ok := types.Unalias(common.Value.Type()).(*types.Named); ok && !p.Own(n.Obj().Pkg()) {
		return nil
	}
	iface, ok := common.Value.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	key := implKey{iface, common.Method}
	if fns, ok := p.impls[key]; ok {
		return fns
	}
	var fns []*ssa.Function
	for obj := range p.Globals() {
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
		if fn, ok := obj.(*types.Func); ok && p.Own(fn.Pkg()) {
			if b := p.Body(p.SSA.FuncValue(fn.Origin())); b != nil {
				fns = append(fns, b)
			}
		}
	}
	p.impls[key] = fns
	return fns
}

type implKey struct {
	iface  *types.Interface
	method *types.Func
}

// StoredAt returns the values that are assigned to the variable with this
// address: all stores to a field (of any value of the struct type) or package
// variable, or to a local variable, captured or not. It returns nil for other
// addresses, such as those of elements, and leaves out what is assigned through
// a pointer to the variable or with the whole struct.
func (p *Program) StoredAt(addr ssa.Value) []ssa.Value {
	if s := VarOf(addr); s != nil {
		var out []ssa.Value
		for _, st := range p.Stores[s] {
			out = append(out, st.Val)
		}
		return out
	}
	switch addr := addr.(type) {
	case *ssa.Alloc:
		return p.LocalStores(addr)
	case *ssa.FreeVar:
		var out []ssa.Value
		for _, b := range p.Bindings(addr) {
			out = append(out, p.StoredAt(b)...)
		}
		return out
	}
	return nil
}

// LocalStores returns the values assigned to a local variable, given its
// address, by the function that declares it and by the literals that capture
// it. The zero value of its declaration is not among them, nor is what is
// assigned through a pointer that was copied.
func (p *Program) LocalStores(addr ssa.Value) []ssa.Value {
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
					out = append(out, p.LocalStores(fn.FreeVars[i])...)
				}
			}
		}
	}
	return out
}

// Bindings returns what a captured variable stands for, at each place where
// its function literal is made: the address of a local variable, or a captured
// variable of the function around.
func (p *Program) Bindings(fv *ssa.FreeVar) []ssa.Value {
	fn := fv.Parent()
	var out []ssa.Value
	for i, f := range fn.FreeVars {
		if f != fv {
			continue
		}
		for _, mc := range p.Closures[fn] {
			out = append(out, mc.Bindings[i])
		}
	}
	return out
}

// AnyResult asks a question about what becomes of v, a value that ret
// returns, at each known call of its function, until the answer is yes. The
// question gets the result of the call, or the part of it that is v. Results of
// go and defer statements are not asked about.
func (p *Program) AnyResult(v ssa.Value, ret *ssa.Return, question func(ssa.Value) bool) bool {
	for _, c := range p.Callers[ret.Parent()] {
		res := c.Site.Value()
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
