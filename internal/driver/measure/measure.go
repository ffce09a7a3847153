// Package measure tells from heap profiles what the maps of packages keep.
//
// # Method
//
// A [Collector] looks at the packages that the profiles name, as the driver
// analyses them, and notes every place that allocates the table of a map,
// with the function and lines it stands in and the sizes that the table's
// blocks can have. Then each sample is matched with these places: by the
// function of its innermost frame, the line in it, and, behind a helper, the
// calls around it. Nothing is compared by folder: a profile from a build of
// another checkout, revision or machine is the normal case.
//
//   - A line is compared relative to the line where its function begins, if
//     the profile tells it: an edit above moves both.
//   - Where no sample of a function is at a place that allocates, the function
//     was edited: a block of the right size then goes to the nearest place.
//   - A block counts only if it has a size that a table of the map has. What a
//     line allocates besides is kept apart.
//   - Maps of one type that are filled on one line can't be told apart. They
//     share the bytes evenly, and it is said.
package measure

import (
	"go/token"
	"path/filepath"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/heapprof"
	"github.com/maplint/maplint/internal/maplayout"
)

// A Collector gathers what there is to know of packages. Its Inspect, Wants
// and WantsForeign methods are for [driver.Config].
type Collector struct {
	profiles []*heapprof.Profile
	live     []Process
	near     map[string]bool  // packages of the innermost frames
	leaves   map[string]int64 // bytes by the package of the innermost frame

	packages  map[string]*pkg
	holders   map[holderKey]*holder
	functions map[string][]*function
	instances map[holderKey][]layout
}

// A pkg is a package that was looked at.
type pkg struct {
	path, module  string
	name          string // for a dependency in the summary
	main, foreign bool
	modern        bool // its module has maps of Go 1.24 or later
}

type holderKey struct{ pkg, name string }

// A holder is a map that a package variable or a field holds.
type holder struct {
	key      holderKey
	pkg      *pkg
	declared declaration
	layout   layout
	// large are what checks report if it is large.
	large []large
}

// large is what a check reports of a map, without the figures: subject and
// reason are the parts of its message.
type large struct {
	finding         driver.Finding
	subject, reason string
	// silencedBy is the comment by which it is not reported, if there is one.
	silencedBy token.Position
}

// A declaration is where a holder is declared: it is the same for all who
// load the package.
type declaration struct {
	pos   token.Position
	elems int
}

// A function is a declared function with the literals in it.
type function struct {
	name, file string
	pkg        *pkg
	start      int
	literals   []int // the lines where they begin
	sites      []*site
}

// A place is a call or statement: the function, and the lines.
type place struct {
	fn          string
	first, last int
}

// A site is a place where tables are allocated.
type site struct {
	place
	kind   check.SiteKind
	callee string  // of a call; empty if it is not known
	holder *holder // nil for local maps
	// foreign is where the map is declared that another package holds.
	foreign declaration
	calls   []place
	layout  layout
}

// A layout has the blocks of a map's tables, by size.
type layout struct {
	known          bool
	swiss, buckets map[int64]maplayout.Table
}

// New returns a collector for packages that the profiles have to do with.
func New(profiles []*heapprof.Profile) *Collector {
	c := &Collector{
		profiles:  profiles,
		near:      make(map[string]bool),
		leaves:    make(map[string]int64),
		packages:  make(map[string]*pkg),
		holders:   make(map[holderKey]*holder),
		functions: make(map[string][]*function),
		instances: make(map[holderKey][]layout),
	}
	var frames []heapprof.Frame
	for _, p := range profiles {
		for i := range p.Samples {
			frames = p.Frames(frames[:0], &p.Samples[i])
			c.note(frames, p.Samples[i].Bytes)
		}
	}
	return c
}

// note notes the packages whose code can have inserted what a sample is of:
// that of the innermost frame, and that of its caller.
func (c *Collector) note(frames []heapprof.Frame, bytes int64) {
	var last string
	distinct := 0
	for _, f := range frames {
		if f.Pkg == last || heapprof.IsHelper(f.Pkg) {
			continue
		}
		if distinct == 0 {
			c.leaves[f.Pkg] += bytes
		}
		if last = f.Pkg; last != "" {
			c.near[last] = true
		}
		if distinct++; distinct == 2 {
			return
		}
	}
}

// Wants reports whether the profiles have to do with a package.
func (c *Collector) Wants(path, name string) bool {
	return c.near[path] || name == "main" && c.near["main"]
}

// leastForeign is what a dependency must have in use to be looked at.
const leastForeign = 256 << 10

// WantsForeign reports whether a dependency has much in use.
func (c *Collector) WantsForeign(path string) bool { return c.leaves[path] >= leastForeign }

// Inspect looks at one package.
func (c *Collector) Inspect(p *driver.Package) {
	from := p.Allocations
	if from == nil {
		return
	}
	x := &extractor{
		c: c,
		p: p,
		pkg: &pkg{
			path: p.Path, module: p.Module, foreign: p.Foreign, main: p.Name == "main", modern: from.Modern,
		},
		held:    make(map[check.Declaration]*holder),
		layouts: make(map[*check.Tables]layout),
	}
	c.packages[p.Path] = x.pkg
	for _, v := range p.Verdicts {
		x.verdict(v)
	}
	for _, inst := range from.Instances {
		key := holderKey{inst.Package, inst.Holder}
		c.instances[key] = append(c.instances[key], x.layout(inst.Tables))
	}
	for _, fn := range from.Functions {
		x.function(fn)
	}
	for _, s := range from.Sites {
		x.site(s)
	}
}

// An extractor takes what is known of one package.
type extractor struct {
	c       *Collector
	p       *driver.Package
	pkg     *pkg
	held    map[check.Declaration]*holder
	layouts map[*check.Tables]layout
}

// verdict notes the map that a verdict is about, and what the check reports of
// it if it is large.
func (x *extractor) verdict(v driver.Verdict) {
	from := v.Explanation
	if from == nil {
		return
	}
	h := x.held[from.Declared]
	if h == nil {
		h = &holder{key: holderKey{x.p.Path, v.Holder}, pkg: x.pkg, declared: x.declared(from.Declared), layout: x.layout(from.Tables)}
		x.held[from.Declared] = h
		x.c.holders[h.key] = h
	}
	if l := v.Large; l != nil && !x.p.Foreign {
		h.large = append(h.large, large{driver.NewFinding(x.p.Fset, v.Check, l.Finding), l.Subject, l.Reason, x.position(l.Silenced)})
	}
}

func (x *extractor) declared(d check.Declaration) declaration {
	return declaration{x.position(d.Pos), d.Elems}
}

// layout returns the tables of a map.
func (x *extractor) layout(t *check.Tables) layout {
	l, ok := x.layouts[t]
	if !ok && len(t.Swiss) > 0 {
		l = layout{true, bySize(t.Swiss), bySize(t.Buckets)}
	}
	x.layouts[t] = l
	return l
}

func bySize(tables []check.Table) map[int64]maplayout.Table {
	out := make(map[int64]maplayout.Table, len(tables))
	for _, t := range tables {
		out[t.Block] = maplayout.Table(t)
	}
	return out
}

func (x *extractor) position(pos token.Pos) token.Position { return x.p.Fset.Position(pos) }

// function notes a function.
func (x *extractor) function(fn check.Function) {
	start := x.position(fn.Pos)
	if !fn.Literal {
		x.enter(fn.Name, start).pkg = x.pkg
		return
	}
	outer := x.position(fn.Outer)
	if !outer.IsValid() {
		outer.Filename = start.Filename // in the value of a package variable
	}
	f := x.enter(fn.Name, outer)
	f.pkg = x.pkg
	f.literals = append(f.literals, start.Line)
}

// enter returns the function of a name, in a file and at a line: there can be
// several functions named init. It can be one of another package, whose turn is
// still to come: a site of a map that is judged with that package.
func (x *extractor) enter(name string, start token.Position) *function {
	file := filepath.ToSlash(start.Filename)
	for _, f := range x.c.functions[name] {
		if f.file == file && f.start == start.Line {
			return f
		}
	}
	f := &function{name: name, file: file, pkg: x.pkg, start: start.Line}
	x.c.functions[name] = append(x.c.functions[name], f)
	return f
}

// place turns a place into lines.
func (x *extractor) place(p check.Place) place {
	return place{p.Function, x.position(p.Pos).Line, x.position(p.End).Line}
}

// site notes a site.
func (x *extractor) site(s check.Site) {
	out := &site{place: x.place(s.Place), kind: s.Kind, callee: s.Callee, holder: x.held[s.Holder], layout: x.layout(s.Tables)}
	if s.Holder.Pos.IsValid() && out.holder == nil {
		// A map that another package holds: here it counts as that one's.
		out.foreign = x.declared(s.Holder)
	}
	for _, call := range s.Calls {
		out.calls = append(out.calls, x.place(call))
	}
	start := x.position(s.Outer)
	if !start.IsValid() {
		start.Filename = x.position(s.Pos).Filename
	}
	f := x.enter(out.fn, start)
	f.sites = append(f.sites, out)
}
