// Package heapproof measures what the fixes of maplint give back.
//
// The programs in testdata fill a map, sweep it as the check reports, and
// print their live heap on the way. maplint looks at a copy of them, and its
// own fixes are applied there. Original and copy are then built and run with
// any version of Go. What they print is a proof of the fix, and the pictures
// in the documentation are drawn from it.
package heapproof

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/edit"
)

// A Proof is a set of programs, each as it was and as maplint fixed it.
type Proof struct {
	Programs []Program // by name

	original string
	copies   []string // copies[i] has the fix number i of each finding
}

// A Program is one program of a proof, with one fix.
type Program struct {
	Name string // its folder below testdata, with slashes: programs/expired
	// Fix is what the fix says it does. It is empty, and nothing is changed,
	// where maplint reports nothing.
	Fix string

	copy int // in Proof.copies
}

// Prepare copies the programs of testdata, the folder of that name in this
// package, to folders below work and applies the fixes of maplint there:
// the first fix of each finding in one copy, the second, where there is one,
// in the next, and so on. A program that has more than one finding, or one
// without a fix, is an error.
func Prepare(ctx context.Context, testdata, work string) (*Proof, error) {
	p := &Proof{original: testdata}
	for {
		dir := filepath.Join(work, fmt.Sprint("fix", len(p.copies)+1))
		if err := os.CopyFS(dir, os.DirFS(testdata)); err != nil {
			return nil, err
		}
		programs, err := fixAll(ctx, dir, len(p.copies))
		if err != nil {
			return nil, err
		}
		if len(programs) == 0 {
			slices.SortStableFunc(p.Programs, func(a, b Program) int { return strings.Compare(a.Name, b.Name) })
			return p, nil
		}
		p.Programs = append(p.Programs, programs...)
		p.copies = append(p.copies, dir)
	}
}

// fixAll applies fix number n, from 0 on, of each finding in a copy of the
// programs and returns those that are fixed. The first copy keeps those
// without a finding, too; what else has no such fix is taken out.
func fixAll(ctx context.Context, dir string, n int) ([]Program, error) {
	findings, err := check(ctx, dir)
	if err != nil {
		return nil, err
	}
	mains, err := filepath.Glob(filepath.Join(dir, "*", "*", "main.go"))
	if err != nil {
		return nil, err
	}
	var programs []Program
	for _, name := range mains {
		folder := filepath.Dir(name)
		program := Program{
			Name: filepath.Base(filepath.Dir(folder)) + "/" + filepath.Base(folder),
			copy: n,
		}
		at := findings[name]
		switch {
		case len(at) > 1:
			return nil, fmt.Errorf("%s: %d findings, want one at most", name, len(at))
		case len(at) == 1 && len(at[0].Fixes) == 0:
			return nil, fmt.Errorf("%s: the finding has no fix: %s", at[0].Pos, at[0].Message)
		case len(at) == 1 && len(at[0].Fixes) > n:
			program.Fix = at[0].Fixes[n].Message
			if err := apply(name, at[0].Fixes[n]); err != nil {
				return nil, err
			}
		case n > 0:
			if err := os.RemoveAll(folder); err != nil {
				return nil, err
			}
			continue
		}
		programs = append(programs, program)
	}
	return programs, nil
}

// modules returns the folders of the modules with programs in a copy. Their
// go.mod files name the oldest Go that they stand for.
func modules(dir string) ([]string, error) {
	mains, err := filepath.Glob(filepath.Join(dir, "*", "*", "main.go"))
	for i, name := range mains {
		mains[i] = filepath.Dir(filepath.Dir(name))
	}
	return slices.Compact(mains), err
}

// check runs maplint on the programs and returns its findings by file.
func check(ctx context.Context, dir string) (map[string][]driver.Finding, error) {
	findings := make(map[string][]driver.Finding)
	folders, err := modules(dir)
	if err != nil {
		return nil, err
	}
	for _, module := range folders {
		report, err := driver.Run(ctx, driver.Config{Dir: module, Patterns: []string{"./..."}, Checks: analyzer.Checks()})
		if err != nil {
			return nil, err
		}
		if len(report.Errors) > 0 {
			return nil, report.Errors[0]
		}
		for _, f := range report.Findings {
			findings[f.Pos.Filename] = append(findings[f.Pos.Filename], f)
		}
	}
	return findings, nil
}

// apply makes the edits of a fix.
func apply(name string, fix driver.Fix) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	edits := make([]edit.Edit, len(fix.Edits))
	for i, e := range fix.Edits {
		if e.File != name {
			return fmt.Errorf("%s: the fix edits another file: %s", name, e.File)
		}
		edits[i] = edit.Edit{Start: e.Start.Offset, End: e.End.Offset, New: e.New}
	}
	if src, err = edit.Apply(src, edits); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(name, src, 0o666)
}
