package mapshrink

import (
	"fmt"
	"go/token"

	"github.com/maplint/maplint/internal/mapuse"
)

// The rules. A finding needs 1 to 6; 7 to 10 decide how sure it is.
//
//  1. Swept: entries leave the holder in a loop, which decides what is
//     called: a recursion to a node's parent, a call through an exported
//     interface and a loop that tries until a call succeeds do not.
//  2. Grows: something other than a test inserts after initialization, with
//     keys that are not all constants.
//  3. Never replaced: after initialization nobody stores another map or nil,
//     overwrites the owner or drops it; nor do all places that keep owners of
//     its type let go of them.
//  4. Lives long: a package variable, or an owner that outlives the call
//     that made it.
//  5. Can become large: neither the keys nor a limit keep it small. A limit
//     can be on the rounds of a sweep, counted by its callers, on a sum over
//     all entries, or in a configuration with a default. Inserts that need a
//     limit set by hand: possible.
//  6. Is not scratch: not emptied and refilled in one round or by a loop, no
//     exchange of entries, not pooled, not emptied only on the way out.
//  7. It mirrors another collection, or loses its keys together with one
//     that does: possible.
//  8. Rarely replaced: by hand only; likely all the same, with a note.
//  9. Its entries hold live resources, or point to a connection, or come with
//     a goroutine: possible.
//  10. Evidence of size: removal by an order, and many entries at once, or a
//     clock, or an owner with several maps; or batches of entries under keys
//     that traffic brings. Without it, possible; and where something speaks
//     against size. confidence.go has both, docs/precision.md the counts.

// judge applies the rules in an order in which the cheap and the plain ones
// come first: that is the reason a user reads.
func judge(h *mapuse.Holder, generated func(token.Pos) bool) *Verdict {
	c := &court{h: h}
	for _, op := range h.Ops {
		if op.Support {
			continue // as in a test file
		}
		switch op.Kind {
		case mapuse.Insert:
			c.inserts = append(c.inserts, op)
		case mapuse.Remove, mapuse.Empty:
			c.removes = append(c.removes, op)
		case mapuse.Replace:
			c.replaces = append(c.replaces, op)
		case mapuse.Expose:
			c.exposes = append(c.exposes, op)
		}
	}
	var v *Verdict
	for _, rule := range []func() *Verdict{
		c.swept, c.livesLong, c.grows, c.replaced, c.scratch, c.large, c.exposed, c.confidence, // the last always answers
	} {
		if v = rule(); v != nil {
			break
		}
	}
	v.Holder = h
	if v.Kind == Likely || v.Kind == Possible {
		v.sweeps = c.sweeps
		if v.Sweep, v.Note = c.shown(generated), c.note; v.Sweep == nil {
			v = silent(0, c.sweeps[0].Op.Pos, "the removals stand in generated files")
			v.Holder = h
		}
	}
	return v
}

// court is the state of one judgement.
type court struct {
	h                                   *mapuse.Holder
	inserts, removes, replaces, exposes []*mapuse.Op
	sweeps                              []*mapuse.Sweep
	note                                *mapuse.Op
	order                               *bool // memo of ordered
}

// shown returns the sweep that a finding is reported at: the first whose
// loop stands around the removal, where a reader sees both, or the first. It
// is nil when all stand in generated files.
func (c *court) shown(generated func(token.Pos) bool) *mapuse.Sweep {
	var first *mapuse.Sweep
	for _, s := range c.sweeps {
		if _, pos, _ := c.h.Place(s.Op); generated(pos) {
			continue
		}
		if s.Direct {
			return s
		}
		if first == nil {
			first = s
		}
	}
	return first
}

func silent(rule int, pos token.Pos, format string, args ...any) *Verdict {
	return &Verdict{Kind: Silent, Rule: rule, Pos: pos, Reason: fmt.Sprintf(format, args...)}
}

func possibly(rule int, pos token.Pos, format string, args ...any) *Verdict {
	return &Verdict{Kind: Possible, Rule: rule, Pos: pos, Reason: fmt.Sprintf(format, args...)}
}

// seen chooses the words for one package or for several.
func (c *court) seen(one, several string) string {
	if c.h.Among() > 1 {
		return several
	}
	return one
}

// swept is rule 1.
func (c *court) swept() *Verdict {
	if len(c.removes) == 0 {
		return silent(1, c.h.Var.Pos(), "nothing removes entries")
	}
	c.sweeps = c.h.Sweeps()
	if len(c.sweeps) == 0 {
		return silent(1, c.removes[0].Pos, "entries are removed, but not in a loop that %s", c.seen("the package shows", "the packages show"))
	}
	return nil
}

// grows is rule 2.
func (c *court) grows() *Verdict {
	if len(c.inserts) == 0 {
		return silent(2, c.h.Var.Pos(), "nothing inserts in %s", c.seen("this package", "these packages"))
	}
	var growing []*mapuse.Op
	for _, op := range c.inserts {
		if !c.h.Updates(op) && !c.h.Initial(op) && !c.h.Local(op) {
			growing = append(growing, op)
		}
	}
	if len(growing) == 0 {
		return silent(2, c.inserts[0].Pos, "entries are only inserted during initialization, or changed")
	}
	c.inserts = growing
	for _, op := range growing {
		if !op.ConstantKey() {
			return nil
		}
	}
	return silent(2, growing[0].Pos, "all keys are constants")
}

// replaced is rule 3, with rule 8 for replacements by hand.
func (c *court) replaced() *Verdict {
	var normal, manual []*mapuse.Op
	for _, r := range c.replaces {
		if r.Manual {
			manual = append(manual, r)
		} else {
			normal = append(normal, r)
		}
	}
	why := func(replaced bool) string {
		if replaced {
			return "another map, or nil, is stored"
		}
		return "its owner is given up"
	}
	kept := c.sweeps[:0:0]
	var last *Verdict
	for _, s := range c.sweeps {
		if pos, replaced, ok := c.h.Released(s.Op, append(mends(s, manual), normal...)); ok {
			last = silent(3, pos, "%s", why(replaced))
		} else {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return last
	}
	c.sweeps = kept
	for _, r := range manual {
		if c.h.OnWay(r, kept[0].Op) {
			c.note = r
			break
		}
	}
	for _, op := range c.inserts {
		pos, replaced, ok := c.h.Released(op, normal)
		if !ok {
			return c.comesAndGoes()
		}
		last = silent(3, pos, "where it is filled, %s", why(replaced))
	}
	return last
}

// comesAndGoes is rule 3 for owners that the program keeps only where it lets
// go of them again.
func (c *court) comesAndGoes() *Verdict {
	if pos, ok := c.h.ComesAndGoes(); ok {
		return silent(3, pos, "its owners come and go")
	}
	return nil
}

// mends returns the replacements that follow a sweep in its own function:
// they run whenever it does, by hand or not.
func mends(s *mapuse.Sweep, manual []*mapuse.Op) []*mapuse.Op {
	var out []*mapuse.Op
	for _, r := range manual {
		if r.Fn == s.Op.Fn && r.Pos > s.Op.Pos {
			out = append(out, r)
		}
	}
	return out
}

// livesLong is rule 4.
func (c *court) livesLong() *Verdict {
	if pos, ok := c.h.Pooled(); ok {
		return silent(6, pos, "it is put into a sync.Pool")
	}
	kept := c.sweeps[:0:0]
	for _, s := range c.sweeps {
		if !c.h.Local(s.Op) {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return silent(4, c.sweeps[0].Op.Pos, "those that are swept never leave the function that makes them")
	}
	c.sweeps = kept
	l := c.h.Lifetime()
	switch {
	case l.Long:
		return nil
	case l.Known:
		return silent(4, l.Pos, "%s", l.Why)
	}
	return &Verdict{Kind: Unknown, Rule: 4, Pos: l.Pos, Reason: l.Why}
}

// large is rule 5.
func (c *court) large() *Verdict {
	if n, ok := c.h.KeyValues(); ok {
		return silent(5, c.h.Var.Pos(), "its keys have %d values at most", n)
	}
	fixed, limited := true, true
	var bound mapuse.Bound
	for _, op := range c.inserts {
		fixed = fixed && (op.ConstantKey() || c.h.FixedKeys(op))
		b, ok := c.h.InsertLimit(op)
		limited = limited && ok && (b.Limit < 0 || b.Limit <= mapuse.SmallBound)
		if ok && (bound.Why == "" || b.Limit < 0) {
			bound = b
		}
	}
	if fixed {
		return silent(5, c.inserts[0].Pos, "all keys stand in the source")
	}
	if limited && bound.Limit >= 0 {
		return silent(5, bound.Pos, "inserts keep it to %d entries", bound.Limit)
	}
	kept := c.sweeps[:0:0]
	var trim mapuse.Bound
	for _, s := range c.sweeps {
		b, ok := s.Trims(c.h)
		if !ok {
			kept = append(kept, s)
			continue
		}
		trim = b
		if b.Limit >= 0 && b.Limit <= mapuse.SmallBound {
			return silent(5, b.Pos, "a sweep trims it to %d entries", b.Limit)
		}
	}
	if len(kept) == 0 {
		return silent(5, trim.Pos, "sweeps only trim it to a limit, so that it stays as large as it was")
	}
	c.sweeps = kept
	for _, s := range kept {
		if s.Timed(c.h) && !limited {
			return nil // what is old goes, whatever the limit
		}
	}
	if pos, ok := c.gated(); ok {
		return possibly(5, pos, "inserts need a limit that is off unless it is set")
	}
	if limited {
		return possibly(5, bound.Pos, "inserts keep it to a limit that the program computes")
	}
	if trim.Why == "" {
		trim, _ = c.h.SumLimit()
	}
	if trim.Why != "" && trim.Limit < 0 {
		return possibly(5, trim.Pos, "it is trimmed to a limit that the program computes")
	}
	return nil
}

// gated reports whether a setting decides about all inserts.
func (c *court) gated() (pos token.Pos, ok bool) {
	for _, op := range c.inserts {
		if pos, ok = c.h.Gate(op); !ok {
			return pos, false
		}
	}
	return pos, ok
}

// each reports whether a question has a yes for each sweep.
func (c *court) each(question func(*mapuse.Sweep) (token.Pos, bool)) (pos token.Pos, ok bool) {
	for _, s := range c.sweeps {
		if pos, ok = question(s); !ok {
			return pos, false
		}
	}
	return pos, ok
}

// scratch is rule 6.
func (c *court) scratch() *Verdict {
	kept := c.sweeps[:0:0]
	var last *Verdict
	for _, s := range c.sweeps {
		if s.WayOut {
			last = silent(6, s.Op.Pos, "it is emptied on the way out")
			continue
		}
		if pos, ok := s.Refilled(c.h, c.inserts); ok {
			last = silent(6, pos, "it is emptied and refilled in the same round")
			continue
		}
		if pos, ok := s.Exchanges(c.h, c.inserts); ok {
			last = silent(6, pos, "for each entry that leaves another one comes")
			continue
		}
		kept = append(kept, s)
	}
	if len(kept) == 0 {
		return last
	}
	c.sweeps = kept
	return nil
}

// exposed says unknown where the holder's address goes to code that is not
// followed: that code may replace the map.
func (c *court) exposed() *Verdict {
	for _, op := range c.exposes {
		if !c.h.Initial(op) {
			return &Verdict{Kind: Unknown, Rule: 3, Pos: op.Pos, Reason: "its address goes to code that is not followed"}
		}
	}
	return nil
}
