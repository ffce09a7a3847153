package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A row is one command in one state of the machine.
type row struct {
	name, command, state string
	// run prepares the state and measures the command.
	run func(context.Context) (sample, error)
}

// A bar is what one row may cost, compared with another.
type bar struct {
	name, of string
	max      float64
}

var bars = []bar{
	{"first", "typecheck", 1.2},
	{"first", "staticcheck", 0.1},
	{"again", "list", 1.2},
	{"leaf", "list", 1.5},
	{"api", "list", 1.5},
	{"cold", "coldvet", 0.1},
}

// table measures all rows on each directory and prints the medians.
func table(ctx context.Context, w io.Writer, args []string) error {
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	rounds := fs.Int("n", 5, "measure each row `n` times, one after the other")
	only := fs.String("only", "", "measure only these `rows`, by name, with commas between")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() == 0 || *rounds < 1 {
		return errors.New("name the directories of repositories")
	}
	b, err := newBench(ctx, *rounds)
	if b != nil {
		defer os.RemoveAll(b.dir)
	}
	if err != nil {
		return err
	}
	for _, dir := range fs.Args() {
		if err := b.tableOf(ctx, w, dir, strings.FieldsFunc(*only, func(r rune) bool { return r == ',' })); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
	}
	return nil
}

func (b *bench) tableOf(ctx context.Context, w io.Writer, dir string, only []string) error {
	r, err := b.open(ctx, dir)
	if err != nil {
		return err
	}
	defer os.RemoveAll(filepath.Dir(r.dir))
	rows := r.rows()
	for _, name := range only {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.name == name }) {
			return fmt.Errorf("there is no row %s", name)
		}
	}
	if len(only) > 0 {
		rows = slices.DeleteFunc(rows, func(r row) bool { return !slices.Contains(only, r.name) })
	}
	if err := r.warm(ctx, rows); err != nil {
		return err
	}
	samples := make(map[string][]sample)
	for round := range b.rounds {
		for _, row := range rows {
			fmt.Fprintf(os.Stderr, "%s: round %d: %s\n", filepath.Base(dir), round+1, row.name)
			s, err := row.run(ctx)
			if err != nil {
				return err
			}
			samples[row.name] = append(samples[row.name], s)
		}
	}

	fmt.Fprintf(w, "\n%s: %d packages, %d with dependencies; medians of %d\n", filepath.Base(dir), r.packages, r.all, b.rounds)
	fmt.Fprintf(w, "leaf edit: a function in %s; API edit: an exported function in %s, which %d packages import\n\n", r.leaf, r.api, r.importers)
	fmt.Fprintf(w, "| row | command | state | CPU s | wall s | peak MB |\n|---|---|---|---|---|---|\n")
	medians := make(map[string]sample)
	for _, row := range rows {
		m := median(samples[row.name])
		medians[row.name] = m
		fmt.Fprintf(w, "| %s | %s | %s | %.2f | %.2f | %.0f |\n", row.name, row.command, row.state, m.cpu.Seconds(), m.wall.Seconds(), m.peak)
	}
	fmt.Fprintf(w, "\n| CPU time | measured | bar |\n|---|---|---|\n")
	for _, bar := range bars {
		got, ok := medians[bar.name]
		base, known := medians[bar.of]
		if ok && known {
			fmt.Fprintf(w, "| %s / %s | %.2f | %.1f |\n", bar.name, bar.of, got.cpu.Seconds()/base.cpu.Seconds(), bar.max)
		}
	}
	return nil
}

// growth prints the peak memory on growing parts of each repository.
func growth(ctx context.Context, w io.Writer, args []string) error {
	fs := flag.NewFlagSet("bench growth", flag.ContinueOnError)
	rounds := fs.Int("n", 3, "measure each part `n` times")
	if err := fs.Parse(args); err != nil {
		return err
	}
	b, err := newBench(ctx, *rounds)
	if b != nil {
		defer os.RemoveAll(b.dir)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "| repository | packages | with dependencies | peak MB | MB a package |\n|---|---|---|---|---|\n")
	for _, dir := range fs.Args() {
		patterns, err := allPackages(ctx, dir)
		if err != nil {
			return err
		}
		out, err := goOutput(ctx, dir, append([]string{"list", "-e"}, patterns...)...)
		if err != nil {
			return err
		}
		pkgs := strings.Fields(out)
		for _, part := range []int{4, 2, 1} {
			some := pkgs[:len(pkgs)/part]
			deps, err := goOutput(ctx, dir, append([]string{"list", "-e", "-deps"}, some...)...)
			if err != nil {
				return err
			}
			var samples []sample
			for range b.rounds {
				s, err := measure(ctx, dir, []string{"MAPLINT_CACHE=off"}, append([]string{b.maplint}, some...)...)
				if err != nil {
					return err
				}
				samples = append(samples, s)
			}
			m := median(samples)
			fmt.Fprintf(w, "| %s | %d | %d | %.0f | %.2f |\n", filepath.Base(dir), len(some), len(strings.Fields(deps)), m.peak, m.peak/float64(len(some)))
		}
	}
	return nil
}
