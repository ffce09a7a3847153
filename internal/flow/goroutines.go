package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// Endless reports whether a goroutine can run for ever: the function that it runs
// has a loop that receives, selects or calls other packages. It is true where that
// function is not known. Unlike [Program.NeverReturns] it does not ask what ends
// the loop.
func (p *Program) Endless(g *ssa.Go) bool {
	calls := p.Callees[g]
	for _, c := range calls {
		for b := range p.LoopsOf(c.To) {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Select:
					return true
				case *ssa.UnOp:
					if instr.Op == token.ARROW {
						return true
					}
				case *ssa.Call:
					if !IsBuiltin(&instr.Call) && p.Body(instr.Call.StaticCallee()) == nil {
						return true // reads a connection, sleeps
					}
				}
			}
		}
	}
	return len(calls) == 0
}

// GoesOn reports whether the function that starts a goroutine can go on after it:
// it loops, receives, selects or calls a function named Wait. Then what it made
// for the goroutine ends with it.
func (p *Program) GoesOn(g *ssa.Go) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var after func(b *ssa.BasicBlock, from int) bool
	after = func(b *ssa.BasicBlock, from int) bool {
		for _, instr := range b.Instrs[from:] {
			switch instr := instr.(type) {
			case *ssa.Select:
				return true
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					return true
				}
			case *ssa.Call:
				if name := CalleeName(&instr.Call); name == "Wait" {
					return true
				}
			}
		}
		for _, s := range b.Succs {
			if l := p.LoopsOf(g.Parent())[b]; l != nil && s.Dominates(b) && (!l.Has(g.Block()) || !HasEnd(l)) {
				return true // another loop, or one without an end
			}
			if !seen[s] {
				seen[s] = true
				if after(s, 0) {
					return true
				}
			}
		}
		return false
	}
	for i, instr := range g.Block().Instrs {
		if instr == ssa.Instruction(g) {
			return after(g.Block(), i+1)
		}
	}
	return false
}
