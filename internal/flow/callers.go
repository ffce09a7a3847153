package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// This file answers who can call a function: code outside of the program, only
// functions of a kind, only sync.Once.

// DecidedOutside reports whether a call goes through an interface that other
// packages can implement, so that the program does not decide what is called: an
// exported one with exported methods only, outside package main.
func (p *Program) DecidedOutside(up *Call) bool {
	c := up.Site.Common()
	if !c.IsInvoke() {
		return false
	}
	n, ok := types.Unalias(c.Value.Type()).(*types.Named)
	if !ok || !n.Obj().Exported() {
		return false
	}
	by := up.In.Pkg.Pkg
	if p.Own(n.Obj().Pkg()) {
		by = n.Obj().Pkg()
	}
	if by.Name() == "main" {
		return false
	}
	iface := n.Underlying().(*types.Interface)
	for method := range iface.Methods() {
		if !method.Exported() {
			return false
		}
	}
	return true
}

// CallableOutside reports whether code that the program does not have can call
// fn: exported functions and methods outside package main, functions whose value
// goes to other packages, exported methods of types that are put into interfaces
// or embedded.
func (p *Program) CallableOutside(fn *ssa.Function) bool {
	if p.Taken[fn] {
		return true
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	recv := obj.Signature().Recv()
	if recv == nil {
		return obj.Exported() && obj.Pkg().Name() != "main"
	}
	if !obj.Exported() {
		return false
	}
	n := NamedOf(recv.Type())
	if n == nil {
		return true
	}
	return n.Obj().Exported() && obj.Pkg().Name() != "main" || p.Boxed[n.Obj()] || p.embedded(n)
}

// embedded reports whether a struct of the program embeds the type, so that
// its methods are also methods of others.
func (p *Program) embedded(n *types.Named) bool {
	if p.embedders == nil {
		p.embedders = make(map[*types.Named]bool)
		for obj := range p.Globals() {
			if s, ok := obj.Type().Underlying().(*types.Struct); ok {
				for f := range s.Fields() {
					if f.Embedded() {
						p.embedders[NamedOf(f.Type())] = true
					}
				}
			}
		}
	}
	return p.embedders[n]
}

// Crosses reports whether a call names a function of another package. What
// loops around it is no sweep of a map that only the callee has: which other
// packages the program has must not decide that. A function value that comes
// from the other package is called on its behalf.
func Crosses(up *Call) bool {
	c := up.Site.Common()
	return up.In.Pkg != up.To.Pkg && (c.IsInvoke() || c.StaticCallee() != nil)
}

// OnlyFrom reports whether fn is of a kind, or only functions run it of which
// the same holds. It is false for functions that are called from outside, never
// called, or run in a goroutine of their own.
func (p *Program) OnlyFrom(fn *ssa.Function, kind func(*ssa.Function) bool) bool {
	seen := make(map[*ssa.Function]bool)
	var only func(fn *ssa.Function) bool
	only = func(fn *ssa.Function) bool {
		if kind(fn) {
			return true
		}
		if seen[fn] {
			return true
		}
		seen[fn] = true
		if IsYield(fn) {
			return only(fn.Parent())
		}
		if p.CallableOutside(fn) || len(p.Callers[fn]) == 0 {
			return false
		}
		for _, c := range p.Callers[fn] {
			if c.Mode == Spawned || !only(c.In) {
				return false
			}
		}
		return true
	}
	return only(fn)
}

// UnderOnce reports whether only sync.Once runs fn, directly or by way of the
// functions that call it, and not a goroutine without an end among these. It is
// false for functions that recurse, are called from outside, or never.
func (p *Program) UnderOnce(fn *ssa.Function) bool {
	seen := make(map[*ssa.Function]bool)
	var under func(fn *ssa.Function) bool
	under = func(fn *ssa.Function) bool {
		if seen[fn] || len(p.Callers[fn]) == 0 {
			return false
		}
		seen[fn] = true
		for _, c := range p.Callers[fn] {
			if c.Mode == Once {
				continue
			}
			if g, ok := c.Site.(*ssa.Go); ok && p.Endless(g) || !under(c.In) {
				return false
			}
		}
		return !p.CallableOutside(fn)
	}
	return under(fn)
}
