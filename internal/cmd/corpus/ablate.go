package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/mapmodel"
)

// fixturesName stands for the fixtures among the repositories.
const fixturesName = "fixtures"

// A switched is what becomes of one map when a predicate never holds.
type switched struct {
	repo, pkg, holder string
	was, is           string // see confidenceOf, with what decided
	record            *record
}

// An ablation gathers what each predicate changes.
type ablation struct {
	predicates []string
	changes    map[string]map[string][]switched // by predicate, then package
}

// ablate switches each predicate of the model off, one after the other, over
// the fixtures and over repositories, and prints what that changes.
func ablate(ctx context.Context, out, log io.Writer, fixtures string, only []string, labels []*label, args []string) error {
	a := &ablation{predicates: mapmodel.Predicates(), changes: make(map[string]map[string][]switched)}
	if len(only) > 0 {
		a.predicates = only
	}
	for _, arg := range args {
		c, err := locate(ctx, arg)
		if err != nil {
			return err
		}
		if err := a.run(ctx, log, c); err != nil {
			return err
		}
	}
	if fixtures != "" {
		if err := a.runFixtures(ctx, log, fixtures); err != nil {
			return err
		}
	}
	return a.print(out, labels)
}

// runFixtures runs over the packages of a GOPATH, whose root is given.
func (a *ablation) runFixtures(ctx context.Context, log io.Writer, gopath string) error {
	dir, err := filepath.Abs(gopath)
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"GO111MODULE": "off", "GOPATH": dir, "GOFLAGS": ""} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	root := filepath.Join(dir, "src")
	return a.run(ctx, log, newCollector(&repository{Repo: fixturesName}, root, root))
}

func (a *ablation) run(ctx context.Context, log io.Writer, c *collector) error {
	fmt.Fprintf(log, "%s\n", c.repo.Repo)
	c.log = log
	c.without = a.predicates
	c.inspected = func(p *driver.Package) { a.inspect(c, p) }
	return c.run(ctx)
}

// inspect compares the verdicts on the maps of a package with those without
// each of the predicates.
func (a *ablation) inspect(c *collector, p *driver.Package) {
	type key struct{ check, holder string }
	before := make(map[key]driver.Verdict)
	checks := make(map[string]bool)
	for _, v := range p.Verdicts {
		before[key{v.Check.Name, v.Holder}] = v
		checks[v.Check.Name] = true
	}
	for _, name := range a.predicates {
		var list []switched
		for _, of := range sortedKeys(checks) {
			for _, v := range c.after[subject{of, p.Path}][name] {
				old, ok := before[key{of, v.Holder}]
				if ok && levelOf(old.Verdict) != levelOf(v) {
					list = append(list, switched{repo: c.repo.Repo, pkg: p.Path, holder: v.Holder, was: levelOf(old.Verdict), is: levelOf(v), record: c.record(p, old)})
				}
			}
		}
		if a.changes[name] == nil {
			a.changes[name] = make(map[string][]switched)
		}
		a.changes[name][p.Path] = list
	}
}

// levelOf is what a user sees of a verdict: its level, and for a low one the
// reason. Which of several rules keeps a map silent does not count.
func levelOf(v *check.Verdict) string {
	s := confidenceOf(v)
	if v.Reason != "" {
		s += " " + string(v.Reason)
	}
	return s
}

// print writes a line for each predicate, and below it what changes by level.
func (a *ablation) print(w io.Writer, labels []*label) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "%d predicates feed a verdict\n", len(a.predicates))
	fmt.Fprintln(tw, "predicate\tprojects\tmaps\tof fixtures\twas, is without it\tmaps\tright\twanted\tof labelled")
	for _, name := range a.predicates {
		var records []*record
		projects := make(map[string]bool)
		byChange := make(map[string][]switched)
		n, inFixtures := 0, 0
		for _, pkg := range sortedKeys(a.changes[name]) {
			for _, s := range a.changes[name][pkg] {
				if s.repo == fixturesName {
					inFixtures++
					continue
				}
				n++
				projects[s.repo] = true
				change := s.was + ", " + s.is
				byChange[change] = append(byChange[change], s)
				if s.record != nil {
					records = append(records, s.record)
				}
			}
		}
		of, _ := match(records, labels)
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t\t\t\t\t\n", name, len(projects), n, inFixtures)
		for _, change := range sortedKeys(byChange) {
			var t tally
			for _, s := range byChange[change] {
				t.add(of[s.record])
			}
			fmt.Fprintf(tw, "\t\t\t\t%s\t%d\t%d\t%d\t%d\n", change, t.found, t.right, t.wanted, t.labelled)
		}
	}
	return tw.Flush()
}

// knownPredicates says which of the names are no predicates.
func knownPredicates(names []string) error {
	all := mapmodel.Predicates()
	for _, name := range names {
		if !slices.Contains(all, name) {
			return fmt.Errorf("there is no predicate %q: %q", name, all)
		}
	}
	return nil
}
