// Package heapproof measures what the fixes of maplint give back.
//
// The programs in testdata fill a map, sweep it as the check reports, and
// print their live heap on the way. maplint looks at a copy of them and its
// own fix, the first of each finding, is applied there. Original and copy are
// then built and run with any version of Go. What they print is a proof of
// the fix, and the pictures in the documentation are drawn from it.
package heapproof

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
)

// modules are the folders of testdata with programs. Their go.mod files name
// the oldest Go that they stand for.
var modules = []string{"programs", "go120"}

// A Proof is a set of programs, each as it was and as maplint fixed it.
type Proof struct {
	// Programs by folder, as in "programs/expired".
	Programs []Program

	before, after string // the folders with their sources
}

// A Program is one program of a proof.
type Program struct {
	Name string // the folder below testdata, with slashes
	// Fix is what the fix says it does. It is empty, and the copy is the same
	// as the original, where maplint reports nothing.
	Fix string
}

// Prepare copies the programs of testdata, which is the folder testdata of
// this package, to work, a folder that is empty or does not exist, and
// applies the fixes of maplint to the copy. A program that it reports in more
// than one place, or without a fix, is an error.
func Prepare(ctx context.Context, testdata, work string) (*Proof, error) {
	p := &Proof{before: testdata, after: work}
	if err := os.CopyFS(work, os.DirFS(testdata)); err != nil {
		return nil, err
	}
	for _, module := range modules {
		mains, err := filepath.Glob(filepath.Join(work, module, "*", "main.go"))
		if err != nil {
			return nil, err
		}
		findings, err := check(ctx, filepath.Join(work, module))
		if err != nil {
			return nil, err
		}
		for _, file := range mains {
			program := Program{Name: module + "/" + filepath.Base(filepath.Dir(file))}
			at := findings[file]
			delete(findings, file)
			if len(at) > 1 {
				return nil, fmt.Errorf("%s: %d findings, want one at most", file, len(at))
			}
			if len(at) == 1 {
				if program.Fix, err = fix(at[0]); err != nil {
					return nil, err
				}
			}
			p.Programs = append(p.Programs, program)
		}
		for file := range findings {
			return nil, fmt.Errorf("%s: a finding outside the programs", file)
		}
	}
	if len(p.Programs) == 0 {
		return nil, fmt.Errorf("no programs in %s", testdata)
	}
	return p, nil
}

// check runs maplint on the module in dir and returns its findings by file.
func check(ctx context.Context, dir string) (map[string][]driver.Finding, error) {
	report, err := driver.Run(ctx, driver.Config{Dir: dir, Patterns: []string{"./..."}, Checks: analyzer.Checks()})
	if err != nil {
		return nil, err
	}
	for _, err := range report.Errors {
		return nil, err
	}
	findings := make(map[string][]driver.Finding)
	for _, f := range report.Findings {
		findings[f.Pos.Filename] = append(findings[f.Pos.Filename], f)
	}
	return findings, nil
}

// fix applies the first fix of a finding and returns what it says it does.
func fix(f driver.Finding) (string, error) {
	if len(f.Fixes) == 0 {
		return "", fmt.Errorf("%s: the finding has no fix: %s", f.Pos, f.Message)
	}
	name := f.Pos.Filename
	src, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	edits := slices.Clone(f.Fixes[0].Edits)
	slices.SortFunc(edits, func(a, b driver.Edit) int { return b.Start.Offset - a.Start.Offset })
	for _, e := range edits { // the last first, so that offsets stay right
		if e.File != name {
			return "", fmt.Errorf("%s: the fix edits another file: %s", f.Pos, e.File)
		}
		src = slices.Replace(src, e.Start.Offset, e.End.Offset, []byte(e.New)...)
	}
	return f.Fixes[0].Message, os.WriteFile(name, src, 0o666)
}
