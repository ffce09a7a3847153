package mapshrink

import (
	"fmt"
	"go/token"
	"slices"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapmodel"
)

// rules are what a finding needs, in the order in which they are asked: the
// cheap and the plain ones come first, since the first that does not hold is
// the answer that a user reads. Each drops the sweeps that it excuses.
//
//   - swept: entries leave the holder in a loop. Not: a recursion to a node's
//     parent, a call through an exported interface, a loop that tries until a
//     call succeeds.
//   - long-lived: a package variable, or an owner that outlives the call that
//     made it.
//   - grows: something other than a test inserts after initialization, with
//     keys that are not all constants.
//   - kept: after initialization nobody stores another map or nil, overwrites
//     the owner or drops it; nor do all places that keep owners of its type let
//     go of them. A replacement by hand only does not count: the message names
//     it.
//   - not scratch: not emptied and refilled in one round or by a loop, no
//     exchange of entries, not pooled, not emptied only during shutdown.
//   - unbounded: neither the keys nor a limit keep it small. A limit can be on
//     the rounds of a sweep, counted by its callers, or in a configuration with
//     a default.
var rules = []struct {
	name  check.Rule
	fails func(*judgement) *failure
}{
	{check.Swept, (*judgement).swept},
	{check.LongLived, (*judgement).longLived},
	{check.Grows, (*judgement).grows},
	{check.Kept, (*judgement).kept},
	{check.NotScratch, (*judgement).notScratch},
	{check.Unbounded, (*judgement).unbounded},
	{check.Kept, (*judgement).exposed}, // after what is plain
}

// A failure tells why a rule does not hold, or that this is not known.
type failure struct {
	unknown bool
	pos     token.Pos
	why     string
}

func fails(pos token.Pos, format string, args ...any) *failure {
	return &failure{pos: pos, why: fmt.Sprintf(format, args...)}
}

// judge applies the rules, and to what meets them the reasons for a low
// confidence.
func judge(h *mapmodel.Holder, generated func(token.Pos) bool) *Verdict {
	j := &judgement{h: h}
	for _, op := range h.Ops {
		if op.Support {
			continue // as in a test file
		}
		switch op.Kind {
		case mapmodel.Insert:
			j.inserts = append(j.inserts, op)
		case mapmodel.Remove, mapmodel.Empty:
			j.removes = append(j.removes, op)
		case mapmodel.Replace:
			j.replaces = append(j.replaces, op)
		case mapmodel.Expose:
			j.exposes = append(j.exposes, op)
		}
	}
	for _, r := range rules {
		if f := r.fails(j); f != nil {
			v := &Verdict{Holder: h, Rule: r.name, Why: f.why, Pos: f.pos}
			if f.unknown {
				v.Answer = check.Unknown
			}
			return v
		}
	}
	v := &Verdict{Holder: h, Answer: check.Reported, Confidence: check.Default, Note: j.note, sweeps: j.sweeps}
	if v.Sweep = j.shown(generated); v.Sweep == nil {
		return &Verdict{Holder: h, Rule: check.Swept, Why: "the removals stand in generated files", Pos: j.sweeps[0].Op.Pos}
	}
	v.Why, v.Pos = "all rules hold", v.Sweep.Op.Pos
	for _, r := range reasons {
		if pos, why, ok := r.holds(j); ok {
			v.Confidence, v.Reason, v.Why, v.Pos = check.Low, r.name, why, pos
			break
		}
	}
	return v
}

// A judgement is the state of one: the operations that count, without those
// that a rule has excused.
type judgement struct {
	h                                   *mapmodel.Holder
	inserts, removes, replaces, exposes []*mapmodel.Op
	sweeps                              []*mapmodel.Sweep
	note                                *mapmodel.Op
	emptied                             *mapmodel.Op    // a replacement that needs the map to be empty
	limit                               *mapmodel.Bound // one that is over the small bound, or computed
}

// shown returns the sweep that a finding is reported at: the first whose
// loop stands around the removal, where a reader sees both, else the first in a
// loop, else the first. It is nil when all stand in generated files.
func (j *judgement) shown(generated func(token.Pos) bool) *mapmodel.Sweep {
	var best *mapmodel.Sweep
	rank := func(s *mapmodel.Sweep) int {
		switch {
		case s.Cleared:
			return 0
		case s.Direct:
			return 2
		}
		return 1
	}
	for _, s := range j.sweeps {
		if _, pos, _ := j.h.Place(s.Op); !generated(pos) && (best == nil || rank(s) > rank(best)) {
			best = s
		}
	}
	return best
}

// seen chooses the words for one package or for several.
func (j *judgement) seen(one, several string) string {
	if j.h.Among() > 1 {
		return several
	}
	return one
}

func (j *judgement) swept() *failure {
	if len(j.removes) == 0 {
		for _, op := range j.h.Ops {
			if to := op.GivenTo(); to != "" && !op.Support {
				return &failure{unknown: true, pos: op.Pos, why: "it is given to " + to + ", which is not followed: that may remove entries"}
			}
		}
		return fails(j.h.Var.Pos(), "nothing removes entries")
	}
	j.sweeps = j.h.Sweeps()
	if len(j.sweeps) == 0 {
		return fails(j.removes[0].Pos, "entries are removed, but not in a loop that %s", j.seen("the package shows", "the packages show"))
	}
	return nil
}

func (j *judgement) grows() *failure {
	if len(j.inserts) == 0 {
		return fails(j.h.Var.Pos(), "nothing inserts in %s", j.seen("this package", "these packages"))
	}
	var growing []*mapmodel.Op
	for _, op := range j.inserts {
		if !j.h.Updates(op) && !j.h.Initial(op) && !j.h.Local(op) {
			growing = append(growing, op)
		}
	}
	if len(growing) == 0 {
		return fails(j.inserts[0].Pos, "entries are only inserted during initialization, or changed")
	}
	j.inserts = growing
	for _, op := range growing {
		if !op.ConstantKey() {
			return nil
		}
	}
	return fails(growing[0].Pos, "all keys are constants")
}

func (j *judgement) kept() *failure {
	var normal, rare, empty []*mapmodel.Op
	others := slices.Clone(j.inserts)
	for _, s := range j.sweeps {
		others = append(others, s.Op)
	}
	for _, r := range j.replaces {
		switch {
		case r.WhenEmpty:
			empty = append(empty, r)
		case j.h.InCourse(r, others):
			normal = append(normal, r)
		default:
			rare = append(rare, r)
		}
	}
	why := func(replaced bool) string {
		if replaced {
			return "another map, or nil, is stored"
		}
		return "its owner is dropped"
	}
	kept := j.sweeps[:0:0]
	var last *failure
	for _, s := range j.sweeps {
		excuses := slices.Clone(normal)
		if s.Op.Kind == mapmodel.Empty { // which leaves it empty
			excuses = append(excuses, empty...)
		}
		if pos, replaced, ok := j.h.Released(s.Op, excuses); ok {
			last = fails(pos, "%s", why(replaced))
		} else {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return last
	}
	j.sweeps = kept
	for _, r := range empty {
		if j.h.OnWay(r, kept[0].Op) {
			j.emptied = r
			break
		}
	}
	for _, r := range rare {
		if j.h.OnWay(r, kept[0].Op) {
			j.note = r
			break
		}
	}
	if j.note == nil {
		j.note = j.h.RareDrop(kept[0].Op)
	}
	for _, op := range j.inserts {
		pos, replaced, ok := j.h.Released(op, normal)
		if !ok {
			return j.dropped()
		}
		last = fails(pos, "where it is filled, %s", why(replaced))
	}
	return last
}

// dropped is part of kept, for owners that the program keeps only where it
// lets go of them again.
func (j *judgement) dropped() *failure {
	if pos, ok := j.h.ComesAndGoes(); ok {
		return fails(pos, "its owners are dropped wherever they are kept")
	}
	return nil
}

func (j *judgement) longLived() *failure {
	kept := j.sweeps[:0:0]
	for _, s := range j.sweeps {
		if !j.h.Local(s.Op) {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return fails(j.sweeps[0].Op.Pos, "the maps that are swept never leave the function that makes them")
	}
	j.sweeps = kept
	l := j.h.Lifetime()
	if l.Long {
		return nil
	}
	return &failure{unknown: !l.Known, pos: l.Pos, why: l.Why}
}

func (j *judgement) unbounded() *failure {
	if n, ok := j.h.KeyValues(); ok {
		return fails(j.h.Var.Pos(), "its keys have %d values at most", n)
	}
	fixed, limited := true, true
	var bound mapmodel.Bound
	for _, op := range j.inserts {
		fixed = fixed && (op.ConstantKey() || j.h.FixedKeys(op))
		b, ok := j.h.InsertLimit(op)
		limited = limited && ok && (b.Limit < 0 || b.Limit <= mapmodel.SmallBound)
		if ok && (bound.Why == "" || b.Limit < 0) {
			bound = b
		}
	}
	if fixed {
		return fails(j.inserts[0].Pos, "all keys stand in the source")
	}
	if limited && bound.Limit >= 0 {
		return fails(bound.Pos, "inserts keep it to %d entries", bound.Limit)
	}
	kept := j.sweeps[:0:0]
	var trim mapmodel.Bound
	for _, s := range j.sweeps {
		b, ok := s.Trims(j.h)
		if !ok {
			kept = append(kept, s)
			continue
		}
		trim = b
		if b.Limit >= 0 && b.Limit <= mapmodel.SmallBound {
			return fails(b.Pos, "a sweep trims it to %d entries", b.Limit)
		}
	}
	if len(kept) == 0 {
		return fails(trim.Pos, "sweeps only trim it to a limit, so that it stays as large as it was")
	}
	j.sweeps = kept
	switch {
	case limited:
		j.limit = &bound
	case trim.Why != "" && trim.Limit < 0:
		j.limit = &trim
	}
	return nil
}

func (j *judgement) notScratch() *failure {
	if pos, ok := j.h.Pooled(); ok {
		return fails(pos, "it is put into a sync.Pool")
	}
	kept := j.sweeps[:0:0]
	var last *failure
	for _, s := range j.sweeps {
		if s.WayOut {
			last = fails(s.Op.Pos, "it is emptied only during shutdown")
			continue
		}
		if pos, ok := s.Refilled(j.h, j.inserts); ok {
			last = fails(pos, "it is emptied and refilled in the same round")
			continue
		}
		if pos, ok := s.Exchanges(j.h, j.inserts); ok {
			last = fails(pos, "for each entry that leaves another one comes")
			continue
		}
		kept = append(kept, s)
	}
	if len(kept) == 0 {
		return last
	}
	j.sweeps = kept
	return nil
}

// exposed is part of kept: where the holder's address goes to code that is not
// followed, that code may replace the map.
func (j *judgement) exposed() *failure {
	for _, op := range j.exposes {
		if !j.h.Initial(op) {
			return &failure{unknown: true, pos: op.Pos, why: "its address goes to code that is not followed"}
		}
	}
	return nil
}
