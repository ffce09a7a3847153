package mapshrink

import (
	"go/token"
	"slices"

	"github.com/maplint/maplint/internal/mapuse"
)

// confidence is rules 7, 9 and 10. It always has an answer.
func (c *court) confidence() *Verdict {
	for _, rule := range []func() *Verdict{c.mirrors, c.few, c.dear, c.follows} {
		if v := rule(); v != nil {
			return v
		}
	}
	return c.evidence()
}

// mirrors is rule 7 for what is inserted from a collection and removed when
// it is no longer there.
func (c *court) mirrors() *Verdict {
	if c.ordered() {
		return nil
	}
	absent, ok := c.each(func(s *mapuse.Sweep) (token.Pos, bool) { return s.Absent(c.h) })
	if !ok {
		return nil
	}
	for _, op := range c.inserts {
		if src := c.h.KeySource(op); !src.Listed && (!src.Given || src.Traffic) {
			return nil
		}
	}
	return possibly(7, absent, "it mirrors another collection")
}

// ordered reports whether an order decides about removals. The sweeps do not
// change any more when it is asked.
func (c *court) ordered() bool {
	if c.order == nil {
		order := slices.ContainsFunc(c.sweeps, func(s *mapuse.Sweep) bool { _, ok := s.Ordered(c.h); return ok })
		c.order = &order
	}
	return *c.order
}

// timed reports whether a time decides about removals.
func (c *court) timed() bool {
	return slices.ContainsFunc(c.sweeps, func(s *mapuse.Sweep) bool { return s.Timed(c.h) })
}

// few is what speaks against size, whatever else speaks for it: rule 10.
func (c *court) few() *Verdict {
	h := c.h
	grouped, undone := true, true
	var group token.Pos
	for _, s := range c.sweeps {
		pos, ok := s.Groups(h)
		if ok {
			group = pos
		}
		grouped = grouped && (ok || !s.Direct || s.Endless())
		undone = undone && s.Undoes()
	}
	if grouped && group.IsValid() {
		return possibly(10, group, "its keys are groups: an entry leaves when its group is empty")
	}
	if undone {
		return possibly(10, c.sweeps[0].LoopPos, "its sweeps only undo inserts")
	}
	if !c.ordered() {
		if pos, ok := c.each(func(s *mapuse.Sweep) (token.Pos, bool) { return s.Counted(h) }); ok {
			return possibly(10, pos, "its entries are shared objects that leave when nobody uses them")
		}
	}
	if pos, ok := c.each(func(s *mapuse.Sweep) (token.Pos, bool) { return s.CountsDown(h) }); ok && !c.timed() {
		return possibly(10, pos, "its entries count who uses a key, and leave with the last one")
	}
	if g, ok := h.Toggled(c.sweeps, c.inserts); ok {
		return possibly(10, g.Var.Pos(), "its keys change off with those of %s", g.Name)
	}
	if pos, ok := c.each(func(s *mapuse.Sweep) (token.Pos, bool) { return s.Tallied(h) }); ok {
		return possibly(10, pos, "its entries are counts that leave at a number")
	}
	if pos, ok := h.Walked(c.sweeps, c.inserts); ok {
		return possibly(10, pos, "all of it is read again after each change")
	}
	if !c.ordered() {
		served := func(s *mapuse.Sweep) (token.Pos, bool) { return h.Served(s, c.inserts) }
		if pos, ok := c.each(served); ok {
			return possibly(10, pos, "the loop that removes one entry for each event inserts them too")
		}
	}
	if h.TreeNode() {
		return possibly(10, h.Var.Pos(), "it is a node of a tree, which spreads its entries over many maps")
	}
	return nil
}

// dear is rule 9: what an entry stands for keeps their number small.
func (c *court) dear() *Verdict {
	if what, ok := c.h.Resource(); ok {
		return possibly(9, c.h.Var.Pos(), "its entries hold live resources (%s)", what)
	}
	if pos, ok := c.h.StartsWork(c.inserts); ok {
		return possibly(9, pos, "a goroutine is started where it is filled")
	}
	return nil
}

// follows is rules 7 and 9 for a map beside another one of its owner.
func (c *court) follows() *Verdict {
	g, ok := c.h.Follows(c.sweeps, c.inserts)
	if !ok {
		return nil
	}
	if what, ok := g.Resource(); ok {
		return possibly(9, g.Var.Pos(), "its entries come and go with those of %s, which hold live resources (%s)", g.Name, what)
	}
	return possibly(7, g.Var.Pos(), "its entries are also in %s", g.Name)
}

// evidence is what speaks for thousands of entries: rule 10. Age decides that
// they go, in a sweep of its own, and many come at once, or the owner keeps
// several maps about the same things, or a clock tells the age. Or they come
// and go in batches, under keys that traffic brings.
func (c *court) evidence() *Verdict {
	h := c.h
	if h.AnyKey() {
		return possibly(10, h.Var.Pos(), "its keys can be of any type: it is a container, or they are objects")
	}
	near := c.sweeps[:0:0]
	for _, s := range c.sweeps {
		if s.Near() {
			near = append(near, s)
		}
	}
	if len(near) == 0 {
		return possibly(10, c.sweeps[0].LoopPos, "the loop is many calls away from the removal")
	}
	var brought mapuse.Source
	atOnce, listed := false, false
	for _, op := range c.inserts {
		src := h.KeySource(op)
		if listed = listed || src.Listed; src.Traffic && !brought.Traffic {
			brought = src
		}
		atOnce = atOnce || h.AtOnce(op)
	}
	batches := h.InBatches(near, c.inserts)
	for _, s := range near {
		pos, ok := s.Aged(h)
		if !ok {
			continue
		}
		if atOnce || batches {
			return &Verdict{Kind: Likely, Pos: pos, Reason: "removal is decided by an order, and many entries can come at once"}
		}
		if _, ends := s.Releases(h); ends || s.Window(h) {
			continue
		}
		switch {
		case !h.Alone():
			return &Verdict{Kind: Likely, Pos: pos, Reason: "removal is decided by an order, and its owner keeps more maps"}
		case h.Clocked(near, c.inserts):
			return &Verdict{Kind: Likely, Pos: pos, Reason: "removal is decided by an order, by a clock"}
		}
	}
	if atOnce && batches && !listed { // a list of keys is a choice that somebody makes
		if brought.Traffic {
			return &Verdict{Kind: Likely, Pos: brought.Pos, Reason: "entries come and go in batches, under keys " + brought.Why}
		}
		if c.ordered() {
			return &Verdict{Kind: Likely, Pos: c.inserts[0].Pos, Reason: "entries come and go in batches, and an order decides when"}
		}
	}
	return possibly(10, c.inserts[0].Pos, "nothing speaks for thousands of entries")
}
