package mapmodel

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// A Lifetime tells how long a holder lives.
type Lifetime struct {
	// Long is set when the holder outlives the call that made it.
	Long bool
	// Known is false when the package does not show where owners come from.
	Known bool
	// Why tells in words what decided; Pos is where.
	Why string
	Pos token.Pos
}

// Lifetime returns how long the holder lives: the rule long-lived.
func (h *Holder) Lifetime() Lifetime {
	m := h.m
	if h.LocalTo != nil {
		return Lifetime{Long: true, Known: true, Why: "local variable of " + h.LocalTo.Name() + ", which does not return", Pos: h.LocalTo.Pos()}
	}
	if !h.Var.IsField() {
		return Lifetime{Long: true, Known: true, Why: "package variable", Pos: h.Var.Pos()}
	}
	if h.Owner == nil {
		return m.fieldLife(h.Var)
	}
	return m.lifeOf(h.Owner)
}

// Local reports whether op works only on owners that never leave the function
// that makes them.
func (h *Holder) Local(op *Op) bool {
	bases := h.m.Owners(op.origin)
	for _, b := range bases {
		if b.Kind != flow.FromFresh || h.m.handsOn(b.At) {
			return false
		}
		if _, ok := h.m.worksWith(b.At); ok {
			return false
		}
	}
	return len(bases) > 0
}

// fieldLife answers for a field of a struct type without a name: it lives as
// long as the variable that is declared with it.
func (m *model) fieldLife(f *types.Var) Lifetime {
	for _, fn := range m.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				fa, ok := instr.(*ssa.FieldAddr)
				if !ok || flow.FieldOf(fa.X.Type(), fa.Field) != f {
					continue
				}
				for _, o := range m.Sources(fa.X) {
					if o.Kind == flow.FromVar && !o.Var.IsField() {
						return Lifetime{Long: true, Known: true, Why: "part of the package variable " + o.Var.Name(), Pos: o.Var.Pos()}
					}
				}
			}
		}
	}
	return Lifetime{Known: true, Why: "part of a local variable", Pos: f.Pos()}
}

func (m *model) computeLife(tn *types.TypeName) Lifetime {
	named, _ := tn.Type().(*types.Named)
	if named == nil {
		return Lifetime{Why: "its owner is not a named type"}
	}
	if v := m.globalWith(named); v != nil {
		return Lifetime{Long: true, Known: true, Why: "part of the package variable " + v.Name(), Pos: v.Pos()}
	}
	made := token.NoPos
	for _, v := range m.makers(named) {
		switch {
		case v.Parent().Pkg.Pkg != tn.Pkg():
			// Packages that are not in the model can make it too.
		case v.Pos().IsValid():
			made = v.Pos()
		case !made.IsValid():
			made = v.Parent().Pos()
		}
		var kept place
		e := m.escapeOf(named, func(p place) bool {
			if p.slot.v != nil && !m.slotLives(p.slot.v, tn) {
				return false
			}
			kept = p
			return true
		})
		if e.follow(v) {
			return Lifetime{Long: true, Known: true, Why: kept.why, Pos: kept.pos}
		}
	}
	switch {
	case made.IsValid():
		return Lifetime{Known: true, Why: "never leaves the function that makes it", Pos: made}
	case m.madeOutside(named):
		return Lifetime{Long: true, Known: true, Why: "made by other packages", Pos: tn.Pos()}
	}
	return Lifetime{Why: "the package does not show who makes it", Pos: tn.Pos()}
}

// madeOutside reports whether other packages can make values of the type: it
// is exported, or part of an exported one.
func (m *model) madeOutside(named *types.Named) bool {
	pkg := named.Obj().Pkg()
	if pkg.Name() == "main" {
		return false
	}
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		if tn, ok := scope.Lookup(name).(*types.TypeName); ok && tn.Exported() && !tn.IsAlias() && contains(tn.Type(), named, 0) {
			return true
		}
	}
	return false
}

// globalWith returns a package variable that is or has a value of the type, or
// nil.
func (m *model) globalWith(named *types.Named) *types.Var {
	for obj := range m.Globals() {
		if v, ok := obj.(*types.Var); ok && !m.InTest(v) && contains(v.Type(), named, 0) {
			return v
		}
	}
	return nil
}

// makers returns the values by which the packages make values of the type: an
// allocation of it, or of what contains it.
func (m *model) makers(named *types.Named) []ssa.Value {
	var out []ssa.Value
	for _, v := range m.Allocs {
		var t types.Type
		if alloc, ok := v.(*ssa.Alloc); ok {
			t = alloc.Type().(*types.Pointer).Elem()
		} else {
			t = flow.ElemOf(v.Type())
		}
		if contains(t, named, 0) {
			out = append(out, v)
		}
	}
	return out
}

// contains reports whether a value of type t has a value of the named type
// inside it, not counting what pointers point to.
func contains(t types.Type, named *types.Named, depth int) bool {
	if t == nil || depth > 4 {
		return false
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && (n.Origin() == named || n.Underlying() == named.Underlying()) {
		return true
	}
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for field := range t.Fields() {
			if contains(field.Type(), named, depth+1) {
				return true
			}
		}
	case *types.Array:
		return contains(t.Elem(), named, depth+1)
	}
	return false
}

// slotLives reports whether a variable that keeps values of a type is of a
// long life: a package variable, or a field of an owner that is long-lived
// itself.
func (m *model) slotLives(slot *types.Var, kept *types.TypeName) bool {
	if !slot.IsField() || !m.Own(slot.Pkg()) {
		return true
	}
	owner := m.ownerOf(slot)
	if owner == nil {
		return true
	}
	if owner == kept {
		return false
	}
	l := m.lifeOf(owner)
	return l.Long || !l.Known
}

// worksWith returns the function that has a value, if that does not return in
// normal operation and the value is not another one in each round of a loop.
func (m *model) worksWith(v ssa.Value) (*ssa.Function, bool) {
	fn := v.Parent()
	if fn == nil || m.off("endless function") || !m.Endures(fn) {
		return nil, false
	}
	if instr, ok := v.(ssa.Instruction); ok && m.LoopsOf(fn)[instr.Block()] != nil {
		return nil, false
	}
	return flow.Declared(fn), true
}
