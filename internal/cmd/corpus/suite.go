package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
)

// slow is how long the checks may take on a package before it is named.
const slow = 30 * time.Second

// runAll runs the suite over the repositories, one after the other so that
// one at a time is in memory, and writes the results of each as soon as it is
// done.
func runAll(ctx context.Context, out, log io.Writer, patterns, args []string) error {
	if err := showLow(); err != nil {
		return err
	}
	failed := false
	for _, arg := range args {
		c, err := locate(ctx, arg)
		if err != nil {
			return err
		}
		c.log, c.patterns = log, patterns
		start := time.Now()
		if err := c.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", c.repo.Repo, err)
		}
		records := c.sorted()
		if err := errors.Join(writeLines(out, []*repository{c.repo}), writeLines(out, records)); err != nil {
			return err
		}
		for _, e := range c.repo.Errors {
			fmt.Fprintf(log, "%s: %s\n", c.repo.Repo, e)
			failed = failed || strings.Contains(e, "internal error")
		}
		count := make(map[string]int)
		for _, r := range records {
			count[r.Confidence]++
		}
		fmt.Fprintf(log, "%s (%.10s): %d lines, %d packages, %d default, %d low, %d silent, %d unknown, %d errors, %.1f s, slowest package %.1f s (%s)\n",
			c.repo.Repo, c.repo.Commit, c.repo.Lines, c.repo.Packages, count["default"], count["low"], count["silent"], count["unknown"],
			len(c.repo.Errors), time.Since(start).Seconds(), c.longest.Seconds(), c.slowest)
		failed = failed || c.longest > slow
		debug.FreeOSMemory()
	}
	if failed {
		return fmt.Errorf("the suite failed on a package, or took more than %v for it: see above", slow)
	}
	return nil
}

// showLow has all checks report findings of low confidence, too.
func showLow() error {
	for _, a := range analyzer.Checks() {
		if a.Flags.Lookup("confidence") == nil {
			continue
		}
		if err := a.Flags.Set("confidence", check.Low.String()); err != nil {
			return err
		}
	}
	return nil
}

// locate finds the repository that an argument of run names.
func locate(ctx context.Context, arg string) (*collector, error) {
	name, dir, named := strings.Cut(arg, "=")
	if !named {
		dir = arg
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(ctx, "git", "-C", dir, "rev-parse", "--show-toplevel", "HEAD").Output()
	root, commit, ok := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if err != nil || !ok {
		return nil, fmt.Errorf("%s is no directory of a clone with a commit", arg)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil { // as git does
		return nil, err
	}
	if !named {
		name = strings.Replace(filepath.Base(root), "+", "/", 1)
	}
	return newCollector(&repository{Repo: name, Commit: commit}, filepath.FromSlash(root), dir), nil
}

// A collector gathers what the suite says of one repository.
type collector struct {
	repo *repository
	root string // of the repository
	dir  string // of the module that is checked, in root
	log  io.Writer

	patterns []string // of the packages that are checked
	// without are predicates of the model that are switched off, one after the
	// other, and inspected, if set, is given the verdicts on each package.
	without   []string
	inspected func(*driver.Package)

	loops loops

	mu        sync.Mutex
	started   map[string]time.Time // when the checks last began with a package
	at        map[string]bool      // they are not done with it
	byPackage map[string][]*record
	after     map[subject]map[string][]*check.Verdict // by predicate
	longest   time.Duration
	slowest   string
}

func newCollector(repo *repository, root, dir string) *collector {
	return &collector{
		repo: repo, root: root, dir: dir, log: io.Discard, patterns: []string{"./..."}, loops: loops{byFile: make(map[string][]span), removals: make(map[string][]removal)},
		started: make(map[string]time.Time), at: make(map[string]bool), byPackage: make(map[string][]*record),
		after: make(map[subject]map[string][]*check.Verdict),
	}
}

func (c *collector) run(ctx context.Context) error {
	var err error
	if c.repo.Lines, err = countLines(c.dir); err != nil {
		return err
	}
	ctx, done := context.WithCancel(ctx)
	defer done()
	go c.watch(ctx)
	// The checks of a package run in this order.
	checks := []*analysis.Analyzer{callback("start", c.start)}
	for _, a := range analyzer.Checks() {
		checks = append(checks, c.observe(a))
	}
	checks = append(checks, callback("stop", c.stop))
	report, err := driver.Run(ctx, driver.Config{
		Dir:      c.dir,
		Patterns: c.patterns,
		Checks:   checks,
		Relevant: analyzer.Relevant,
		Join:     true,
		Inspect:  c.inspect,
	})
	if err != nil {
		return err
	}
	c.repo.Packages = report.Packages
	for _, e := range report.Errors {
		c.repo.Errors = append(c.repo.Errors, strings.ReplaceAll(e.Error(), c.root+string(filepath.Separator), ""))
	}
	return nil
}

// start notes that the checks begin with a package.
func (c *collector) start(pass *analysis.Pass) {
	c.loops.add(pass)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.started[pass.Pkg.Path()], c.at[pass.Pkg.Path()] = time.Now(), true
}

// stop notes that the checks are done with a package.
func (c *collector) stop(pass *analysis.Pass) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took(pass.Pkg.Path())
	delete(c.at, pass.Pkg.Path())
}

// took compares the time for a package so far with the longest.
func (c *collector) took(path string) {
	if d := time.Since(c.started[path]); d > c.longest {
		c.longest, c.slowest = d, path
	}
}

// watch names the packages that the checks have been at for too long, so that
// an endless loop is found.
func (c *collector) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(slow):
		}
		c.mu.Lock()
		for _, path := range sortedKeys(c.at) {
			if d := time.Since(c.started[path]); d > slow {
				fmt.Fprintf(c.log, "%s: still at %s after %.0f s\n", c.repo.Repo, path, d.Seconds())
			}
		}
		c.mu.Unlock()
	}
}

// inspect keeps the verdicts of a package as data.
func (c *collector) inspect(p *driver.Package) {
	var records []*record
	for _, v := range p.Verdicts {
		if r := c.record(p, v); r != nil {
			records = append(records, r)
		}
	}
	c.byPackage[p.Path] = records
	if c.inspected != nil {
		c.inspected(p)
	}
}

// record returns what is said of a map; nil if nothing that people wrote
// removes from it.
func (c *collector) record(p *driver.Package, v driver.Verdict) *record {
	if v.Explanation == nil {
		return nil
	}
	at := func(pos token.Pos) place { return c.place(p.Fset.Position(pos)) }
	r := &record{
		Repo:       c.repo.Repo,
		Commit:     c.repo.Commit,
		Package:    p.Path,
		Holder:     v.Holder,
		Confidence: confidenceOf(v.Verdict),
		Decided:    v.Decided(),
		Why:        v.Why,
	}
	for _, op := range v.Explanation.Operations {
		if op.Kind != "remove" && op.Kind != "empty" {
			continue
		}
		byHand, inLoop := c.loops.at(p.Fset.PositionFor(op.Pos, false))
		if !byHand {
			continue
		}
		here := at(op.Pos)
		if !slices.Contains(r.Removals, here) {
			r.Removals = append(r.Removals, here)
		}
		if (inLoop || op.Swept) && !slices.Contains(r.Loops, here) {
			r.Loops = append(r.Loops, here)
		}
	}
	switch {
	case v.Finding != nil:
		r.place, r.Message = at(v.Finding.Pos), v.Finding.Message
	case len(r.Removals) > 0:
		r.place = r.Removals[0]
	default:
		return nil
	}
	return r
}

func (c *collector) sorted() []*record {
	var out []*record
	known := make(map[place]bool)
	for _, list := range c.byPackage {
		out = append(out, list...)
		for _, r := range list {
			for _, p := range r.Removals {
				known[p] = true
			}
		}
	}
	for _, pkg := range sortedKeys(c.loops.removals) {
		for _, m := range c.loops.removals[pkg] {
			if r := c.unheld(pkg, m); !known[r.place] {
				known[r.place] = true
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, compareRecords)
	return out
}

// unheld returns what is said of a map that the model has no holder for: a
// local variable mostly, or one that it does not follow.
func (c *collector) unheld(pkg string, m removal) *record {
	here := c.place(m.posn)
	return &record{
		Repo: c.repo.Repo, Commit: c.repo.Commit, Package: pkg, place: here, Holder: m.of,
		Confidence: "silent", Decided: string(check.LongLived), Why: "not known as a package variable or field",
		Removals: []place{here}, Loops: []place{here},
	}
}

// place names a position from the root of the repository.
func (c *collector) place(posn token.Position) place {
	name, err := filepath.Rel(c.root, posn.Filename)
	if err != nil {
		name = posn.Filename
	}
	return place{filepath.ToSlash(name), posn.Line}
}

// countLines counts the lines of Go of the module in a directory, without
// tests, generated files, and directories that the go command passes over.
func countLines(dir string) (int, error) {
	lines := 0
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if name != dir && (base == "vendor" || base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return filepath.SkipDir
			}
			if _, err := os.Lstat(filepath.Join(name, "go.mod")); err == nil && name != dir {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(name)
		if err == nil && !generated(src) {
			lines += bytes.Count(src, []byte("\n"))
		}
		return err
	})
	return lines, err
}

// confidenceOf names a verdict as records do.
func confidenceOf(v *check.Verdict) string {
	if v.Answer == check.Reported {
		return v.Confidence.String()
	}
	return v.Answer.String()
}
