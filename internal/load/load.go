// Package load finds packages and loads them from source, fast. It knows the
// go command and files; it knows no check, no flag and no result.
//
// # Method
//
// The go command names the packages, their files and imports (list.go, by way
// of internal/gocmd). Everything else is done here, in one process, from
// source: nothing is compiled, and nothing is read from the build cache, so
// that a machine that has never built the packages is as fast as any other.
//
// [Group.Scan] reads the files of the packages to be checked, and tells by
// their text which matter. [Group.Load] parses and type-checks those in full,
// one by one (program.go); of what they import, only the declarations are read
// that they can reach by names (reach.go, outline), which is a small part. A
// package for which that does not do, since something does not compile, is
// loaded once more with all declarations of what it imports, so that its
// errors are those of the compiler. [Group.Together] loads several packages
// such that they share their types. [Digests] tell, without loading, whether
// anything that a package can depend on is another than it was.
//
// # Limits
//
// Test files are not read. Names are followed blindly, so that more can be
// read than is needed, and never less. Types of C are there only where the go
// command can run cgo. A standard library that is newer than the Go that this
// program was built with may not be readable: [Config.Built].
//
// What can't be loaded is an [Error] in one line, and keeps nothing else from
// being loaded.
package load

import (
	"context"
	"crypto/sha256"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/go/packages"
)

// Config says how packages are read.
type Config struct {
	// Built is the version of Go that this program was built with, as
	// [runtime.Version] has it.
	Built string
	// Overlay has the text of files that is to be taken for what is on disk, by
	// absolute name. What they declare must stay the same.
	Overlay map[string][]byte
	// Relevant, if set, tells by the text of a source file whether its package
	// matters. It errs on the side of true.
	Relevant func(src string) bool
}

// A Loader reads the packages of one run.
type Loader struct {
	cfg   Config
	built string // go1.26.8

	sums  sync.Map    // [sha256.Size]byte of each file that was read, by name
	moved atomic.Bool // a file changed while it was read
}

// New returns a loader.
func New(cfg Config) *Loader {
	return &Loader{cfg: cfg, built: goVersion(cfg.Built)}
}

// Moved reports whether a file changed while packages were read: what is known
// of different files may then be of different times.
func (l *Loader) Moved() bool { return l.moved.Load() }

// source returns the text of a file: of the overlay, or on disk.
func (l *Loader) source(name string) ([]byte, error) {
	if text, ok := l.cfg.Overlay[name]; ok {
		return text, nil
	}
	return os.ReadFile(name)
}

// readString returns the text of a file. It notes if that is not the text
// that the file had when it was read before.
func (l *Loader) readString(name string) (string, error) {
	text, err := l.source(name)
	if err == nil {
		sum := sha256.Sum256(text)
		if old, ok := l.sums.LoadOrStore(name, sum); ok && old != sum {
			l.moved.Store(true)
		}
	}
	return string(text), err
}

// Load loads packages of the group, those that use cgo too. visit is called
// with each that type-checks, by several goroutines at once. tried, if set, is
// called for each package when that was tried once. The errors tell which
// packages can't be loaded, and why.
func (g *Group) Load(ctx context.Context, roots []*Root, visit func(*Package), tried func()) []*Error {
	if len(roots) == 0 {
		return nil
	}
	errs := new(errorList)
	first := g.try(ctx, roots, cgoFiles{}, visit, tried, errs)
	// Packages that use cgo, or whose types depend on types of C, need files
	// that the go command makes.
	if len(first.cgo) > 0 && ctx.Err() == nil {
		made := g.listCgo(ctx, first.cgoPackages(), errs)
		pkgs := make([]*packages.Package, len(first.cgo))
		for i, r := range first.cgo {
			pkgs[i] = r.Meta
		}
		again := g.scan(pkgs, made.filesOf)
		for i, r := range first.cgo {
			again[i].of = r
		}
		first.stale = append(first.stale, g.try(ctx, again, made, visit, nil, errs).stale...)
	}
	if n := len(first.stale); n > 0 {
		errs.add(g.staleError(n))
	}
	return errs.list
}

// try loads packages: with the declarations they need of others, and those
// for which that does not do once more, with all declarations.
func (g *Group) try(ctx context.Context, roots []*Root, made cgoFiles, visit func(*Package), tried func(), errs *errorList) *program {
	p := newProgram(g, roots, made, false, errs)
	p.visit, p.tried = visit, tried
	if made.files == nil { // those that cgo has made are others
		maps.Copy(p.reached.sketches, g.sketches)
	}
	p.run(ctx, roots)
	if len(p.doubtful) > 0 && ctx.Err() == nil {
		whole := newProgram(g, p.doubtful, made, true, errs)
		whole.visit = visit
		whole.run(ctx, p.doubtful)
		p.cgo = append(p.cgo, whole.cgo...)
		p.stale = append(p.stale, whole.stale...)
		maps.Copy(p.fakeC, whole.fakeC)
	}
	slices.SortFunc(p.cgo, func(a, b *Root) int { return strings.Compare(a.Meta.ID, b.Meta.ID) })
	return p
}

// Together loads packages such that they share their types. It returns none
// where one of them does not compile, uses cgo, or is not what it was when it
// was scanned.
func (g *Group) Together(ctx context.Context, roots []*Root) ([]*Package, []*Error) {
	errs := new(errorList)
	p := newProgram(g, roots, cgoFiles{}, false, errs)
	p.members = make(map[string]*Root)
	g.Outline(roots)
	var symbols []symbol
	for _, r := range roots {
		p.members[r.Meta.ID] = r.clone() // others can load the same at the same time
		r.needs(r.Meta, func(sym symbol) { symbols = append(symbols, sym) })
	}
	p.reached.reach(symbols)
	var out []*Package
	for _, r := range roots {
		u := p.units[r.Meta.ID]
		p.load(ctx, u)
		if ctx.Err() != nil || u.flaw != nil || len(u.fakeC) > 0 || u.root.edited {
			return nil, errs.list
		}
		out = append(out, p.pack(u, r, u.files, u.info))
	}
	return out, errs.list
}
