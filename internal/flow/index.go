package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// index notes what assigns to each field and package variable, and where
// addresses and functions go that are not followed.
func (p *Program) index(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if v, ok := instr.(*ssa.FieldAddr); ok {
				if f := VarOf(v); f != nil {
					p.Users[f] = append(p.Users[f], fn)
				}
			}
			switch instr := instr.(type) {
			case *ssa.Alloc, *ssa.MakeSlice, *ssa.MakeMap:
				p.Allocs = append(p.Allocs, instr.(ssa.Value))
			case *ssa.BinOp:
				if IsZero(instr.Y) && LoadedVar(instr.X) != nil {
					p.ZeroTested[LoadedVar(instr.X)] = true
				}
			case *ssa.Store:
				if v := VarOf(instr.Addr); v != nil {
					p.Stores[v] = append(p.Stores[v], instr)
				}
				if _, ok := instr.Val.Type().Underlying().(*types.Struct); ok {
					p.Wholes = append(p.Wholes, instr)
				}
				p.leak(instr.Val)
				if mk, ok := instr.Val.(*ssa.MakeMap); ok && VarOf(instr.Addr) != nil {
					for _, ref := range *mk.Referrers() {
						if up, ok := ref.(*ssa.MapUpdate); ok {
							p.noteElement(VarOf(instr.Addr), up.Value)
						}
					}
				}
			case *ssa.MakeClosure:
				target := instr.Fn.(*ssa.Function)
				p.Closures[target] = append(p.Closures[target], instr)
			case *ssa.MakeInterface:
				p.leak(instr.X)
				p.box(instr.X.Type())
			case *ssa.Return:
				for _, r := range instr.Results {
					p.leak(r)
					if fn.Object() != nil && fn.Object().Exported() {
						p.box(r.Type())
					}
				}
			case *ssa.Send:
				p.leak(instr.X)
			case *ssa.MapUpdate:
				p.leak(instr.Value)
				if load, ok := instr.Map.(*ssa.UnOp); ok {
					p.noteElement(VarOf(load.X), instr.Value)
				}
			case ssa.CallInstruction:
				if c := instr.Common().StaticCallee(); c == nil || p.Body(c) == nil {
					for _, arg := range instr.Common().Args {
						if !IsBuiltin(instr.Common()) {
							p.leak(arg)
						}
					}
				}
			}
		}
	}
}

// noteElement notes a function that is put into the map of slot.
func (p *Program) noteElement(slot *types.Var, v ssa.Value) {
	if _, ok := v.Type().Underlying().(*types.Signature); ok && slot != nil {
		p.elements[slot] = append(p.elements[slot], v)
	}
}

// leak notes that the value goes where it is not followed: a variable whose
// address it is can be assigned there.
func (p *Program) leak(v ssa.Value) {
	if s := VarOf(v); s != nil {
		p.Exposed[s] = true
	}
}

func (p *Program) box(t types.Type) {
	if n := NamedOf(t); n != nil {
		p.Boxed[n.Obj()] = true
	}
}
