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
	if m.diff && !out.isText() {
		return errors.New("-diff prints a patch, not findings: leave out -json, -sarif and -github")
	}
	return nil
}

// fix is maplint -fix and maplint -diff. Exit codes
// are those of a run without these flags: after the changes for -fix, and
// before them for -diff, as of gofmt -d and go fix -diff.
func (r *runner) fix(ctx context.Context) int {
	result, err := apply.Try(func(overlay map[string][]byte) (*driver.Report, error) {
		report, ok := r.run(ctx, overlay)
		if !ok {
			return nil, errors.New("no report") // run has said why
		}
		return report, nil
	})
	if err != nil {
		return exitError
	}
	if r.opt.fixes.diff {
		return r.diff(result)
	}

	written, problems := apply.Write(ctx, result.Files)
	report := result.After
	fixed := result.Fixed
	if len(written) < len(result.Files) {
		// Of a fix that was not written the finding is left, and lines are
		// other ones than planned: look again.
		var ok bool
		if report, ok = r.run(context.WithoutCancel(ctx), nil); !ok {
			return exitError
		}
		fixed = 0
		for _, f := range written {
			fixed += f.Fixed
		}
	}
	report.Errors = sortErrors(report.Errors, result.Errors, problems)
	if err := r.opt.out.write(r.stdout, report); err != nil {
		return r.fail(err)
	}
	code := r.finish(report, len(report.Findings) > 0)
	for _, f := range written {
		fmt.Fprintf(r.stderr, "maplint: changed %s (%s)\n", render.ShortPath(workDir(), f.Name), count(f.Fixed, "finding"))
	}
	r.notes()
	if report.Packages > 0 { // else there was nothing to fix, and the errors say why
		fmt.Fprintf(r.stderr, "maplint: fixed %s in %s, %d left\n", count(fixed, "finding"), count(len(written), "file"), len(report.Findings))
	}
	return code
}

// diff prints a patch to stdout, and what it does not mend to stderr.
func (r *runner) diff(result *apply.Result) int {
	dir, err := os.Getwd()
	if err != nil {
		return r.fail(err)
	}
	patch, problems := apply.Diff(dir, result.Files)
	if _, err := r.stdout.Write(patch); err != nil {
		return r.fail(err)
	}
	report := result.Before
	found := len(report.Findings) > 0
	report.Findings = result.Left()
	report.Errors = sortErrors(report.Errors, result.Errors, problems)
	if err := r.opt.out.write(r.stderr, report); err != nil {
		return r.fail(err)
	}
	code := r.finish(report, found)
	r.notes()
	return code
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
