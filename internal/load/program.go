package load

import (
	"cmp"
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"
)

// A Package is a package that type-checks, with its syntax.
type Package struct {
	Root  *Root
	Fset  *token.FileSet
	Files []*ast.File
	Types *types.Package
	Info  *types.Info
	Sizes types.Sizes
	// Cgo is whether the files are those that cgo has made: the package depends
	// on more than Go sources.
	Cgo bool
}

// A program type-checks packages of one group in full, and the declarations
// of what they depend on.
type program struct {
	group *Group
	errs  *errorList
	visit func(*Package)
	tried func()
	fset  *token.FileSet
	sizes types.Sizes
	cgoed cgoFiles
	// reached selects the declarations that the roots need of other
	// packages. If it is nil all are taken: that takes several times as long,
	// but then each error has its place.
	reached *reacher

	// members are packages that are loaded in full also where they are
	// imported, so that they share their types; by package ID.
	members map[string]*Root

	mu    sync.Mutex
	units map[string]*unit // by package ID
	// Roots that could not be checked: for want of files that the go command
	// makes, because the standard library is too new, and because there were
	// errors that may not be there with all declarations.
	cgo, stale, doubtful []*Root
	fakeC                map[string][]*packages.Package // of the roots in cgo
}

// A unit is a package with the types of its declarations. Its fields are
// written by the one goroutine that claimed it, before done is closed.
type unit struct {
	meta *packages.Package
	root *Root // nil for what is only imported
	done chan struct{}

	claimed bool // guarded by program.mu
	types   *types.Package
	// flaw is why some types of this package can be invalid: the first error
	// in its declarations or in those of a package it depends on.
	flaw *flaw
	// fakeC lists the packages whose use of cgo makes types of this package
	// invalid.
	fakeC []*packages.Package
	// files and info are the syntax of a member.
	files []*ast.File
	info  *types.Info
}

// newProgram returns a program of the roots and what they depend on, which
// is read as a whole or only as far as it is needed.
func newProgram(g *Group, roots []*Root, cgoed cgoFiles, whole bool, errs *errorList) *program {
	l := &program{
		group: g,
		errs:  errs,
		fset:  token.NewFileSet(),
		sizes: types.SizesFor("gc", g.env.GOARCH),
		cgoed: cgoed,
		units: make(map[string]*unit),
		fakeC: make(map[string][]*packages.Package),
	}
	if !whole {
		l.reached = newReacher(l.cgoed.filesOf, g.l.readString)
	}
	pkgs := slices.Clone(cgoed.imports)
	for _, r := range roots {
		pkgs = append(pkgs, r.Meta)
	}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if l.units[p.ID] == nil {
			l.units[p.ID] = &unit{meta: p, done: make(chan struct{})}
		}
	})
	return l
}

// run checks the roots, in parallel. Each worker goes down the imports of
// its root depth first, so that the syntax alive at any time is that of a few
// chains of imports.
func (l *program) run(ctx context.Context, roots []*Root) {
	if l.reached != nil {
		l.group.Outline(roots)
		var symbols []symbol
		for _, r := range roots {
			r.needs(l.withMade(r.Meta), func(sym symbol) { symbols = append(symbols, sym) })
		}
		l.reached.reach(symbols)
	}
	Parallel(len(roots), func(i int) {
		if ctx.Err() == nil {
			l.root(ctx, roots[i])
			if l.tried != nil {
				l.tried()
			}
		}
	})
}

// withMade returns a package with the imports that only the files made by
// cgo have.
func (l *program) withMade(p *packages.Package) *packages.Package {
	if l.cgoed.files[p.ID] == nil {
		return p
	}
	c := *p
	c.Imports = make(map[string]*packages.Package)
	for _, dep := range l.cgoed.imports {
		c.Imports[dep.PkgPath] = dep
	}
	maps.Copy(c.Imports, p.Imports)
	return &c
}

// claim reports whether the caller is to load the unit.
func (l *program) claim(u *unit) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := !u.claimed
	u.claimed = true
	return first
}

// root parses and type-checks a package in full, and has it visited. Its types
// are its own: what imports it sees those of its declarations.
func (l *program) root(ctx context.Context, r *Root) {
	p := r.Meta
	defer func() {
		if problem := recover(); problem != nil {
			l.errs.add(NewError(noPos, "%v", Bug(p.PkgPath, "the loader", problem, debug.Stack())))
		}
	}()
	u := &unit{meta: p, root: r, types: types.NewPackage(p.PkgPath, p.Name)}
	files, first := l.parseWhole(r)
	imports := l.loadImports(ctx, u, files, true)
	if ctx.Err() != nil {
		return
	}
	info := newInfo()
	c := l.check(u, files, imports, first, info)
	l.settle(u, c)
}

// parseWhole reads the files of a package with bodies and comments.
func (l *program) parseWhole(r *Root) (files []*ast.File, first error) {
	for _, name := range l.cgoed.filesOf(r.Meta) {
		src, err := l.group.l.source(name)
		var f *ast.File
		if err == nil {
			r.parsed(name, src)
			f, err = parser.ParseFile(l.fset, name, src, parser.SkipObjectResolution|parser.ParseComments)
		}
		if err != nil && first == nil {
			first = err
		}
		if f != nil {
			files = append(files, f)
		}
	}
	return files, first
}

// loadImports loads what files import and returns the units of that.
func (l *program) loadImports(ctx context.Context, u *unit, files []*ast.File, root bool) []*unit {
	imports := l.imports(u, files, root)
	for _, dep := range imports {
		l.load(ctx, dep)
	}
	for _, dep := range imports {
		<-dep.done
	}
	return imports
}

// load parses and type-checks the declarations of a package, unless another
// worker does. Two workers can't wait for each other: each waits only for
// packages below its own, and packages.Load has removed cycles.
func (l *program) load(ctx context.Context, u *unit) {
	if !l.claim(u) {
		return
	}
	u.types = types.NewPackage(u.meta.PkgPath, u.meta.Name)
	defer func() {
		if p := recover(); p != nil {
			l.errs.add(NewError(noPos, "%v", Bug(u.meta.PkgPath, "the loader", p, debug.Stack())))
			u.flaw = &flaw{msg: "internal error in maplint", in: u.meta}
		}
		u.types.MarkComplete() // also with errors: importers take what there is
		close(u.done)
	}()
	if u.meta.PkgPath == "unsafe" {
		u.types = types.Unsafe
		return
	}
	if ctx.Err() != nil {
		return
	}
	parse := l.parse
	if u.root = l.members[u.meta.ID]; u.root != nil {
		parse = func(u *unit) ([]*ast.File, error) { return l.parseWhole(u.root) }
		u.info = newInfo()
	}
	files, err := parse(u)
	imports := l.loadImports(ctx, u, files, u.root != nil)
	if ctx.Err() == nil {
		l.check(u, files, imports, err, u.info)
		u.files = files
	}
}

// parse reads the declarations of a package, or those that are needed.
func (l *program) parse(u *unit) (files []*ast.File, first error) {
	names := l.cgoed.filesOf(u.meta)
	var s *sketch
	if l.reached != nil {
		if s = l.reached.sketches[u.meta.ID]; s == nil {
			return nil, nil // imported for its effects
		}
		if s.err != nil {
			return nil, s.err
		}
	}
	for i, name := range names {
		var src any
		if s != nil {
			text := l.reached.source(s, s.files[i], name)
			if text == "" {
				continue
			}
			src = text
		}
		f, err := parser.ParseFile(l.fset, name, src, parser.SkipObjectResolution)
		if err != nil && first == nil {
			first = err
		}
		if f == nil {
			continue
		}
		declarations(f)
		dropImports(f, u.nameOf)
		files = append(files, f)
	}
	return files, first
}

// nameOf returns the name of an imported package.
func (u *unit) nameOf(path string) string {
	if path == "C" {
		return "C"
	}
	if dep := u.meta.Imports[path]; dep != nil {
		return dep.Name
	}
	return ""
}

// imports returns the units of the packages that the files import, without
// repetitions.
func (l *program) imports(u *unit, files []*ast.File, root bool) []*unit {
	var out []*unit
	for _, f := range files {
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if dep := l.unitOf(u, path); dep != nil && !slices.Contains(out, dep) {
				out = append(out, dep)
			}
			if path == "C" && (root || !isStd(u.meta)) {
				u.fakeC = []*packages.Package{u.meta}
			}
		}
	}
	return out
}

// unitOf returns the unit of an imported package, or nil if there is none.
func (l *program) unitOf(u *unit, path string) *unit {
	if dep := u.meta.Imports[path]; dep != nil {
		return l.units[dep.ID]
	}
	if l.cgoed.files[u.meta.ID] != nil && u.meta.PkgPath != "runtime/cgo" {
		for _, dep := range l.cgoed.imports {
			if dep.PkgPath == path {
				return l.units[dep.ID]
			}
		}
	}
	return nil
}

// isStd reports whether a package is of the standard library: the types of C
// that its files with cgo use never show in its declarations.
func isStd(p *packages.Package) bool {
	first, _, _ := strings.Cut(p.PkgPath, "/")
	return p.Module == nil && !strings.Contains(first, ".") && p.ID != commandLine
}

// cgoPackages returns the packages with cgo that the roots in l.cgo depend
// on.
func (l *program) cgoPackages() []*packages.Package {
	var out []*packages.Package
	for _, r := range l.cgo {
		for _, c := range l.fakeC[r.Meta.ID] {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// later notes a root that this program can't decide on.
func (l *program) later(list *[]*Root, u *unit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*list = append(*list, u.root)
	l.fakeC[u.meta.ID] = u.fakeC
}

// pack returns what is known of a root that type-checks.
func (l *program) pack(u *unit, r *Root, files []*ast.File, info *types.Info) *Package {
	return &Package{Root: cmp.Or(r.of, r), Fset: l.fset, Files: files, Types: u.types, Info: info, Sizes: l.sizes, Cgo: r.of != nil}
}
