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
	"cmp"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/heapprof"
	"github.com/maplint/maplint/internal/maplayout"
	"github.com/maplint/maplint/internal/mapmodel"
	"github.com/maplint/maplint/passes/mapshrink"
)

// A Collector gathers what there is to know of packages. Its Inspect, Wants
// and WantsForeign methods are for [driver.Config].
type Collector struct {
	profiles []*heapprof.Profile
	live     []Process
	near     map[string]bool  // packages of the innermost frames
	leaves   map[string]int64 // bytes by the package of the innermost frame

	mu        sync.Mutex
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
	// finding is what to report, without the figures, and subject and reason
	// are the parts of its message. It is nil if nothing is removed, or if
	// something replaces the map.
	finding         *driver.Finding
	subject, reason string
	// silencedBy is the comment by which it is not reported.
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
	kind   mapmodel.SiteKind
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
func (c *Collector) Inspect(p *driver.Package) error {
	res, ok := p.Results[mapshrink.Analyzer].(*mapshrink.Result)
	if !ok {
		return nil
	}
	model := res.Model()
	if p.Together != nil {
		c.together(p, res)
		return nil
	}
	verdicts, err := res.Verdicts()
	if err != nil {
		return err
	}
	functions, err := model.Functions()
	if err != nil {
		return err
	}
	sites, err := model.Sites()
	if err != nil {
		return err
	}
	x := newExtractor(c, p, res)
	// Layouts and findings are worked out before the lock is taken.
	holders := x.holders(verdicts)
	instances := model.Instances()

	c.mu.Lock()
	defer c.mu.Unlock()
	c.packages[p.Path] = x.pkg
	for _, h := range holders {
		c.holders[h.key] = h
	}
	for _, inst := range instances {
		key := holderKey{inst.Package, inst.Holder}
		c.instances[key] = append(c.instances[key], x.layout(inst.Map))
	}
	for _, fn := range functions {
		x.function(fn)
	}
	for _, s := range sites {
		x.site(s)
	}
	return nil
}

// together takes the holders of a package anew, which was judged with others:
// now the places in these are known as well.
func (c *Collector) together(p *driver.Package, res *mapshrink.Result) {
	x := newExtractor(c, p, res)
	holders := x.holders(p.Together)
	c.mu.Lock()
	defer c.mu.Unlock()
	x.pkg = cmp.Or(c.packages[p.Path], x.pkg)
	for _, h := range holders {
		h.pkg = x.pkg
		c.holders[h.key] = h
	}
	for _, list := range c.functions {
		for _, f := range list {
			f.sites = slices.DeleteFunc(f.sites, func(s *site) bool { return s.holder != nil && s.holder.key.pkg == p.Path })
		}
	}
	for _, v := range p.Together {
		for _, s := range v.Holder.Sites() {
			x.site(s)
		}
	}
}

// An extractor turns what is known of one package into data.
type extractor struct {
	c     *Collector
	p     *driver.Package
	res   *mapshrink.Result
	pkg   *pkg
	sizes types.Sizes
	byVar map[*mapmodel.Holder]*holder
	types map[*types.Map]layout
}

func newExtractor(c *Collector, p *driver.Package, res *mapshrink.Result) *extractor {
	return &extractor{
		c:   c,
		p:   p,
		res: res,
		pkg: &pkg{
			path: p.Path, module: p.Module, foreign: p.Foreign, main: p.Types.Name() == "main",
			modern: maplayout.EraOf(res.GoVersion()) == maplayout.Swiss,
		},
		sizes: res.Sizes(),
		byVar: make(map[*mapmodel.Holder]*holder),
		types: make(map[*types.Map]layout),
	}
}

// layout returns the tables of a map type.
func (x *extractor) layout(m *types.Map) layout {
	if l, ok := x.types[m]; ok {
		return l
	}
	var l layout
	swiss, ok := maplayout.Tables(m, maplayout.Swiss, x.sizes)
	if ok {
		buckets, _ := maplayout.Tables(m, maplayout.Buckets, x.sizes)
		l = layout{true, bySize(swiss), bySize(buckets)}
	}
	x.types[m] = l
	return l
}

func bySize(tables []maplayout.Table) map[int64]maplayout.Table {
	out := make(map[int64]maplayout.Table, len(tables))
	for _, t := range tables {
		out[t.Block] = t
	}
	return out
}

// funcName names a declared function as [heapprof.FuncName] does.
func funcName(fn *ssa.Function) string {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	path := ""
	if fn.Pkg != nil {
		path = fn.Pkg.Pkg.Path()
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Name() == "init" && obj.Signature().Recv() == nil {
		return path + ".init" // also that of package variables
	}
	return calleeName(obj)
}

// calleeName names a function as [heapprof.FuncName] does.
func calleeName(obj *types.Func) string {
	if obj == nil || obj.Pkg() == nil {
		return ""
	}
	name := obj.Name()
	if recv := obj.Signature().Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if ptr, ok := t.(*types.Pointer); ok {
			t = types.Unalias(ptr.Elem())
		}
		if n, ok := t.(*types.Named); ok {
			name = n.Obj().Name() + "." + name
		}
	}
	return obj.Pkg().Path() + "." + name
}

func (x *extractor) position(pos token.Pos) token.Position { return x.p.Fset.Position(pos) }

// startOf is where a function begins.
func (x *extractor) startOf(fn *ssa.Function) token.Position {
	if fn.Syntax() != nil {
		return x.position(fn.Syntax().Pos())
	}
	return token.Position{}
}

// function notes a function.
func (x *extractor) function(fn *ssa.Function) {
	start := x.startOf(fn)
	if fn.Parent() == nil {
		x.enter(funcName(fn), start)
		return
	}
	outer := x.startOf(outermost(fn))
	if !outer.IsValid() {
		outer.Filename = start.Filename // in the value of a package variable
	}
	f := x.enter(funcName(fn), outer)
	f.literals = append(f.literals, start.Line)
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// enter returns the function of a name, in a file and at a line: there can be
// several functions named init.
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

// place turns a place into data.
func (x *extractor) place(p mapmodel.Place) place {
	return place{funcName(p.Fn), x.position(p.Pos).Line, x.position(p.End).Line}
}

// site notes a site.
func (x *extractor) site(s *mapmodel.Site) {
	out := &site{place: x.place(s.Place), kind: s.Kind, callee: calleeName(s.Callee), holder: x.byVar[s.Holder], layout: x.layout(s.Map)}
	if s.Holder != nil && out.holder == nil {
		// A map that another package holds: here it counts as that one's.
		out.foreign = x.declared(s.Holder)
	}
	for _, call := range s.Calls {
		out.calls = append(out.calls, x.place(call))
	}
	start := x.startOf(outermost(s.Fn))
	if !start.IsValid() {
		start.Filename = x.position(s.Pos).Filename
	}
	f := x.enter(out.fn, start)
	f.sites = append(f.sites, out)
}
