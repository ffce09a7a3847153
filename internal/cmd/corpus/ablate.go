package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"text/tabwriter"

	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/mapmodel"
	"github.com/maplint/maplint/passes/mapshrink"
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

	mu      sync.Mutex
	changes map[string]map[string][]switched // by predicate, then package
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
	c.also = func(p *driver.Package, verdicts []*mapshrink.Verdict) error { return a.inspect(c, p, verdicts) }
	return c.run(ctx)
}

// inspect judges the maps of a package again, without each of the predicates.
// A package that is judged with others comes twice: the last time counts.
func (a *ablation) inspect(c *collector, p *driver.Package, verdicts []*mapshrink.Verdict) error {
	type key struct{ pkg, holder string }
	keyOf := func(v *mapshrink.Verdict) key { return key{v.Holder.Var.Pkg().Path(), v.Holder.Name} }
	before := make(map[key]*mapshrink.Verdict)
	for _, v := range verdicts {
		before[keyOf(v)] = v
	}
	for _, name := range a.predicates {
		after, err := mapshrink.Without(verdicts, name)
		if err != nil {
			return err
		}
		var list []switched
		for _, v := range after {
			old := before[keyOf(v)]
			if old == nil || levelOf(old) == levelOf(v) {
				continue
			}
			s := switched{repo: c.repo.Repo, pkg: p.Path, holder: v.Holder.Name, was: levelOf(old), is: levelOf(v), record: c.record(p, old)}
			list = append(list, s)
		}
		a.mu.Lock()
		if a.changes[name] == nil {
			a.changes[name] = make(map[string][]switched)
		}
		a.changes[name][p.Path] = list
		a.mu.Unlock()
	}
	return nil
}

// levelOf is what a user sees of a verdict: its level, and for a low one the
// reason. Which of several rules keeps a map silent does not count.
func levelOf(v *mapshrink.Verdict) string {
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
