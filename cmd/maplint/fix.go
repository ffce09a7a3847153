package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"

	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/apply"
	"github.com/maplint/maplint/internal/driver/render"
)

// A fixMode is what is done with the fixes of findings: nothing if none is
// set.
type fixMode struct {
	fix, diff bool
}

func (m *fixMode) addFlags(fs *flag.FlagSet) {
	fs.BoolVar(&m.fix, "fix", false, "apply the first fix of each finding, and print the findings that are left")
	fs.BoolVar(&m.diff, "diff", false, "print what -fix would change as a patch, and change nothing")
}

func (m *fixMode) validate(out format) error {
	if m.fix && m.diff {
		return errors.New("-fix and -diff exclude each other: choose one")
	}
	if m.diff && out != (format{}) {
		return errors.New("-diff prints a patch, not findings: leave out -json, -sarif and -github")
	}
	return nil
}

// fix is maplint -fix and maplint -diff. Exit codes
// are those of a run without these flags: after the changes for -fix, and
// before them for -diff, as of gofmt -d and go fix -diff.
func (c *command) fix(ctx context.Context, cfg driver.Config, mode fixMode, out format) int {
	result, err := apply.Try(func(overlay map[string][]byte) (*driver.Report, error) {
		cfg := cfg
		cfg.Overlay = overlay
		report, ok := c.drive(ctx, cfg)
		if !ok {
			return nil, errors.New("no report") // drive has said why
		}
		return report, nil
	})
	if err != nil {
		return exitError
	}
	if mode.diff {
		return c.diff(result, out)
	}

	written, problems := apply.Write(ctx, result.Files)
	report := result.After
	fixed := result.Fixed
	if len(written) < len(result.Files) {
		// Of a fix that was not written the finding is left, and lines are
		// other ones than planned: look again.
		var ok bool
		if report, ok = c.drive(context.WithoutCancel(ctx), cfg); !ok {
			return exitError
		}
		fixed = 0
		for _, f := range written {
			fixed += f.Fixed
		}
	}
	report.Errors = sortErrors(report.Errors, result.Errors, problems)
	if err := out.write(c.stdout, report); err != nil {
		return c.fail(err)
	}
	code := c.finish(report, len(report.Findings) > 0)
	for _, f := range written {
		fmt.Fprintf(c.stderr, "maplint: changed %s (%s)\n", render.ShortPath(workDir(), f.Name), count(f.Fixed, "finding"))
	}
	fmt.Fprintf(c.stderr, "maplint: fixed %s in %s, %d left\n", count(fixed, "finding"), count(len(written), "file"), len(report.Findings))
	return code
}

// diff prints a patch to stdout, and what it does not mend to stderr.
func (c *command) diff(result *apply.Result, out format) int {
	dir, err := os.Getwd()
	if err != nil {
		return c.fail(err)
	}
	patch, problems := apply.Diff(dir, result.Files)
	if _, err := c.stdout.Write(patch); err != nil {
		return c.fail(err)
	}
	report := result.Before
	found := len(report.Findings) > 0
	report.Findings = result.Left()
	report.Errors = sortErrors(report.Errors, result.Errors, problems)
	if err := out.write(c.stderr, report); err != nil {
		return c.fail(err)
	}
	return c.finish(report, found)
}

func sortErrors(lists ...[]*driver.Error) []*driver.Error {
	return slices.SortedStableFunc(slices.Values(slices.Concat(lists...)), func(a, b *driver.Error) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
}

// count is a number with its noun: 1 file, 2 files.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
