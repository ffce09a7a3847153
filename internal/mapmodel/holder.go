package mapmodel

import (
	"cmp"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// A Holder is a variable that keeps a map across calls: a package variable
// or a struct field, or the inner maps of one. Fields are one holder for all
// instances of their struct, and for all instances of a generic type.
type Holder struct {
	// Var is the field or package variable, in its generic form.
	Var *types.Var
	// Elems is 0 when Var itself is the map, 1 when the maps are the
	// elements of Var (a map of maps, a slice of maps), and so on.
	Elems int
	// Map is the type of the map.
	Map *types.Map
	// Owner is the struct type that declares the field, or nil for package
	// variables and fields of structs without a name.
	Owner *types.TypeName
	// Name is how the owner's author would write the holder: Cache.items,
	// table for a package variable, Index.byTopic[] for inner maps.
	Name string
	// LocalTo is the function whose local variable it is, or nil. The function does
	// not return in normal operation.
	LocalTo *ssa.Function
	// Ops are the operations of this package on the holder, without those in
	// test files, by position.
	Ops []*Op

	m *model
}

// OpKind is what an operation does to a holder.
type OpKind uint8

// The kinds of operations, in the words of the documentation.
const (
	Read       OpKind = iota // looks entries up, counts or ranges over them
	Insert                   // adds entries
	Remove                   // removes some entries
	Empty                    // removes all entries, keeping the table
	Initialize               // gives the holder its first map, or its own one back
	Replace                  // stores another map, or nil
	Share                    // passes the map to where the analysis does not follow it
	Expose                   // passes the holder's address there
)

func (k OpKind) String() string {
	return [...]string{"read", "insert", "remove", "empty", "initialize", "replace", "share", "expose"}[k]
}

// An Op is one operation on one holder.
type Op struct {
	Kind OpKind
	// Pos and End are the extent of the call or statement.
	Pos, End token.Pos
	// Fn is the function that has the operation.
	Fn *ssa.Function
	// Why tells what makes a store an initialization, in words; for a
	// replacement, what kind of operation it belongs to. Empty otherwise.
	Why string
	// WhenEmpty tells of a replacement that it happens only when the holder has
	// no entries.
	WhenEmpty bool
	// Support tells that the operation stands in a function that supports
	// tests, outside of test files: it gets a testing.T or the like.
	Support bool

	instr  ssa.Instruction
	key    ssa.Value   // of an insert or removal; nil where there are many
	origin flow.Source // how the operation reaches the holder

	accesses []access          // memo
	above    []ssa.Instruction // memo of sitesAbove
}

// Calls returns the positions of the calls between the place that names the
// holder and the operation, outermost first. It is empty when the operation
// names the holder itself.
func (op *Op) Calls() []token.Pos {
	var out []token.Pos
	for _, c := range slices.Backward(op.origin.Ups) {
		out = append(out, c.Site.Pos())
	}
	return out
}

// GivenTo returns the name of the function that a call gives the map to and that
// is not followed; empty where the operation is another one.
func (op *Op) GivenTo() string {
	site, ok := op.instr.(ssa.CallInstruction)
	if !ok || op.Kind != Share && op.Kind != Expose || flow.IsBuiltin(site.Common()) {
		return ""
	}
	obj := calledFunc(site)
	if obj == nil || obj.Pkg() == nil {
		return flow.CalleeName(site.Common())
	}
	return obj.Pkg().Name() + "." + funcName(obj)
}

// Clears reports whether the operation is a call of the builtin clear.
func (op *Op) Clears() bool {
	site, ok := op.instr.(ssa.CallInstruction)
	return ok && op.Kind == Empty && flow.IsBuiltin(site.Common()) && flow.BuiltinName(site.Common()) == "clear"
}

type holderKey struct {
	v     *types.Var
	elems int
}

// holder returns the holder for a variable's map, or nil if it is none.
func (m *model) holder(v *types.Var, elems int) *Holder {
	key := holderKey{v, elems}
	if h, ok := m.memos.holders[key]; ok {
		return h
	}
	var h *Holder
	if mt := elemMap(v.Type(), elems); mt != nil && v.Pkg() != nil {
		h = &Holder{Var: v, Elems: elems, Map: mt, m: m}
		if v.IsField() {
			h.Owner = m.ownerOf(v)
		}
		h.Name = m.nameOf(v) + strings.Repeat("[]", elems)
	}
	m.memos.holders[key] = h
	return h
}

// elemMap returns the map type found elems containers below t, or nil.
func elemMap(t types.Type, elems int) *types.Map {
	for range elems {
		if t = flow.ElemOf(t); t == nil {
			return nil
		}
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return mapOf(t)
}

// names are the ways to write the fields of the package's structs.
type fieldName struct {
	owner *types.TypeName
	name  string
}

// fieldNames finds for each field of each struct of the packages who owns it
// and how it is written.
func (m *model) fieldNames() map[*types.Var]fieldName {
	if m.memos.fields == nil {
		m.memos.fields = make(map[*types.Var]fieldName)
		for _, u := range m.Units {
			nameFields(m.memos.fields, slices.Collect(maps.Values(u.Pass.TypesInfo.Defs)))
		}
	}
	return m.memos.fields
}

// nameFields adds the fields of the types in objs, and then those of the
// variables, to names.
func nameFields(names map[*types.Var]fieldName, objs []types.Object) {
	var walk func(t types.Type, owner *types.TypeName, prefix string)
	walk = func(t types.Type, owner *types.TypeName, prefix string) {
		switch t := types.Unalias(t).(type) {
		case *types.Struct:
			for f := range t.Fields() {
				if _, ok := names[f]; ok {
					continue
				}
				name := prefix + "." + f.Name()
				names[f] = fieldName{owner, name}
				walk(f.Type(), owner, name)
			}
		case *types.Pointer:
			walk(t.Elem(), owner, prefix)
		case *types.Slice:
			walk(t.Elem(), owner, prefix+"[]")
		case *types.Array:
			walk(t.Elem(), owner, prefix+"[]")
		case *types.Map:
			walk(t.Elem(), owner, prefix+"[]")
		}
	}
	var tns, vars []types.Object
	for _, obj := range objs {
		switch obj := obj.(type) {
		case *types.TypeName:
			if !obj.IsAlias() {
				tns = append(tns, obj)
			}
		case *types.Var:
			if !obj.IsField() {
				vars = append(vars, obj)
			}
		}
	}
	byPos := func(a, b types.Object) int { return cmp.Compare(a.Pos(), b.Pos()) }
	slices.SortFunc(tns, byPos)
	slices.SortFunc(vars, byPos)
	// Two types can have one struct (type B A): its fields belong to the type
	// that they are declared in, which is the last one before them.
	for _, before := range []bool{true, false} {
		for _, tn := range slices.Backward(tns) {
			s, ok := tn.Type().Underlying().(*types.Struct)
			if before == (ok && s.NumFields() > 0 && tn.Pos() < s.Field(0).Pos()) {
				walk(tn.Type().Underlying(), tn.(*types.TypeName), tn.Name())
			}
		}
	}
	for _, v := range vars {
		walk(v.Type(), nil, v.Name())
	}
}

func (m *model) ownerOf(v *types.Var) *types.TypeName { return m.fieldNames()[v].owner }

func (m *model) nameOf(v *types.Var) string {
	if !v.IsField() {
		return v.Name()
	}
	if n, ok := m.fieldNames()[v]; ok {
		return n.name
	}
	return v.Name()
}

// addOp attaches an operation to the holders that v, a map or the address of
// one, can be.
func (m *model) addOp(kind OpKind, v ssa.Value, op Op) {
	for _, o := range m.Sources(v) {
		h := m.heldBy(o)
		if h == nil || kind == Share && h.LocalTo != nil && isLocalStore(op.instr) {
			continue
		}
		if !op.Pos.IsValid() {
			op.Pos, op.End = m.place(op.instr)
		}
		each := op
		each.Kind = kind
		each.Support = m.support[flow.Declared(op.Fn)]
		each.origin = o
		h.Ops = append(h.Ops, &each)
	}
}

// heldBy returns the holder of the map that a source is, or nil.
func (m *model) heldBy(o flow.Source) *Holder {
	if o.Kind == flow.FromVar {
		return m.holder(o.Var, o.Elems)
	}
	return m.localHolder(o)
}

// isLocalStore reports whether an instruction assigns to a local variable.
func isLocalStore(instr ssa.Instruction) bool {
	st, ok := instr.(*ssa.Store)
	return ok && isLocalVar(st.Addr)
}

// collectOps finds the operations of the whole package.
func (m *model) collectOps() {
	for _, fn := range m.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				m.collect(fn, instr)
			}
		}
	}
	for _, h := range m.memos.holders {
		if h == nil {
			continue
		}
		m.sortOps(h.Ops)
	}
}

func (m *model) collect(fn *ssa.Function, instr ssa.Instruction) {
	op := Op{Fn: fn, instr: instr}
	switch instr := instr.(type) {
	case *ssa.MapUpdate:
		op.key = instr.Key
		m.addOp(Insert, instr.Map, op)
		if mapOf(instr.Value.Type()) != nil { // m[k] = make(...) gives an inner map
			m.addStore(instr.Map, 1, instr.Value, op)
			m.addOp(Share, instr.Value, op)
		}
	case *ssa.Store:
		if _, generic := types.Unalias(instr.Val.Type()).(*types.TypeParam); generic && mapOf(instr.Val.Type()) == nil {
			m.addStore(instr.Addr, 0, instr.Val, op) // func set[T any](p *T, v T)
		}
		if mapOf(instr.Val.Type()) != nil {
			m.addStore(instr.Addr, 0, instr.Val, op)
			if !isLocalVar(instr.Addr) {
				m.addOp(Share, instr.Val, op)
			}
		}
	case *ssa.Return:
		for _, r := range instr.Results {
			if mapOf(r.Type()) != nil && (m.CallableOutside(fn) || fn.Parent() != nil) {
				m.addOp(Share, r, op)
			}
		}
	case *ssa.Send:
		if mapOf(instr.X.Type()) != nil {
			m.addOp(Share, instr.X, op)
		}
	case *ssa.MakeInterface:
		if mapOf(instr.X.Type()) != nil {
			m.addOp(Share, instr.X, op)
		}
	case *ssa.Lookup:
		if mapOf(instr.X.Type()) != nil {
			m.addOp(Read, instr.X, op)
		}
	case *ssa.Range:
		if mapOf(instr.X.Type()) != nil {
			m.addOp(Read, instr.X, op)
		}
	case ssa.CallInstruction:
		m.collectCall(instr, op)
	}
}

func isLocalVar(addr ssa.Value) bool {
	_, ok := addr.(*ssa.Alloc)
	return ok
}

// collectCall finds what a call does to the maps given to it. Calls of this
// package's functions are followed by the tracer and do nothing here.
func (m *model) collectCall(site ssa.CallInstruction, op Op) {
	common := site.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "delete":
			op.key = common.Args[1]
			kind := Remove
			if m.deletesEach(site, common.Args[0], common.Args[1]) {
				kind = Empty
			}
			m.addOp(kind, common.Args[0], op)
		case "clear":
			if mapOf(common.Args[0].Type()) != nil {
				m.addOp(Empty, common.Args[0], op)
			}
		}
		return
	}
	callee := common.StaticCallee()
	if callee != nil && m.Body(callee) != nil {
		return
	}
	if callee == nil && len(m.Callees[site]) > 0 && m.Callees[site][0].Mode == flow.Plain {
		return
	}
	var obj *types.Func
	if callee != nil {
		obj, _ = callee.Object().(*types.Func)
	}
	eff := effectOf(obj)
	for i, arg := range common.Args {
		if mapOf(arg.Type()) == nil {
			if p, ok := arg.Type().Underlying().(*types.Pointer); ok && mapOf(p.Elem()) != nil {
				m.addOp(Expose, arg, op)
			}
			continue
		}
		switch {
		case eff == removesSome && i == 0:
			m.addOp(Remove, arg, op)
		case eff == removesAll && i == 0:
			m.addOp(Empty, arg, op)
		case eff == insertsInto && i == 0:
			m.addOp(Insert, arg, op)
		case eff == noEffect:
			m.addOp(Share, arg, op)
		default:
			m.addOp(Read, arg, op)
		}
	}
}

// deletesEach reports whether a delete stands in a range over the same map
// and is reached with the range's own key in each round: the loop empties
// the map.
func (m *model) deletesEach(site ssa.CallInstruction, over, key ssa.Value) bool {
	ext, ok := key.(*ssa.Extract)
	if !ok || ext.Index != 1 {
		return false
	}
	next, ok := ext.Tuple.(*ssa.Next)
	if !ok {
		return false
	}
	r, ok := next.Iter.(*ssa.Range)
	if !ok || !flow.SameAccess(r.X, over) {
		return false
	}
	head := next.Block()
	loop := m.LoopsOf(site.Parent())[head]
	if loop == nil || loop.Header != head || !loop.Has(site.Block()) {
		return false // it breaks off after one, and an outer loop comes back
	}
	// Nothing may lead back to the head, or out of the loop from within a
	// round, without passing the delete.
	body := head.Succs[0]
	seen := map[*ssa.BasicBlock]bool{site.Block(): true}
	work := []*ssa.BasicBlock{body}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		if b == head || !loop.Has(b) {
			return false
		}
		seen[b] = true
		work = append(work, b.Succs...)
	}
	return flow.Reaches(site.Block(), head, loop)
}

// FuncName returns the name of the declared function that has the operation,
// as in Cache.Purge.
func (op *Op) FuncName() string { return funcNameOf(flow.Declared(op.Fn)) }

func funcNameOf(fn *ssa.Function) string {
	if recv := fn.Signature.Recv(); recv != nil {
		if n := flow.NamedOf(recv.Type()); n != nil {
			return n.Obj().Name() + "." + fn.Name()
		}
	}
	return fn.Name()
}
