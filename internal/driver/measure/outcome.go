package measure

import (
	"cmp"
	"maps"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/maplint/maplint/internal/heapprof"
	"github.com/maplint/maplint/internal/livemaps"
	"github.com/maplint/maplint/internal/maplayout"
)

// An Outcome is what profiles tell of the packages.
type Outcome struct {
	// Figures has what the maps keep that packages and their dependencies
	// hold, the largest first.
	Figures []*Figure
	// Summaries has one for each profile.
	Summaries []*Summary
}

// A Figure is what the tables of one holder keep.
type Figure struct {
	Package string `json:"package"`
	Holder  string `json:"holder"`
	// Bytes are those of the tables, at most in any one profile. The other
	// figures are of that profile.
	Bytes int64 `json:"bytes"`
	// Entries is how many the tables have room for.
	Entries int64 `json:"entries"`
	// Error is twice the standard error of Bytes, which are estimated from
	// samples: 0 if the profile has all blocks, or does not tell.
	Error int64 `json:"error"`
	// Besides are the bytes that the same lines allocated for other things.
	Besides int64 `json:"besides"`
	// InUse is the whole of the profile.
	InUse int64 `json:"inUse"`
	// Profile names the profile, Shown is in how many there are tables.
	Profile string `json:"profile"`
	Shown   int    `json:"shown"`
	// History has the bytes in each profile, where there are several.
	History []At `json:"history,omitempty"`
	// Nearest is the part of Bytes that was matched by the nearest line.
	Nearest int64 `json:"nearest,omitempty"`
	// Shares names the other maps of this type that are filled on the same
	// lines: what could not be told apart was divided evenly.
	Shares []string `json:"shares,omitempty"`
	// Samples are the lines of the profile, the largest first.
	Samples []Line `json:"samples"`
	// Live is what a process has of it, if it was one that was read.
	Live *Live `json:"live,omitempty"`

	holder   *holder
	variance float64
	lines    map[Line]int // where each is in Samples; without its figures
}

// At is what one of several profiles has of a holder: the bytes of its tables,
// and twice their standard error.
type At struct {
	Bytes int64 `json:"bytes"`
	Error int64 `json:"error"`
}

// A Line is what a line of the profile has in blocks of one size.
type Line struct {
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int64  `json:"line"`
	// Block is the size of each block, 0 if the profile does not tell.
	Block   int64 `json:"block"`
	Objects int64 `json:"objects"`
	Bytes   int64 `json:"bytes"`
	// Table says whether these are tables of the map.
	Table bool `json:"table"`
	// Match is exact, moved or nearest.
	Match string `json:"match"`
}

// A Summary is what one profile has of tables.
type Summary struct {
	Profile string
	InUse   int64
	// Tables are the bytes of all tables: the sum of those held in the
	// packages, those of dependencies, and those of local maps.
	Tables, Held, Local int64
	Foreign             []Share
	// Exact, Moved and Nearest tell how the bytes of the tables were matched.
	// Gone are bytes in functions that the source does not have.
	Exact, Moved, Nearest, Gone int64
	// Elsewhere are bytes that look like tables, in functions that the source
	// does not have. Renamed are those of them whose package it has.
	Elsewhere int64
	Renamed   []Share
	// Unclear says that several programs could be that of the profile.
	Unclear bool
	// Wasted is the part of Tables that the entries there are don't need, and
	// Live is all that was read: of a process only.
	Wasted int64
	Live   *livemaps.Report
	// Sized is false if the profile does not tell the size of blocks.
	Sized bool
	Era   maplayout.Era
}

// A Share is the part of a dependency.
type Share struct {
	Name  string
	Bytes int64
}

// Match matches the profiles, or the processes, with what was collected.
func (c *Collector) Match() *Outcome {
	if c.live != nil {
		return c.matchLive()
	}
	c.resolve()
	c.nameForeign()
	index := c.index()
	best := make(map[*holder]*Figure)
	history := make(map[*holder][]At)
	out := &Outcome{}
	for i, p := range c.profiles {
		m := &matcher{c: c, index: index}
		m.run(p)
		t := m.tally(p)
		t.summary.Elsewhere, t.summary.Renamed = m.elsewhere(p)
		out.Summaries = append(out.Summaries, t.summary)
		for h, f := range t.figures {
			if history[h] == nil {
				history[h] = make([]At, len(c.profiles))
			}
			history[h][i] = At{f.Bytes, f.Error}
			old := best[h]
			if old == nil {
				best[h], old = f, f
			}
			shown := old.Shown
			if f.Bytes > 0 {
				shown++
			}
			if f.Bytes > old.Bytes {
				best[h] = f
			}
			best[h].Shown = shown
		}
	}
	for h, f := range best {
		if len(c.profiles) > 1 {
			f.History = history[h]
		}
		out.Figures = append(out.Figures, f)
	}
	slices.SortFunc(out.Figures, func(a, b *Figure) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Package, b.Package), cmp.Compare(a.Holder, b.Holder))
	})
	return out
}

// Of returns the figure of a holder, or nil if no profile has anything of it.
func (o *Outcome) Of(pkg, holder string) *Figure {
	for _, f := range o.Figures {
		if f.Package == pkg && f.Holder == holder {
			return f
		}
	}
	return nil
}

// resolve finds the holders of maps that packages fill and others declare,
// and the tables of maps in generic types.
func (c *Collector) resolve() {
	byDeclaration := make(map[declaration]*holder)
	for _, h := range c.holders {
		byDeclaration[h.declared] = h
	}
	for _, list := range c.functions {
		for _, fn := range list {
			for _, s := range fn.sites {
				if s.holder == nil && s.foreign != (declaration{}) {
					s.holder = byDeclaration[s.foreign]
				}
				if s.holder != nil && !s.layout.known {
					s.layout = c.generic(s.holder.key)
				}
				if !s.layout.known {
					s.layout = anyLayout()
				}
			}
		}
	}
}

// nameForeign names dependencies by their modules, and those in the modules
// of the packages by their path.
func (c *Collector) nameForeign() {
	own := make(map[string]bool)
	for _, p := range c.packages {
		if !p.foreign {
			own[p.module] = true
		}
	}
	for _, p := range c.packages {
		if p.name = p.module; p.module == "" || own[p.module] {
			p.name = p.path
		}
	}
}

// generic is the layout of a map in a generic type: those of all instances.
func (c *Collector) generic(key holderKey) layout {
	out := layout{swiss: make(map[int64]maplayout.Table), buckets: make(map[int64]maplayout.Table)}
	for _, l := range c.instances[key] {
		if l.known {
			out.known = true
			merge(out.swiss, l.swiss)
			merge(out.buckets, l.buckets)
		}
	}
	return out
}

// merge adds tables to others. Of two with one size it keeps that with more
// entries: most tables of a large map have the largest size.
func merge(to, from map[int64]maplayout.Table) {
	for size, t := range from {
		if t.Entries > to[size].Entries {
			to[size] = t
		}
	}
}

// anyLayout has the tables of maps whose type is not known.
func anyLayout() layout {
	out := layout{true, make(map[int64]maplayout.Table), make(map[int64]maplayout.Table)}
	for _, t := range heapprof.AnyTables(maplayout.Swiss) {
		out.swiss[t.Block] = t
	}
	for _, t := range heapprof.AnyTables(maplayout.Buckets) {
		out.buckets[t.Block] = t
	}
	return out
}

// index has the functions by the names that they can have in a profile: a
// program's own package is called main there, but not in its tests.
func (c *Collector) index() map[string][]*function {
	index := maps.Clone(c.functions)
	for name, list := range c.functions {
		for _, fn := range list {
			if fn.pkg.main && fn.pkg.path != "main" {
				alias := "main" + strings.TrimPrefix(name, fn.pkg.path)
				index[alias] = append(slices.Clip(index[alias]), fn)
			}
		}
	}
	for _, list := range index {
		slices.SortFunc(list, func(a, b *function) int {
			return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.start, b.start))
		})
	}
	return index
}

// A tally adds up the hits of one profile.
type tally struct {
	era     maplayout.Era
	figures map[*holder]*Figure
	summary *Summary
	foreign map[string]int64
}

// tally adds up with the kind of maps that explains more of the profile.
func (m *matcher) tally(p *heapprof.Profile) *tally {
	swiss, buckets := m.count(p, maplayout.Swiss), m.count(p, maplayout.Buckets)
	a, b := swiss.summary.Tables, buckets.summary.Tables
	// Where both explain as much: a map of the older kind is one array, one of
	// the newer kind many tables.
	old := b > a || b == a && !m.c.modern() && m.large() < manyTables*len(m.hits)
	if p.Go != "" && a <= 2*b && b <= 2*a {
		// Sizes that speak clearly count more: experiments change the maps.
		old = maplayout.EraOf(p.Go) == maplayout.Buckets
	}
	t := swiss
	if old {
		t = buckets
	}
	for _, f := range t.figures {
		f.Error = int64(2 * math.Sqrt(f.variance))
		slices.SortFunc(f.Samples, func(a, b Line) int {
			return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Block, b.Block))
		})
	}
	s := t.summary
	s.Gone, s.Unclear = m.gone, m.unclear
	for name, n := range t.foreign {
		s.Foreign = append(s.Foreign, Share{name, n})
	}
	slices.SortFunc(s.Foreign, func(a, b Share) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Name, b.Name)) })
	return t
}

// manyTables is how many tables a line has at least if it fills a large map of
// Go 1.24 or later.
const manyTables = 8

// large is how many blocks there are that would be large tables.
func (m *matcher) large() int {
	n := int64(0)
	for _, h := range m.hits {
		if h.sites[0].layout.fits(h.sample, false) {
			n += min(h.sample.Objects, 1<<20)
		}
	}
	return int(n)
}

// modern reports whether any of the packages is for Go 1.24 or later.
func (c *Collector) modern() bool {
	for _, p := range c.packages {
		if p.modern && !p.foreign {
			return true
		}
	}
	return false
}

func (m *matcher) count(p *heapprof.Profile, era maplayout.Era) *tally {
	t := &tally{
		era:     era,
		figures: make(map[*holder]*Figure),
		summary: &Summary{Profile: p.Name, InUse: p.Total, Sized: p.Sized, Era: era},
		foreign: make(map[string]int64),
	}
	for _, h := range m.hits {
		t.add(p, h)
	}
	return t
}

// add counts one hit.
func (t *tally) add(p *heapprof.Profile, h hit) {
	s := h.sample
	var fits []*site
	var table maplayout.Table
	for _, at := range h.sites {
		tab, ok := at.layout.tableOf(s, t.era)
		if ok && h.quality == nearest && !h.landed && tab.Entries <= 8 {
			ok = false // many other things have that size
		}
		switch {
		case !ok || slices.ContainsFunc(fits, func(o *site) bool { return o.holder == at.holder }):
			continue
		case len(fits) > 0 && s.Objects > 1 && tab.Entries > table.Entries:
			fits = nil // a map has one table at most that is not of the largest size
		case len(fits) > 0 && s.Objects > 1 && tab.Entries < table.Entries:
			continue
		}
		fits, table = append(fits, at), tab
	}
	if len(fits) > 1 { // somebody holds it
		fits = slices.DeleteFunc(fits, func(s *site) bool { return s.holder == nil })
	}
	if len(fits) == 0 {
		if i := slices.IndexFunc(h.sites, func(s *site) bool { return s.holder != nil }); i >= 0 && h.quality != nearest {
			f := t.figure(p, h.sites[i].holder)
			f.Besides += s.Bytes
			f.line(h, s.Bytes, s.Objects, false)
		}
		return
	}
	sum := t.summary
	sum.Tables += s.Bytes
	switch h.quality {
	case exact:
		sum.Exact += s.Bytes
	case moved:
		sum.Moved += s.Bytes
	case nearest:
		sum.Nearest += s.Bytes
	}
	n := int64(len(fits))
	for _, site := range fits {
		bytes := s.Bytes / n
		of := h.fn.pkg
		if site.holder != nil {
			of = site.holder.pkg
		}
		switch {
		case of.foreign:
			t.foreign[of.name] += bytes
		case site.holder == nil:
			sum.Local += bytes
		default:
			sum.Held += bytes
		}
		if site.holder == nil {
			continue
		}
		f := t.figure(p, site.holder)
		f.Bytes += bytes
		f.variance += p.Variance(s) / float64(n*n)
		if !table.MayOverflow {
			f.Entries += s.Objects * table.Entries / n
		}
		if h.quality == nearest {
			f.Nearest += bytes
		}
		f.line(h, bytes, s.Objects/n, true)
		for _, other := range fits {
			if other != site && !slices.Contains(f.Shares, other.holder.key.name) {
				f.Shares = append(f.Shares, other.holder.key.name)
			}
		}
	}
}

// tableOf returns the table that a sample can be of. Where the profile tells
// no sizes, anything is taken for a table that is large enough.
func (l layout) tableOf(s *heapprof.Sample, era maplayout.Era) (maplayout.Table, bool) {
	if s.Block > 0 {
		return l.table(s.Block, era)
	}
	sizes := l.swiss
	if era == maplayout.Buckets {
		sizes = l.buckets
	}
	each := s.Bytes / max(s.Objects, 1)
	var best maplayout.Table
	for _, t := range sizes {
		if t.Block <= each && t.Block > best.Block {
			best = t
		}
	}
	if best.Block == 0 {
		return best, false
	}
	best.Entries = best.Entries * each / best.Block
	return best, true
}

func (t *tally) figure(p *heapprof.Profile, h *holder) *Figure {
	f := t.figures[h]
	if f == nil {
		f = &Figure{Package: h.key.pkg, Holder: h.key.name, InUse: p.Total, Profile: p.Name, holder: h, Samples: []Line{}, lines: make(map[Line]int)}
		t.figures[h] = f
	}
	return f
}

// line adds to the samples of a figure.
func (f *Figure) line(h hit, bytes, objects int64, table bool) {
	frame := h.leaf
	l := Line{frame.Func, path.Base(frame.File), frame.Line, h.sample.Block, objects, bytes, table,
		[...]string{"exact", "moved", "nearest"}[h.quality]}
	key := l
	key.Objects, key.Bytes = 0, 0
	if i, ok := f.lines[key]; ok {
		f.Samples[i].Bytes += bytes
		f.Samples[i].Objects += objects
		return
	}
	f.lines[key] = len(f.Samples)
	f.Samples = append(f.Samples, l)
}
