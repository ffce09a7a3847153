// Package driver runs checks on packages and brings together what they say. It
// knows neither flags nor the terminal.
//
// # Method
//
// internal/load finds the packages and reads them. Those whose text shows that
// there is nothing to find are let be, and so are those whose result is in the
// cache (keys.go). The checks run on the others, one by one (analyze.go). At
// last, packages that have to do with each other's maps are judged together
// (join.go).
//
// Nothing that goes wrong with one package keeps the others from being
// checked: it becomes an [Error] of the [Report].
package driver

import (
	"context"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/load"
)

// Config says what to check.
type Config struct {
	// Dir is where patterns start from; the current directory if empty.
	Dir string
	// Patterns name packages as for the go command. None means the package
	// in Dir.
	Patterns []string
	// Checks run on each package. They can't have facts: dependencies are
	// not analysed.
	Checks []*analysis.Analyzer
	// Relevant, if set, tells by the text of a source file whether the checks
	// can have anything to say of its package. Packages without such a file
	// are not even parsed. It errs on the side of true.
	Relevant func(src string) bool
	// Overlay has the text that files are to be checked with, instead of what
	// is on disk, by absolute name. What they declare must stay the same.
	Overlay map[string][]byte
	// Inspect, if set, is called with what the checks say of each package that
	// they have run on, when that is final: once for each, one after the other.
	Inspect func(*Package)
	// Wants, if set, narrows Inspect down to packages by their import path and
	// name. The others are checked as without Inspect.
	Wants func(path, name string) bool
	// WantsForeign, if set, has Inspect called also with dependencies of the
	// packages. They are not reported on, nor is it an error if that fails.
	WantsForeign func(path string) bool
	// Join says whether packages are also judged together: those that change
	// another's exported maps, or take maps from it.
	Join bool
	// Progress, if set, is told how many packages are done of how many that
	// must be loaded. It is called by several goroutines at once.
	Progress func(done, of int)
	// Cache keeps results between runs; nil for none. It is not used for
	// packages that are inspected, which needs more than results.
	Cache *cache.Cache
}

// Run checks the packages. The error is not nil when nothing could be done at
// all: the directory or the configuration is wrong, or ctx was cancelled.
// Everything else that fails is in the report.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	return run(ctx, cfg, runtime.Version())
}

// run is Run for a maplint that was built with the given version of Go.
func run(ctx context.Context, cfg Config, built string) (*Report, error) {
	if err := validate(cfg.Checks); err != nil {
		return nil, err
	}
	dir := cfg.Dir
	if dir == "" {
		var err error
		if dir, err = os.Getwd(); err != nil {
			return nil, err
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}

	s := &session{cfg: cfg, loader: load.New(load.Config{Built: built, Overlay: cfg.Overlay, Relevant: cfg.Relevant})}
	if s.tool, err = toolID(cfg.Checks); err != nil {
		s.cfg.Cache = nil // this build can't be told from others
	}
	defer s.cfg.Cache.Trim()
	groups, errs, err := s.loader.Groups(ctx, dir, cfg.Patterns)
	if err != nil {
		return nil, err
	}
	s.report.fail(errs...)
	for _, g := range groups {
		s.runGroup(ctx, g)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.report.sort()
	return &s.report, nil
}

// validate refuses checks that need more than this driver gives them.
func validate(checks []*analysis.Analyzer) error {
	if err := analysis.Validate(checks); err != nil {
		return err
	}
	var walk func(as []*analysis.Analyzer) error
	walk = func(as []*analysis.Analyzer) error {
		for _, a := range as {
			if len(a.FactTypes) > 0 {
				return fmt.Errorf("check %s needs facts, and maplint does not analyse dependencies", a.Name)
			}
			if err := walk(a.Requires); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(checks)
}

// A session is the state of one Run.
type session struct {
	cfg    Config
	tool   string // the build of maplint and its settings, for the cache
	loader *load.Loader
	report Report

	done, of atomic.Int64 // packages that are loaded, for progress
}

// advance notes that n packages more are to be loaded, or that one is done.
func (s *session) advance(more int) {
	of, done := s.of.Add(int64(more)), s.done.Load()
	if more == 0 {
		done = s.done.Add(1)
	}
	if s.cfg.Progress != nil {
		s.cfg.Progress(int(done), int(of))
	}
}

// runGroup lists, loads and checks the packages of one go command.
func (s *session) runGroup(ctx context.Context, g *load.Group) {
	pkgs, errs := g.List(ctx)
	s.report.fail(errs...)
	if len(pkgs) == 0 {
		return
	}
	if s.cfg.Inspect != nil && s.cfg.Wants == nil {
		s.report.leave(g.Importers(ctx, pkgs))
	}
	scanned := g.Scan(pkgs)
	roots := newRoots(scanned)
	k := &keyer{s, g.Digests(scanned)}
	var todo []*root
	for _, r := range roots {
		r.Relevant = r.Relevant || s.inspects(r)
		if !r.Relevant {
			r.result = &result{}
			continue
		}
		todo = append(todo, r)
	}
	if s.useCache() {
		todo = k.missing(todo)
	}
	s.advance(len(todo))
	s.report.fail(s.load(ctx, g, todo)...)
	foreign := s.foreign(ctx, g, pkgs)
	if ctx.Err() == nil && s.cfg.Join {
		newJoiner(s, g, k, roots).run(ctx)
	}
	s.inspect(append(foreign, roots...))
	for _, r := range roots {
		if r.result != nil {
			s.report.checked(r.Meta.PkgPath, r.result.Findings, sources(g, roots, r.result.Findings))
		}
	}
}

// load loads roots and runs the checks on them.
func (s *session) load(ctx context.Context, g *load.Group, roots []*root) []*Error {
	of := make(map[*load.Root]*root)
	for _, r := range roots {
		of[r.Root] = r
	}
	var mu sync.Mutex
	var failed []*Error // of checks
	errs := g.Load(ctx, loaded(roots), func(p *load.Package) {
		if err := s.analyze(of[p.Root], p); err != nil {
			mu.Lock()
			defer mu.Unlock()
			failed = append(failed, load.NewError(token.Position{}, "%v", err))
		}
	}, func() { s.advance(0) })
	return append(errs, failed...)
}
