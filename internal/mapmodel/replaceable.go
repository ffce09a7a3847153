package mapmodel

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// This file answers whether another map, or nil, can be stored into a holder
// at a place where there is no store today.

// Above returns the positions of the calls in the package that lead to the
// operation, its own place first, up to three calls away.
func (op *Op) Above(h *Holder) []token.Pos {
	var out []token.Pos
	for _, site := range h.m.sitesAbove(op) {
		out = append(out, site.Pos())
	}
	return out
}

// HeldAcross reports whether a function goes on using a map that it read from
// the holder before one of the operations ran: in a range over the same map,
// or through a local variable. If the operation stored another map, that use
// would miss it. Uses for which own is true are let pass: they belong to the
// operation.
func (h *Holder) HeldAcross(ops []*Op, own func(token.Pos) bool) (token.Pos, bool) {
	m := h.m
	sites := make(map[*ssa.Function][]ssa.Instruction)
	seen := make(map[ssa.Instruction]bool)
	var work []ssa.Instruction
	for _, op := range ops {
		work = append(work, op.instr)
	}
	for len(work) > 0 {
		site := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[site] {
			continue
		}
		seen[site] = true
		fn := site.Parent()
		sites[fn] = append(sites[fn], site)
		for _, c := range m.Callers[fn] {
			if c.Mode != flow.Spawned {
				work = append(work, c.Site)
			}
		}
	}
	for _, v := range slices.Concat(h.loads(), h.given(sites)) {
		fn := v.Parent()
		read, _ := v.(ssa.Instruction) // nil for a parameter
		if len(sites[fn]) == 0 {
			continue
		}
		for _, use := range usesOf(v) {
			pos := usePos(use)
			if use.Parent() != fn || own(pos) {
				continue
			}
			for _, site := range sites[fn] {
				if site != use && (read == nil || flow.LeadsTo(read, site, nil)) && flow.LeadsTo(site, use, read) {
					return pos, true
				}
			}
		}
	}
	return token.NoPos, false
}

// given returns the parameters of some functions by which they get the
// holder's map.
func (h *Holder) given(fns map[*ssa.Function][]ssa.Instruction) []ssa.Value {
	var out []ssa.Value
	for _, fn := range h.m.Funcs {
		if len(fns[fn]) == 0 {
			continue
		}
		for _, p := range fn.Params {
			if mapOf(p.Type()) == nil {
				continue
			}
			for _, o := range h.m.Sources(p) {
				if o.Kind == flow.FromVar && o.Var == h.Var && o.Elems == h.Elems {
					out = append(out, p)
					break
				}
			}
		}
	}
	return out
}

// usesOf returns the instructions that use a map, also through local
// variables and as the rounds of a range over it.
func usesOf(v ssa.Value) []ssa.Instruction {
	var out []ssa.Instruction
	seen := make(map[ssa.Value]bool)
	var walk func(v ssa.Value)
	walk = func(v ssa.Value) {
		if seen[v] || v.Referrers() == nil {
			return
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if a, ok := ref.Addr.(*ssa.Alloc); ok && ref.Val == v {
					out = append(out, loadsOf(a)...)
					continue
				}
				out = append(out, ref)
			case *ssa.Range, *ssa.Phi, *ssa.ChangeType:
				out = append(out, ref)
				walk(ref.(ssa.Value))
			case *ssa.DebugRef:
			default:
				out = append(out, ref)
			}
		}
	}
	walk(v)
	return out
}

// loadsOf returns the instructions that read a local variable, and the calls
// of literals that have it.
func loadsOf(a *ssa.Alloc) []ssa.Instruction {
	var out []ssa.Instruction
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp:
			out = append(out, ref)
		case *ssa.MakeClosure:
			out = append(out, *ref.Referrers()...)
		}
	}
	return out
}

func usePos(instr ssa.Instruction) token.Pos {
	if next, ok := instr.(*ssa.Next); ok {
		return next.Iter.Pos()
	}
	return instr.Pos()
}

// NilTold reports whether the package tells a nil map of the holder from an
// empty one, other than to make it on demand: nil then means something.
func (h *Holder) NilTold() (token.Pos, bool) {
	for _, fn := range h.m.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				cmp, ok := instr.(*ssa.BinOp)
				if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
					continue
				}
				x := cmp.X
				if flow.IsNil(x) {
					x = cmp.Y
				}
				if mapOf(x.Type()) != nil && h.m.isHolder(h, x) && !h.makesWhenNil(cmp) {
					return cmp.Pos(), true
				}
			}
		}
	}
	return token.NoPos, false
}

// makesWhenNil reports whether a comparison with nil decides only about
// making the map: the branch for nil does nothing else.
func (h *Holder) makesWhenNil(cmp *ssa.BinOp) bool {
	for _, ref := range *cmp.Referrers() {
		branch, ok := ref.(*ssa.If)
		if !ok || h.storeWhenNil(branch, cmp) == nil {
			return false
		}
	}
	return len(*cmp.Referrers()) > 0
}

// storeWhenNil returns the block that the branch leads to for nil, if it
// makes the holder's map and then joins the other way.
func (h *Holder) storeWhenNil(branch *ssa.If, cmp *ssa.BinOp) *ssa.BasicBlock {
	b := branch.Block()
	made, join := b.Succs[0], b.Succs[1]
	if cmp.Op == token.NEQ {
		made, join = join, made
	}
	if len(made.Succs) != 1 || made.Succs[0] != join && len(join.Preds) > 1 {
		return nil
	}
	for _, instr := range made.Instrs {
		st, ok := instr.(*ssa.Store)
		if ok && mapOf(st.Val.Type()) != nil && !flow.IsNil(st.Val) && h.m.isHolder(h, st.Addr) {
			return made
		}
	}
	return nil
}

// MadeOnDemand reports whether each insert after initialization makes the
// map when it is nil, with nothing between the test and the insert that
// could make it nil again. Where the map may be nil no insert then panics.
func (h *Holder) MadeOnDemand() bool {
	found := false
	for _, op := range h.Ops {
		if op.Kind != Insert || h.Initial(op) {
			continue
		}
		if !h.madeBefore(op.instr) {
			return false
		}
		found = true
	}
	return found
}

func (h *Holder) madeBefore(insert ssa.Instruction) bool {
	for d := insert.Block().Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cmp, ok := branch.Cond.(*ssa.BinOp)
		if !ok || !flow.IsNil(cmp.X) && !flow.IsNil(cmp.Y) {
			continue
		}
		x := cmp.X
		if flow.IsNil(x) {
			x = cmp.Y
		}
		up, isUpdate := insert.(*ssa.MapUpdate)
		if !isUpdate || !flow.SameAccess(x, up.Map) || h.storeWhenNil(branch, cmp) == nil {
			continue
		}
		return h.quiet(d, insert)
	}
	return false
}

// empties reports whether an instruction removes entries of the holder, where
// a fix may store nil, or stores nil already.
func (h *Holder) empties(instr ssa.Instruction) bool {
	for _, op := range h.Ops {
		if op.instr == instr && (op.Kind == Remove || op.Kind == Empty) {
			return true
		}
	}
	st, ok := instr.(*ssa.Store)
	return ok && flow.IsNil(st.Val) && h.m.isHolder(h, st.Addr)
}

// quiet reports whether nothing runs between the end of block d and instr
// that could leave the holder nil: no calls of the package's functions or of
// unknown ones, and no removal.
func (h *Holder) quiet(d *ssa.BasicBlock, instr ssa.Instruction) bool {
	seen := map[*ssa.BasicBlock]bool{d: true}
	work := slices.Clone(d.Succs)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] || b != instr.Block() && !flow.Reaches(b, instr.Block(), nil) {
			continue
		}
		seen[b] = true
		for _, in := range b.Instrs {
			if in == instr {
				break
			}
			if call, ok := in.(ssa.CallInstruction); ok && !flow.IsBuiltin(call.Common()) && len(h.m.Callees[call]) > 0 {
				return false
			}
			if call, ok := in.(*ssa.Call); ok && !flow.IsBuiltin(&call.Call) && call.Call.StaticCallee() == nil {
				return false
			}
			if h.empties(in) {
				return false
			}
		}
		if b != instr.Block() {
			work = append(work, b.Succs...)
		}
	}
	return true
}
