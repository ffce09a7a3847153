package driver

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"
)

// A loader type-checks the packages of one group and what they depend on.
type loader struct {
	s     *session
	group group
	fset  *token.FileSet
	sizes types.Sizes
	cgoed cgoFiles

	mu    sync.Mutex
	units map[string]*unit // by package ID
	// cgo and stale are roots that could not be checked: for want of files
	// that the go command makes, and because the standard library is too new.
	cgo, stale []*packages.Package
}

// A unit is a package with its types. Its fields are written by the one
// goroutine that claimed it, before done is closed.
type unit struct {
	meta *packages.Package
	root bool
	done chan struct{}

	claimed bool // guarded by loader.mu
	types   *types.Package
	// flaw is why some types of this package can be invalid: the first error
	// in its declarations or in those of a package it depends on.
	flaw *flaw
	// fakeC lists the packages whose use of cgo makes types of this package
	// invalid.
	fakeC []*packages.Package
}

// newLoader returns a loader for the roots and what they depend on.
func newLoader(s *session, g group, roots []*packages.Package, cgoed cgoFiles) *loader {
	l := &loader{
		s:     s,
		group: g,
		fset:  token.NewFileSet(),
		sizes: types.SizesFor("gc", g.env.GOARCH),
		cgoed: cgoed,
		units: make(map[string]*unit),
	}
	packages.Visit(slices.Concat(roots, cgoed.imports), nil, func(p *packages.Package) {
		if l.units[p.ID] == nil {
			l.units[p.ID] = &unit{meta: p, done: make(chan struct{})}
		}
	})
	return l
}

// run checks the roots, in parallel. Each worker goes down the imports of
// its root depth first, so that the syntax alive at any time is that of a few
// chains of imports.
func (l *loader) run(ctx context.Context, roots []*packages.Package) {
	for _, p := range roots {
		l.units[p.ID].root = true
	}
	queue := make(chan *packages.Package)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(roots)) {
		workers.Go(func() {
			for p := range queue {
				l.load(ctx, l.units[p.ID])
			}
		})
	}
	for _, p := range roots {
		queue <- p
	}
	close(queue)
	workers.Wait()
}

// claim reports whether the caller is to load the unit.
func (l *loader) claim(u *unit) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := !u.claimed
	u.claimed = true
	return first
}

// load parses and type-checks a package, unless another worker does, and
// checks it if it is a root. Two workers can't wait for each other: each
// waits only for packages below its own, and packages.Load has removed
// cycles.
func (l *loader) load(ctx context.Context, u *unit) {
	if !l.claim(u) {
		return
	}
	pkg := types.NewPackage(u.meta.PkgPath, u.meta.Name)
	u.types = pkg
	finish := sync.OnceFunc(func() {
		pkg.MarkComplete() // also with errors: importers take what there is
		close(u.done)
	})
	defer finish()
	if u.meta.PkgPath == "unsafe" {
		u.types = types.Unsafe
		return
	}
	if ctx.Err() != nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			l.s.report.fail(noPos, "%v", bug(u.meta.PkgPath, "the loader", p, debug.Stack()))
			u.flaw = &flaw{msg: "internal error in maplint", in: u.meta}
		}
	}()

	files, err := l.parse(u)
	imports := l.imports(u, files)
	for _, dep := range imports {
		l.load(ctx, dep)
	}
	for _, dep := range imports {
		<-dep.done
	}
	if ctx.Err() != nil {
		return
	}
	c := l.check(u, files, imports, err)
	finish() // those that import the package need not wait for the checks
	if u.root {
		l.settle(u, c)
	}
}

// parse reads the files of a package. Of one that is not to be checked, only
// the declarations are kept.
func (l *loader) parse(u *unit) (files []*ast.File, first error) {
	mode := parser.SkipObjectResolution
	if u.root {
		mode |= parser.ParseComments
	}
	for _, name := range l.filesOf(u) {
		f, err := parser.ParseFile(l.fset, name, nil, mode)
		if err != nil && first == nil {
			first = err
		}
		if f == nil {
			continue
		}
		if !u.root {
			declarations(f)
			dropImports(f, u.nameOf)
		}
		files = append(files, f)
	}
	return files, first
}

func (l *loader) filesOf(u *unit) []string {
	if files := l.cgoed.files[u.meta.ID]; files != nil {
		return files
	}
	return u.meta.GoFiles
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
func (l *loader) imports(u *unit, files []*ast.File) []*unit {
	var out []*unit
	for _, f := range files {
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if dep := l.unitOf(u, path); dep != nil && !slices.Contains(out, dep) {
				out = append(out, dep)
			}
			if path == "C" && (u.root || !isStd(u.meta)) {
				u.fakeC = []*packages.Package{u.meta}
			}
		}
	}
	return out
}

// unitOf returns the unit of an imported package, or nil if there is none.
func (l *loader) unitOf(u *unit, path string) *unit {
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

// needCgo returns the roots that need files of the go command.
func (l *loader) needCgo() []*packages.Package {
	slices.SortFunc(l.cgo, func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) })
	return l.cgo
}

// cgoPackages returns the packages with cgo that the given roots depend on.
func (l *loader) cgoPackages(roots []*packages.Package) []*packages.Package {
	var out []*packages.Package
	for _, p := range roots {
		for _, c := range l.units[p.ID].fakeC {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func (l *loader) later(list *[]*packages.Package, p *packages.Package) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*list = append(*list, p)
}
