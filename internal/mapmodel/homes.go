package mapmodel

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// ComesAndGoes reports whether the program lets go of the owners of the
// holder one by one in its normal course, wherever it keeps them: each lies in
// maps and lists that it is taken out of again, or in an owner that comes and
// goes itself. The position is one of those places.
//
// It is judged by type, not by the way in which an operation reaches its
// owner: what Released can't tell of a method's receiver.
func (h *Holder) ComesAndGoes() (token.Pos, bool) {
	if h.m.off("owners dropped") {
		return token.NoPos, false
	}
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
	if s.globalWith(named) != nil {
		return token.NoPos, false
	}
	keepers = append(slices.Clone(keepers), tn)
	for _, v := range s.makers(named) {
		if s.support[flow.Declared(v.Parent())] {
			continue
		}
		pos, goes := s.goes(named, v, keepers, 0)
		if !goes {
			return token.NoPos, false
		}
		gone, ok = earlier(gone, pos), true
	}
	return gone, ok
}

// goes reports whether every variable that keeps a value lets go of it, and
// where the first one does. It is asked anew about the result of each call that
// hands the value on: one caller may keep it in a map, another for good. What a
// goroutine has, or other packages get, and no variable keeps may stay.
func (s *search) goes(named *types.Named, v ssa.Value, keepers []*types.TypeName, depth int) (gone token.Pos, ok bool) {
	if depth > 6 {
		return token.NoPos, false
	}
	kept, loose := false, false
	var results []ssa.Value
	e := s.escapeOf(named, func(p place) bool {
		if p.slot.v == nil {
			loose = true
			return p.fn != nil && len(s.Callers[p.fn]) == 0
		}
		if p.slot.v.IsField() && s.sharedPointer(p.slot.v) {
			return false // it points back to what has it
		}
		pos, goes := s.letsGo(p.slot, keepers)
		gone, kept = earlier(gone, pos), kept || goes
		return !goes
	})
	e.results = func(r ssa.Value) bool {
		results = append(results, r)
		return false
	}
	if e.follow(v) || loose && !kept && len(results) == 0 {
		return token.NoPos, false
	}
	for _, r := range results {
		pos, goes := s.goes(named, r, keepers, depth+1)
		if !goes {
			return token.NoPos, false
		}
		gone = earlier(gone, pos)
	}
	return gone, true
}

// earlier returns the first of two positions; none is no position.
func earlier(a, b token.Pos) token.Pos {
	if !a.IsValid() || b.IsValid() && b < a {
		return b
	}
	return a
}

// letsGo reports whether a variable lets go of the values that it keeps. It
// has no position where the variable belongs to a type that is asked about
// already.
func (s *search) letsGo(slot slotKey, keepers []*types.TypeName) (token.Pos, bool) {
	if !s.Own(slot.v.Pkg()) {
		return token.NoPos, false
	}
	var owner *types.TypeName
	if slot.v.IsField() {
		if owner = s.ownerOf(slot.v); owner != nil && slices.Contains(keepers, owner) {
			return token.NoPos, true
		}
	}
	if _, list := slot.v.Type().Underlying().(*types.Slice); slot.elems > 0 || list {
		if pos := s.findGivenUp(slot); pos.IsValid() {
			return pos, true
		}
	}
	if owner == nil {
		return token.NoPos, false
	}
	return s.comesAndGoes(owner, keepers)
}
