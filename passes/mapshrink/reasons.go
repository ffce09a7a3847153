package mapshrink

import (
	"fmt"
	"go/token"
	"slices"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapmodel"
)

// reasons are what in the source says that a map is small, in the order in
// which they are asked: the first that holds makes the confidence low. A row
// stays as long as labels confirm it; docs/precision.md has the counts.
var reasons = []struct {
	name  check.Reason
	holds func(*judgement) (pos token.Pos, why string, ok bool)
}{
	{check.Limit, (*judgement).limited},
	{check.Resource, (*judgement).holdsResources},
	{check.Mirror, (*judgement).mirrors},
	{check.Emptied, (*judgement).replacedWhenEmpty},
	{check.Cleared, (*judgement).clearedOnly},
}

// limited: inserts or a sweep keep to a limit whose size the source does not
// tell: it is computed, or a setting that can be off.
func (j *judgement) limited() (token.Pos, string, bool) {
	if j.limit != nil {
		return j.limit.Pos, "it is kept to a limit that the program computes", true
	}
	return token.NoPos, "", false
}

// holdsResources: an entry is, or has in a field, something that has to be
// closed or stopped, or a goroutine is started with it; or the same keys are in
// another map of the owner whose entries do.
func (j *judgement) holdsResources() (token.Pos, string, bool) {
	if what, ok := j.h.Resource(); ok {
		return j.h.Var.Pos(), fmt.Sprintf("its entries hold live resources (%s)", what), true
	}
	if pos, ok := j.h.StartsWork(j.inserts); ok {
		return pos, "a goroutine is started where it is filled", true
	}
	if g, ok := j.h.Follows(j.sweeps, j.inserts); ok {
		if what, ok := g.Resource(); ok {
			return g.Var.Pos(), fmt.Sprintf("its keys are also in %s, whose entries hold live resources (%s)", g.Name, what), true
		}
	}
	return token.NoPos, "", false
}

// mirrors: each sweep removes what another collection does not have, and what
// is inserted comes from the elements of a collection; or the same is true of
// another map of the owner that loses the same keys.
func (j *judgement) mirrors() (token.Pos, string, bool) {
	pos, ok := j.h.Mirrors(j.sweeps, j.inserts)
	if ok {
		return pos, "it mirrors another collection", true
	}
	if g, ok := j.h.Follows(j.sweeps, j.inserts); ok {
		return g.Var.Pos(), fmt.Sprintf("its keys are also in %s", g.Name), true
	}
	return token.NoPos, "", false
}

// replacedWhenEmpty: a sweep that can leave entries is followed by a replacement
// that needs it to have left none.
func (j *judgement) replacedWhenEmpty() (token.Pos, string, bool) {
	if j.emptied == nil {
		return token.NoPos, "", false
	}
	return j.emptied.Pos, "it may often be empty", true
}

// clearedOnly: the map is emptied by clear, and no loop is in view that would
// do so again and again.
func (j *judgement) clearedOnly() (token.Pos, string, bool) {
	cleared := !slices.ContainsFunc(j.sweeps, func(s *mapmodel.Sweep) bool { return !s.Cleared })
	return j.sweeps[0].Op.Pos, "no loop that clears it is in view", cleared
}
