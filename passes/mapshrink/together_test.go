package mapshrink_test

import (
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/maplint/maplint/passes/mapshrink"
)

// loadTogether runs the check on the packages of testdata/mod/together, which
// compares what it says of each alone with its want comments, and returns the
// results by the folder that the packages are judged together in.
func loadTogether(t *testing.T) (groups map[string][]*mapshrink.Result, passes map[*mapshrink.Result]*analysis.Pass) {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "testdata", "mod", "together"))
	if err != nil {
		t.Fatal(err)
	}
	groups = make(map[string][]*mapshrink.Result)
	passes = make(map[*mapshrink.Result]*analysis.Pass)
	for _, r := range analysistest.Run(t, dir, mapshrink.Analyzer, "./...") {
		if r.Action.Package.ID != r.Action.Package.PkgPath || r.Action.Package.Name == "main" {
			continue // a variant with tests
		}
		res := r.Result.(*mapshrink.Result)
		group, _, _ := strings.Cut(strings.TrimPrefix(r.Pass.Pkg.Path(), "example.test/together/"), "/")
		groups[group] = append(groups[group], res)
		passes[res] = r.Pass
	}
	return groups, passes
}

// reportComment is the expectation on a finding about several packages, at
// the place that it is reported at. It is a regular expression.
var reportComment = regexp.MustCompile(`(?:// report: (.*)|/\* report: (.*) \*/.*)$`)

// TestTogether judges the packages of each folder as one program: verdicts
// are compared with the verdict comments, findings with the report comments.
func TestTogether(t *testing.T) {
	groups, passes := loadTogether(t)
	if len(groups) < 5 {
		t.Fatalf("groups %v", slices.Sorted(maps.Keys(groups)))
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		t.Run(name, func(t *testing.T) {
			results := groups[name]
			verdicts, err := mapshrink.Together(results)
			if err != nil {
				t.Fatal(err)
			}
			fset := passes[results[0]].Fset
			compareVerdicts(t, fset, verdicts)
			got := make(map[string][]string)
			for _, v := range verdicts {
				if (v.Kind == mapshrink.Likely || v.Kind == mapshrink.Possible) && !v.Silenced.IsValid() {
					d := v.Diagnostic()
					at := fset.Position(d.Pos)
					got[lineOf(t, at.Filename, at.Line)] = append(got[lineOf(t, at.Filename, at.Line)], d.Message)
					if fset.File(d.Pos) != fset.File(d.End) || d.End <= d.Pos {
						t.Errorf("%s: a finding ends at %s", at, fset.Position(d.End))
					}
				}
			}
			for _, res := range results {
				for _, f := range passes[res].Files {
					for _, line := range fileLines(t, fset, f.FileStart) {
						m := reportComment.FindStringSubmatch(line)
						messages := got[line]
						delete(got, line)
						switch {
						case m == nil && len(messages) == 0:
						case m == nil:
							t.Errorf("findings %q at %s", messages, line)
						case len(messages) != 1 || !regexp.MustCompile(m[1]+m[2]).MatchString(messages[0]):
							t.Errorf("findings %q, want one that matches %q", messages, m[1]+m[2])
						}
					}
				}
			}
			for line, messages := range got {
				t.Errorf("findings %q in another package at %s", messages, line)
			}
		})
	}
}

func fileLines(t *testing.T, fset *token.FileSet, pos token.Pos) []string {
	t.Helper()
	var out []string
	f := fset.File(pos)
	for i := range f.LineCount() {
		out = append(out, lineOf(t, f.Name(), i+1))
	}
	return out
}
