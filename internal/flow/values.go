package flow

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// ParamIndex returns the index of a parameter among those of its function, the
// receiver included: the index into Args of a [Call].
func ParamIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if q == p {
			return i
		}
	}
	return -1
}

// ReturnsOf returns what fn gives back as result i, at each return, in the order
// of its blocks. It is empty for functions without a body or with fewer results.
func ReturnsOf(fn *ssa.Function, i int) []ssa.Value {
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

// IsNil reports whether v is the constant nil. A variable that holds nil is not.
func IsNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// CalleeName returns the name of the function or method that is called, without
// its package and receiver, or "a function value".
func CalleeName(c *ssa.CallCommon) string {
	switch {
	case c.IsInvoke():
		return c.Method.Name()
	case c.StaticCallee() != nil:
		if obj := c.StaticCallee().Object(); obj != nil {
			return obj.Name() // without the type arguments of an instance
		}
		return c.StaticCallee().Name()
	}
	return "a function value"
}

// BuiltinName returns the name of a builtin that is called: [IsBuiltin] must have
// said yes.
func BuiltinName(c *ssa.CallCommon) string { return c.Value.(*ssa.Builtin).Name() }

// ElemOf returns the type of the elements of a map, slice or array, of a pointer
// to one, or of a type parameter whose types all are one. It is nil for others,
// channels and strings included.
func ElemOf(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	switch c := CoreOf(t).(type) {
	case *types.Map:
		return c.Elem()
	case *types.Slice:
		return c.Elem()
	case *types.Array:
		return c.Elem()
	}
	return nil
}

// SameAccess reports whether two values are the same by the way they are reached:
// the same value, the same field, element or conversion of what is the same, or a
// call of the same function with one operand that is the same. Whether something
// is assigned between the two is not looked at.
func SameAccess(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	switch a := a.(type) {
	case *ssa.UnOp:
		b, ok := b.(*ssa.UnOp)
		return ok && a.Op == b.Op && SameAccess(a.X, b.X)
	case *ssa.FieldAddr:
		b, ok := b.(*ssa.FieldAddr)
		return ok && a.Field == b.Field && SameAccess(a.X, b.X)
	case *ssa.Field:
		b, ok := b.(*ssa.Field)
		return ok && a.Field == b.Field && SameAccess(a.X, b.X)
	case *ssa.IndexAddr:
		b, ok := b.(*ssa.IndexAddr)
		return ok && SameAccess(a.X, b.X) && SameAccess(a.Index, b.Index)
	case *ssa.Lookup:
		b, ok := b.(*ssa.Lookup)
		return ok && SameAccess(a.X, b.X) && SameAccess(a.Index, b.Index)
	case *ssa.Const:
		b, ok := b.(*ssa.Const)
		return ok && a.Value != nil && b.Value != nil && a.Value.ExactString() == b.Value.ExactString()
	case *ssa.ChangeType:
		b, ok := b.(*ssa.ChangeType)
		return ok && SameAccess(a.X, b.X)
	case *ssa.MakeInterface:
		b, ok := b.(*ssa.MakeInterface)
		return ok && SameAccess(a.X, b.X)
	case *ssa.BinOp: // "k/" + id twice
		b, ok := b.(*ssa.BinOp)
		return ok && a.Op == b.Op && SameAccess(a.X, b.X) && SameAccess(a.Y, b.Y)
	case *ssa.Call: // peer.ID() twice
		b, ok := b.(*ssa.Call)
		if !ok || IsBuiltin(&a.Call) || len(a.Call.Args) != len(b.Call.Args) || CalleeName(&a.Call) != CalleeName(&b.Call) {
			return false
		}
		if a.Call.IsInvoke() {
			return len(a.Call.Args) == 0 && b.Call.IsInvoke() && SameAccess(a.Call.Value, b.Call.Value)
		}
		return a.Call.StaticCallee() != nil && a.Call.StaticCallee() == b.Call.StaticCallee() &&
			len(a.Call.Args) == 1 && SameAccess(a.Call.Args[0], b.Call.Args[0])
	}
	return false
}

// IsBuiltin reports whether a call is one of a builtin: len, append, delete.
func IsBuiltin(c *ssa.CallCommon) bool {
	_, ok := c.Value.(*ssa.Builtin)
	return ok
}

// VarOf returns the field, in its generic form, or the package variable that an
// address is the address of. It is nil for elements, local variables and other
// values.
func VarOf(addr ssa.Value) *types.Var {
	switch addr := addr.(type) {
	case *ssa.Global:
		return globalVar(addr)
	case *ssa.FieldAddr:
		return FieldOf(addr.X.Type(), addr.Field)
	}
	return nil
}

func globalVar(g *ssa.Global) *types.Var {
	v, _ := g.Object().(*types.Var)
	return v
}

// FieldOf returns field i of struct type t or of the struct t points to, in
// its generic form. It is nil if t is neither.
func FieldOf(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := CoreOf(t).(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(i).Origin()
}

// CoreOf returns the underlying type of t. For a type parameter that is the one
// that all types of its constraint have; nil if there is none.
func CoreOf(t types.Type) types.Type {
	tp, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	var core types.Type
	iface, ok := tp.Constraint().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	for embedded := range iface.EmbeddedTypes() {
		switch e := embedded.(type) {
		case *types.Union:
			for term := range e.Terms() {
				u := term.Type().Underlying()
				if core != nil && !types.Identical(core, u) {
					return nil
				}
				core = u
			}
		default:
			u := e.Underlying()
			if _, ok := u.(*types.Interface); !ok {
				core = u
			}
		}
	}
	return core
}

// NamedOf returns the named type that t is or points to, aliases looked through,
// in its generic form. It is nil for other types.
func NamedOf(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	if n == nil {
		return nil
	}
	return n.Origin()
}

// IsPackageInit reports whether fn runs only while the package is
// initialized: the synthetic initializer or a declared func init, not a function
// that these call.
func IsPackageInit(fn *ssa.Function) bool {
	return fn.Parent() == nil && fn.Signature.Recv() == nil &&
		(fn.Name() == "init" || strings.HasPrefix(fn.Name(), "init#"))
}

// IsYield reports whether fn is the body of a range over an iterator
// function.
func IsYield(fn *ssa.Function) bool { return fn.Synthetic == "range-over-func yield" }

// Declared returns the declared function that fn is or stands in: the body
// of a function literal belongs to the function it is written in.
func Declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// Ranks reports whether an operator tells which of two values is larger: <, <=, >
// or >=.
func Ranks(op token.Token) bool {
	switch op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

// IsInteger reports whether the underlying type of t is an integer type, signed or
// not. A type parameter is none.
func IsInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// Stripped returns the value below the conversions around v, also those that make
// another value of it: of string(b), b.
func Stripped(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.Convert:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		default:
			return v
		}
	}
}

// PhiValues returns the values of which v is one: the edges of a phi node, which
// can be phi nodes themselves, or v alone. The caller must not change the result.
func PhiValues(v ssa.Value) []ssa.Value {
	if phi, ok := v.(*ssa.Phi); ok {
		return phi.Edges
	}
	return []ssa.Value{v}
}

// IsNamed reports whether t is the type with this name in the package with this
// path, an alias of it, or an instance. A pointer to it is not.
func IsNamed(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path && n.Obj().Name() == name
}

// IsError reports whether t is the predeclared type error. Types that implement it
// are not.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// IsLen reports whether a call is one of the builtin len.
func IsLen(call *ssa.Call) bool {
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "len"
}

// LoadedVar returns the field or package variable that v is the value of, read
// through its address. It is nil for other values, also for a field of a struct
// that was read as a whole.
func LoadedVar(v ssa.Value) *types.Var {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		return VarOf(load.X)
	}
	return nil
}

// IsZero reports whether v is an integer constant that is zero or negative: what a
// size is compared with to see whether there is anything.
func IsZero(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Int && constant.Sign(c.Value) <= 0
}

// Mirrored returns the operator that says the same with the operands exchanged:
// > for <, and the operator itself if it does not rank.
func Mirrored(op token.Token) token.Token {
	switch op {
	case token.LSS:
		return token.GTR
	case token.LEQ:
		return token.GEQ
	case token.GTR:
		return token.LSS
	case token.GEQ:
		return token.LEQ
	}
	return op
}

// IsParam reports whether v is a parameter of its function, or the receiver.
func IsParam(v ssa.Value) bool {
	_, ok := v.(*ssa.Parameter)
	return ok
}

// ElementStores returns what is assigned to the elements of a local array, such as
// the one below a slice literal or variadic arguments. It leaves out what is
// assigned through a slice of it.
func ElementStores(v *ssa.Alloc) []ssa.Value {
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

// resultOf reports whether c runs the function whose result v is, and not
// one that was only given to it.
func resultOf(v *ssa.Call, c *Call) bool {
	return types.Identical(v.Call.Signature().Results(), c.To.Signature.Results()) ||
		v.Call.Signature().Results().Len() == c.To.Signature.Results().Len()
}

// IsMain reports whether fn is the main function of a package main, not a literal
// in it.
func IsMain(fn *ssa.Function) bool {
	return fn.Name() == "main" && fn.Parent() == nil && fn.Signature.Recv() == nil && fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main"
}
