package mapuse

import (
	"go/token"
	"go/types"
)

// ComesAndGoes reports whether the program lets go of the owners of the
// holder one by one in its normal course, wherever it keeps them: each lies in
// maps and lists that it is taken out of again, or in an owner that comes and
// goes itself. The position is one of those places.
//
// It is judged by type, not by the way in which an operation reaches its
// owner: what Released can't tell of a method's receiver.
func (h *Holder) ComesAndGoes() (token.Pos, bool) {
	if !h.Var.IsField() || h.Owner == nil {
		return token.NoPos, false
	}
	pos := h.m.comesAndGoes(h.Owner)
	return pos, pos.IsValid()
}

func (m *model) comesAndGoes(tn *types.TypeName) token.Pos {
	if pos, ok := m.memos.comes[tn]; ok {
		return pos
	}
	m.memos.comes[tn] = token.NoPos // for types that keep each other
	pos := m.findComesAndGoes(tn)
	m.memos.comes[tn] = pos
	return pos
}

func (m *model) findComesAndGoes(tn *types.TypeName) token.Pos {
	named, _ := tn.Type().(*types.Named)
	if named == nil {
		return token.NoPos
	}
	gone := token.NoPos
	stays := func(p place) bool {
		if p.fn != nil {
			return len(m.callers[p.fn]) == 0 // a constructor for other packages
		}
		if p.slot.v == nil {
			return false
		}
		pos, goes := m.letsGo(p.slot, tn)
		if goes && pos.IsValid() && (!gone.IsValid() || pos < gone) {
			gone = pos
		}
		return !goes
	}
	for _, fn := range m.funcs {
		if m.support[declared(fn)] {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if v := makes(instr, named); v != nil && m.places(named, v, stays) {
					return token.NoPos
				}
			}
		}
	}
	return gone
}

// letsGo reports whether a variable that keeps values of a type lets go of
// them. It has no position where the variable does not count: it is the
// type's own, or a pointer that others have in common.
func (m *model) letsGo(s slotKey, kept *types.TypeName) (token.Pos, bool) {
	if !m.own(s.v.Pkg()) {
		return token.NoPos, false
	}
	var owner *types.TypeName
	if s.v.IsField() {
		owner = m.ownerOf(s.v)
		if owner != nil && owner == kept || m.sharedPointer(s.v) {
			return token.NoPos, true
		}
	}
	if _, list := s.v.Type().Underlying().(*types.Slice); s.elems > 0 || list || m.exchanged(s.v) {
		if pos, ok := m.givenUp(s); ok {
			return pos, true
		}
	}
	if owner == nil {
		return token.NoPos, false
	}
	pos := m.comesAndGoes(owner)
	return pos, pos.IsValid()
}

// exchanged reports whether a variable gets new values or nil again and
// again: two stores at least, and nothing that a caller chose.
func (m *model) exchanged(v *types.Var) bool {
	made, none := 0, false
	for _, st := range m.stores[v] {
		if m.support[declared(st.Parent())] {
			continue
		}
		for _, o := range m.localOrigins(st.Val) {
			switch o.kind {
			case fromFresh:
				made++
			case fromNil:
				none = true
			default:
				return false
			}
		}
	}
	return made > 1 || made > 0 && none
}
