package mapuse

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
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
	m := h.m
	pos, ok := m.memos.comes[h.Owner]
	if !ok {
		s := &search{model: m}
		if p, ok := s.comesAndGoes(h.Owner, nil); ok {
			pos = p
		}
		m.memos.comes[h.Owner] = pos
	}
	return pos, pos.IsValid()
}

// A search is one question that ComesAndGoes asks. It ends without an answer
// when types keep each other all over the package.
type search struct {
	*model
	types int
}

const maxTypes = 100

// comesAndGoes answers for a type; keepers are the types that asked, each
// because it has fields of the next one. There is no position where only they
// keep values of the type, or nothing does for long.
func (s *search) comesAndGoes(tn *types.TypeName, keepers []*types.TypeName) (gone token.Pos, ok bool) {
	named, _ := tn.Type().(*types.Named)
	if s.types++; named == nil || len(keepers) > 4 || s.types > maxTypes {
		return token.NoPos, false
	}
	keepers = append(slices.Clone(keepers), tn)
	for _, v := range s.makers(named) {
		if s.support[declared(v.Parent())] {
			continue
		}
		pos, goes := s.goes(named, v, keepers)
		if !goes {
			return token.NoPos, false
		}
		ok = true
		if pos.IsValid() && (!gone.IsValid() || pos < gone) {
			gone = pos
		}
	}
	return gone, ok
}

// goes reports whether every variable that keeps a value lets go of it, and
// where the first one does. What other packages get by a function that only
// they call may be kept by them.
func (s *search) goes(named *types.Named, v ssa.Value, keepers []*types.TypeName) (gone token.Pos, ok bool) {
	stays := s.places(named, v, func(p place) bool {
		if p.slot.v == nil {
			return p.fn != nil && len(s.callers[p.fn]) == 0
		}
		pos, goes := s.letsGo(p.slot, keepers)
		if pos.IsValid() && (!gone.IsValid() || pos < gone) {
			gone = pos
		}
		return !goes
	})
	return gone, !stays
}

// letsGo reports whether a variable lets go of the values that it keeps. It
// has no position where the variable does not count: it belongs to a type
// that is asked about already, or it is a pointer that others have in common.
func (s *search) letsGo(slot slotKey, keepers []*types.TypeName) (token.Pos, bool) {
	if !s.own(slot.v.Pkg()) {
		return token.NoPos, false
	}
	var owner *types.TypeName
	if slot.v.IsField() {
		owner = s.ownerOf(slot.v)
		if owner != nil && slices.Contains(keepers, owner) || s.sharedPointer(slot.v) {
			return token.NoPos, true
		}
	}
	if _, list := slot.v.Type().Underlying().(*types.Slice); slot.elems > 0 || list || s.exchanged(slot.v) {
		rare := func(fn *ssa.Function) bool { return s.manual(fn) || isReconfiguring(declared(fn).Name()) }
		if pos := s.findGivenUp(slot, rare); pos.IsValid() {
			return pos, true
		}
	}
	if owner == nil {
		return token.NoPos, false
	}
	return s.comesAndGoes(owner, keepers)
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
