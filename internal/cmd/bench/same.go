package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/cache"
)

// same compares the findings of the driver, package by package, with those of
// the checker of x/tools, in each directory. It prints what differs and
// returns an error if anything does.
func same(ctx context.Context, w io.Writer, args []string) error {
	fs := flag.NewFlagSet("bench same", flag.ContinueOnError)
	pattern := fs.String("p", "", "the packages to compare, instead of all of the module or workspace")
	if err := fs.Parse(args); err != nil {
		return err
	}
	for _, a := range analyzer.Checks() {
		if f := a.Flags.Lookup("confidence"); f != nil {
			if err := f.Value.Set("low"); err != nil {
				return err
			}
		}
	}
	total := 0
	for _, dir := range fs.Args() {
		patterns := []string{*pattern}
		if *pattern == "" {
			var err error
			if patterns, err = allPackages(ctx, dir); err != nil {
				return err
			}
		}
		n, err := sameDir(ctx, w, dir, patterns)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		total += n
	}
	if total > 0 {
		return fmt.Errorf("%d differences", total)
	}
	return nil
}

// A finding is what the drivers must agree on.
type finding struct {
	Check, Package, Message, Confidence string
	Pos                                 token.Position
}

func (f finding) String() string {
	return fmt.Sprintf("%v: %s (%s, %s)", f.Pos, f.Message, f.Check, f.Confidence)
}

// sameDir compares the runs on one directory and returns the number of
// differences.
func sameDir(ctx context.Context, w io.Writer, dir string, patterns []string) (int, error) {
	sound, unsound, want, err := runChecker(ctx, dir, patterns)
	if err != nil {
		return 0, err
	}
	store, err := os.MkdirTemp("", "bench-cache-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(store)
	differences := 0
	for _, run := range []struct {
		name  string
		cache *cache.Cache
	}{{"cache off", nil}, {"cache empty", cache.Open(store)}, {"cache warm", cache.Open(store)}} {
		report, err := driver.Run(ctx, driver.Config{
			Dir:      dir,
			Patterns: patterns,
			Checks:   analyzer.Checks(),
			Relevant: analyzer.Relevant,
			Cache:    run.cache,
			// Not Join: findings about what several packages do to one map
			// are of the command only.
		})
		if err != nil {
			return 0, err
		}
		got := make(map[string][]finding)
		for _, f := range report.Findings {
			got[f.Package] = append(got[f.Package], finding{f.Check, f.Package, f.Message, f.Confidence, f.Pos})
		}
		n := 0
		for _, pkg := range sound {
			n += diff(w, run.name, got[pkg], want[pkg])
			delete(got, pkg)
		}
		for _, pkg := range unsound {
			for _, f := range got[pkg] {
				// The checker gives up on whatever depends on a package that
				// does not compile.
				fmt.Fprintf(w, "  %s: not comparable: %v\n", run.name, f)
			}
			delete(got, pkg)
		}
		for _, list := range got { // packages that the checker has not
			n += diff(w, run.name, list, nil)
		}
		if missed := len(sound) - report.Packages; missed > 0 {
			fmt.Fprintf(w, "  %s: %d packages were not checked\n", run.name, missed)
			n += missed
		}
		if run.cache == nil {
			for _, e := range report.Errors {
				fmt.Fprintf(w, "  error: %v\n", e)
			}
		}
		differences += n
		fmt.Fprintf(w, "%s, %s: %d findings in %d packages, %d packages do not compile, %d differences\n",
			filepath.Base(dir), run.name, len(report.Findings), len(sound), len(unsound), n)
	}
	return differences, nil
}

// diff prints what only one of two lists has.
func diff(w io.Writer, run string, got, want []finding) (n int) {
	for _, list := range []struct {
		name      string
		has, lack []finding
	}{{"only maplint", got, want}, {"only the checker", want, got}} {
		for _, f := range list.has {
			if !slices.Contains(list.lack, f) {
				fmt.Fprintf(w, "  %s: %s: %v\n", run, list.name, f)
				n++
			}
		}
	}
	return n
}

// runChecker runs the checks as the checker of x/tools does: all packages and
// all that they depend on are parsed and type-checked in full. It returns the
// packages that compile with all they depend on, those that do not, and the
// findings by package.
func runChecker(ctx context.Context, dir string, patterns []string) (sound, unsound []string, found map[string][]finding, err error) {
	pkgs, err := packages.Load(&packages.Config{Context: ctx, Dir: dir, Mode: packages.LoadAllSyntax | packages.NeedModule}, patterns...)
	if err != nil {
		return nil, nil, nil, err
	}
	pkgs = slices.DeleteFunc(pkgs, func(p *packages.Package) bool {
		if len(p.CompiledGoFiles) == 0 {
			return true // only tests
		}
		if p.IllTyped || len(p.Errors) > 0 {
			unsound = append(unsound, p.PkgPath)
			return true
		}
		sound = append(sound, p.PkgPath)
		return false
	})
	graph, err := checker.Analyze(analyzer.Checks(), pkgs, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	found = make(map[string][]finding)
	var errs []error
	for _, act := range graph.Roots {
		pkg := act.Package.PkgPath
		add := func(check string, diagnostics []analysis.Diagnostic) {
			for _, d := range diagnostics {
				f := finding{check, pkg, d.Message, d.Category, act.Package.Fset.Position(d.Pos)}
				if !slices.Contains(found[pkg], f) {
					found[pkg] = append(found[pkg], f)
				}
			}
		}
		add(act.Analyzer.Name, act.Diagnostics)
		if r, ok := act.Result.(check.Result); ok {
			if j, err := r.Judge(nil, false); err != nil {
				errs = append(errs, err)
			} else {
				add(driver.DirectiveCheck, j.Directives)
			}
		}
		if act.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", pkg, act.Err))
		}
	}
	return sound, unsound, found, errors.Join(errs...)
}
