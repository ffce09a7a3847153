package mapmodel

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// This file answers whether a replacement belongs to the normal course of the
// program. Structure decides, and never the name of a function:
//
//   - one call of a function, or one round of a loop, passes both the replacement
//     and a removal or an insert of the same holder; branches that exclude each
//     other are not one passage;
//   - a loop, a goroutine or a timer comes to it in every round, or guarded only
//     by size or time. A loop over shards, which replaces another owner's map in
//     each round, is one call; so is a branch on what was received;
//   - an exported function that nobody in view calls stores contents that it is
//     given or computes, hands on the old map, or reads its entries first.
//
// All others (Reset, Flush, a command, a change of leader) happen once in a
// while: the message names them.

// InCourse reports whether a replacement of the holder belongs to the normal
// course. others are the removals and inserts that count.
func (h *Holder) InCourse(r *Op, others []*Op) bool {
	return h.m.onePassage(r, others) || h.m.comesBack(r) || h.m.handsOver(r)
}

// AskedBy returns the name of the function by which others ask for a
// replacement: the exported one nearest to it, or its own where there is none.
func (h *Holder) AskedBy(r *Op) (*ssa.Function, string) {
	fn := flow.Declared(r.Fn)
	seen := map[*ssa.Function]bool{fn: true}
	type visit struct {
		fn    *ssa.Function
		instr ssa.Instruction
	}
	for queue := []visit{{fn, r.instr}}; len(queue) > 0; queue = queue[1:] {
		v := queue[0]
		if h.m.CallableOutside(v.fn) && ast.IsExported(v.fn.Name()) {
			return v.fn, funcNameOf(v.fn)
		}
		for _, c := range h.m.Callers[v.fn] {
			in := flow.Declared(c.In)
			if seen[in] || h.m.support[in] || h.m.constructs(c) || h.m.Excludes(c, v.instr) {
				continue
			}
			seen[in] = true
			queue = append(queue, visit{in, c.Site})
		}
	}
	return fn, funcNameOf(fn)
}

// maxClimb is how many calls above a replacement are looked at.
const maxClimb = 5

// onePassage reports whether one call of a function passes both a replacement and
// another operation on the holder, itself or by what it calls.
func (m *model) onePassage(r *Op, others []*Op) bool {
	return !m.off("one passage") && slices.ContainsFunc(others, func(x *Op) bool { return m.passes(r, x, false) })
}

// passes reports whether one call of a function passes both a replacement and
// another operation, or first the operation if that is asked for.
func (m *model) passes(r, x *Op, first bool) bool {
	above := m.sitesAbove(r)
	for _, site := range m.sitesAbove(x) {
		for _, at := range above {
			if at.Parent() != site.Parent() || at == site && at != r.instr || m.runsOnce(at) || m.setsUp(at, r) {
				continue
			}
			a, b := at.Block(), site.Block()
			if first && (a == b || m.ReachesInRound(b, a)) || !first && m.InOneRound(a, b) {
				return true
			}
		}
	}
	return false
}

// setsUp reports whether a site works on an owner in the making.
func (m *model) setsUp(site ssa.Instruction, r *Op) bool {
	if site == r.instr {
		return false // classified so already
	}
	call, ok := site.(ssa.CallInstruction)
	if !ok {
		return false
	}
	return slices.ContainsFunc(m.Callees[call], func(c *flow.Call) bool { return m.constructs(c) })
}

// comesBack reports whether a loop or a timer comes to a replacement in every
// round.
func (m *model) comesBack(r *Op) bool {
	if m.off("every round") {
		return false
	}
	type visit struct {
		site ssa.Instruction
		base ssa.Value // of the owner, where it is known
	}
	seen := make(map[ssa.Instruction]bool)
	queue := []visit{{r.instr, r.origin.Base}}
	for depth := 0; depth <= maxClimb && len(queue) > 0; depth++ {
		var next []visit
		for _, v := range queue {
			if seen[v.site] {
				continue
			}
			seen[v.site] = true
			if !m.guardedByTime(v.site) {
				continue
			}
			fn := v.site.Parent()
			for l := m.LoopsOf(fn)[v.site.Block()]; l != nil; l = l.Parent {
				if v.base == nil || !m.varies(v.base, l, false) {
					return true
				}
			}
			for _, c := range m.Callers[fn] {
				switch {
				case m.support[flow.Declared(c.In)] || m.Excludes(c, v.site):
				case m.constructs(c) && m.LoopsOf(c.In)[c.Site.Block()] == nil:
				case c.Mode == flow.Spawned && flow.CalleeName(c.Site.Common()) == "AfterFunc":
					return true
				case c.Mode == flow.Plain || c.Mode == flow.Spawned || c.Mode == flow.Looped:
					next = append(next, visit{c.Site, baseAbove(v.base, fn, c)})
				}
			}
		}
		queue = next
	}
	return false
}

// baseAbove returns what an owner is called in a caller.
func baseAbove(base ssa.Value, fn *ssa.Function, c *flow.Call) ssa.Value {
	p, ok := base.(*ssa.Parameter)
	if !ok || p.Parent() != fn {
		return nil
	}
	if i := flow.ParamIndex(p); i >= 0 && i < len(c.Args) {
		return c.Args[i]
	}
	return nil
}

// guardedByTime reports whether only tests of a size, a time, nil or an error,
// the ends of loops, and the cases of a select for a timer decide whether a site
// is reached.
func (m *model) guardedByTime(site ssa.Instruction) bool {
	for _, g := range flow.Guards(site.Block()) {
		l := m.LoopsOf(site.Parent())[g.At]
		if l != nil && g.At == l.Header && !isSelectCase(g) {
			continue // the loop's own test
		}
		if !m.bySizeOrTime(g.Cond, 0) && !isTimerCase(g) {
			return false
		}
	}
	return true
}

func isSelectCase(g flow.Guard) bool {
	_, _, ok := selectCase(g)
	return ok
}

// selectCase returns the select and the state that a guard tests for.
func selectCase(g flow.Guard) (*ssa.Select, int, bool) {
	cmp, ok := g.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL {
		return nil, 0, false
	}
	e, ok := cmp.X.(*ssa.Extract)
	k, constant := cmp.Y.(*ssa.Const)
	if !ok || !constant || e.Index != 0 {
		return nil, 0, false
	}
	sel, ok := e.Tuple.(*ssa.Select)
	return sel, int(k.Int64()), ok
}

// isTimerCase reports whether a guard is the case of a select for a channel of
// times, or says that it is none of the other cases.
func isTimerCase(g flow.Guard) bool {
	sel, k, ok := selectCase(g)
	if !ok || !g.Truth {
		return ok
	}
	ch, ok := sel.States[k].Chan.Type().Underlying().(*types.Chan)
	return ok && flow.IsNamed(ch.Elem(), "time", "Time")
}

// bySizeOrTime reports whether a condition compares a size or a time, or tests
// for nil.
func (m *model) bySizeOrTime(cond ssa.Value, depth int) bool {
	if depth > 4 {
		return false
	}
	switch cond := cond.(type) {
	case *ssa.BinOp:
		if flow.IsNil(cond.X) || flow.IsNil(cond.Y) {
			return true
		}
		if !flow.Ranks(cond.Op) && cond.Op != token.EQL && cond.Op != token.NEQ {
			return false
		}
		return isTime(cond.X.Type()) || isCount(cond.X) || isCount(cond.Y)
	case *ssa.Call:
		if name := flow.CalleeName(&cond.Call); name == "Before" || name == "After" || name == "IsZero" || name == "Equal" {
			return len(cond.Call.Args) > 0 && flow.IsNamed(cond.Call.Args[0].Type(), "time", "Time")
		}
		if callee := m.Body(cond.Call.StaticCallee()); callee != nil {
			rs := flow.ReturnsOf(callee, 0)
			return len(rs) > 0 && !slices.ContainsFunc(rs, func(v ssa.Value) bool { return !m.bySizeOrTime(v, depth+1) })
		}
	case *ssa.Phi:
		return !slices.ContainsFunc(cond.Edges, func(v ssa.Value) bool {
			_, constant := v.(*ssa.Const)
			return !constant && !m.bySizeOrTime(v, depth+1)
		})
	case *ssa.UnOp:
		return cond.Op == token.NOT && m.bySizeOrTime(cond.X, depth+1)
	}
	return false
}

// isCount reports whether v is a length or a number that counts.
func isCount(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Call:
		return flow.IsLen(v)
	case *ssa.UnOp:
		return v.Op == token.MUL && flow.IsInteger(v.Type()) && flow.VarOf(v.X) != nil
	case *ssa.BinOp:
		return isCount(v.X) || isCount(v.Y)
	case *ssa.Convert:
		return isCount(v.X)
	}
	return false
}

// handsOver reports whether a replacement stands in an exported function that
// nobody in view calls, or in what only such functions call, and contents are
// stored, or the old map is handed on or read.
func (m *model) handsOver(r *Op) bool {
	if m.off("contents") || !m.onlyOutside(r.Fn, nil) {
		return false
	}
	if st, ok := r.instr.(*ssa.Store); ok && m.hasContents(st) {
		return true
	}
	h := m.heldBy(r.origin)
	return h != nil && (h.takenBy(r) || h.readBy(r))
}

// readBy reports whether one call passes first a read of entries that it hands
// on, and then the replacement: they are returned, stored, sent or given to a
// function that is known. What a callback gets is only announced.
func (h *Holder) readBy(r *Op) bool {
	return slices.ContainsFunc(h.Ops, func(op *Op) bool { return op.Kind == Read && readsOut(op) && h.m.passes(r, op, true) })
}

// readsOut reports whether an operation hands on the entries that it reads.
func readsOut(op *Op) bool {
	switch instr := op.instr.(type) {
	case *ssa.Range:
		return slices.ContainsFunc(*instr.Referrers(), func(ref ssa.Instruction) bool {
			next, ok := ref.(*ssa.Next)
			return ok && slices.ContainsFunc(*next.Referrers(), func(ref ssa.Instruction) bool {
				e, ok := ref.(*ssa.Extract)
				return ok && e.Index > 0 && handedOn(e, 0)
			})
		})
	case *ssa.Lookup:
		return handedOn(instr, 0)
	case ssa.CallInstruction: // maps.Keys, slices.Collect
		return !flow.IsBuiltin(instr.Common())
	}
	return false
}

// handedOn reports whether a value, or a part of it, goes to something that
// outlives the statement.
func handedOn(v ssa.Value, depth int) bool {
	if depth > 6 || v.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.Return, *ssa.Send, *ssa.MapUpdate:
			return true
		case *ssa.Store:
			return ref.Val == v
		case ssa.CallInstruction:
			c := ref.Common()
			if b, ok := c.Value.(*ssa.Builtin); ok {
				return b.Name() == "append" || b.Name() == "copy"
			}
			return c.IsInvoke() || c.StaticCallee() != nil
		case *ssa.FieldAddr, *ssa.Field, *ssa.UnOp, *ssa.Extract, *ssa.MakeInterface, *ssa.ChangeType, *ssa.Convert, *ssa.Phi, *ssa.BinOp, *ssa.IndexAddr, *ssa.Slice:
			return handedOn(ref.(ssa.Value), depth+1)
		}
		return false
	})
}

// takenBy reports whether the function of a replacement hands the old map on:
// it is returned, stored, sent or given to a function.
func (h *Holder) takenBy(r *Op) bool {
	return slices.ContainsFunc(h.loads(), func(v ssa.Value) bool {
		return v.Parent() == r.Fn && slices.ContainsFunc(usesOf(v), func(use ssa.Instruction) bool {
			switch use := use.(type) {
			case *ssa.Return, *ssa.Send, *ssa.MakeInterface, *ssa.Store:
				return true
			case *ssa.MapUpdate:
				return use.Value == v
			case *ssa.UnOp: // of a result variable, where the function defers
				return slices.ContainsFunc(*use.Referrers(), func(ref ssa.Instruction) bool {
					_, ok := ref.(*ssa.Return)
					return ok
				})
			case ssa.CallInstruction:
				return !flow.IsBuiltin(use.Common())
			}
			return false
		})
	})
}

// onlyOutside reports whether all that can call a function are exported
// functions which nobody in view calls.
func (m *model) onlyOutside(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	fn = flow.Declared(fn)
	if seen == nil {
		seen = make(map[*ssa.Function]bool)
	}
	if seen[fn] {
		return true
	}
	seen[fn] = true
	called := false
	for _, c := range m.Callers[fn] {
		if m.support[flow.Declared(c.In)] || m.constructs(c) {
			continue
		}
		if called = true; !m.onlyOutside(c.In, seen) {
			return false
		}
	}
	return called || m.CallableOutside(fn)
}

// hasContents reports whether a store gives the holder a map with contents: one
// that was given, a copy, or one that the function fills.
func (m *model) hasContents(st *ssa.Store) bool {
	for _, o := range m.Sources(st.Val) {
		switch o.Kind {
		case flow.FromNil:
		case flow.FromFresh:
			v := o.At
			if v == nil || v.Referrers() == nil {
				continue
			}
			if mapOf(st.Val.Type()) == nil { // a struct: what a function returns is computed
				if v.Parent() != st.Parent() {
					return true
				}
				continue
			}
			for _, use := range usesOf(v) {
				switch use := use.(type) {
				case *ssa.MapUpdate:
					if use.Map == v {
						return true
					}
				case ssa.CallInstruction:
					if !flow.IsBuiltin(use.Common()) {
						return true
					}
				}
			}
		default:
			return true
		}
	}
	return false
}

// onDemand reports whether a store into a variable that holds owners happens
// only when somebody asks for it: nobody in view does, and a new owner or nil
// takes the place of the old one.
func (m *model) onDemand(st *ssa.Store) bool {
	if m.off("on demand") || !m.onlyOutside(st.Parent(), nil) || m.unitOfWork(st) {
		return false
	}
	for _, o := range m.Sources(st.Val) {
		if o.Kind != flow.FromFresh && o.Kind != flow.FromNil {
			return false
		}
	}
	return true
}

// unitOfWork reports whether the function of a store gives the variable both a
// new owner and nil: the owner is made anew for each unit of work.
func (m *model) unitOfWork(st *ssa.Store) bool {
	v := flow.VarOf(st.Addr)
	made, dropped := false, false
	for _, other := range m.Stores[v] {
		if flow.Declared(other.Parent()) == flow.Declared(st.Parent()) {
			dropped = dropped || flow.IsNil(other.Val)
			made = made || !flow.IsNil(other.Val)
		}
	}
	return made && dropped
}

// droppedWith reports whether one call of a function passes both an operation
// and the store of another owner into a variable that leads to the holder.
func (m *model) droppedWith(s slotKey, op *Op) (token.Pos, bool) {
	for _, r := range m.rareDrops(s) {
		if m.onePassage(r, []*Op{op}) {
			return r.Pos, true
		}
	}
	return token.NoPos, false
}

// RareDrop returns the place where the owner is dropped on the way in which op
// reaches the holder, if that happens on demand only; else nil.
func (h *Holder) RareDrop(op *Op) *Op {
	for _, a := range h.m.accesses(op) {
		for _, s := range a {
			if drops := h.m.rareDrops(s); len(drops) > 0 {
				return drops[0]
			}
		}
	}
	return nil
}

// rareDrops returns the stores of another owner into a variable that happen on
// demand only.
func (m *model) rareDrops(s slotKey) []*Op {
	if s.elems > 0 {
		return nil
	}
	drops, ok := m.memos.rareDrops[s]
	if ok {
		return drops
	}
	for _, st := range m.Stores[s.v] {
		if !m.support[flow.Declared(st.Parent())] && m.onDemand(st) && m.replacesSlot(s, st) {
			r := &Op{Kind: Replace, Fn: st.Parent(), instr: st}
			r.Pos, r.End = m.Extent(storePos(st))
			drops = append(drops, r)
		}
	}
	m.memos.rareDrops[s] = drops
	return drops
}

// replacesSlot reports whether a store gives a variable that has a value another
// one.
func (m *model) replacesSlot(s slotKey, st *ssa.Store) bool {
	return slices.ContainsFunc(m.Sources(st.Addr), func(o flow.Source) bool {
		if o.Kind != flow.FromVar || o.Var != s.v {
			return false
		}
		kind, _ := m.classify(s, o, st, st.Val)
		return kind == Replace
	})
}
