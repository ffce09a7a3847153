package mapshrink_test

import (
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/maplint/maplint/passes/mapshrink"
)

// fixtures are the folders of testdata/src/mapshrink that this file checks.
// In each, a case that is reported stands beside its near misses; a comment
// names the clause of the design.
var fixtures = []string{
	"holders",
	"operations",
	"loops",
	"swept",
	"replaced",
	"scratch",
	"reset",
	"deletefunc",
	"initial",
	"lists",
	"made",
	"mended",
	"normalreset",
	"paths",
	"queues",
	"recursive",
	"rounds",
}

func TestFixtures(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) { runFixture(t, filepath.Join("..", "..", "testdata"), "mapshrink/"+name) })
	}
}

// TestModules checks what depends on the Go version of the module.
func TestModules(t *testing.T) {
	for _, name := range []string{"clone124", "clone125"} {
		t.Run(name, func(t *testing.T) { runFixture(t, filepath.Join("..", "..", "testdata", "mod", name), "./...") })
	}
}

// runFixture compares the reports on a package, possible ones included, with
// its want comments, and the verdicts with its verdict comments.
func runFixture(t *testing.T, testdata, pattern string) {
	t.Helper()
	setFlag(t, "possible", "true")
	testdata, err := filepath.Abs(testdata)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range analysistest.Run(t, testdata, mapshrink.Analyzer, pattern) {
		if r.Err != nil {
			continue // analysistest has said so
		}
		verdicts, err := r.Result.(*mapshrink.Result).Verdicts()
		if err != nil {
			t.Fatal(err)
		}
		compareVerdicts(t, r.Pass.Fset, verdicts)
		checkAlone(t, r)
	}
}

// verdictLine is the expectation on the line that declares a holder:
//
//	rows map[string]row // verdict: silent 3
//
// For a map of maps the verdict on the inner maps follows a comma.
var verdictLine = regexp.MustCompile(`// verdict: (.*)$`)

// compareVerdicts compares the verdicts with the comments in their files.
// Each holder must have one.
func compareVerdicts(t *testing.T, fset *token.FileSet, verdicts []*mapshrink.Verdict) {
	t.Helper()
	type line struct {
		file string
		n    int
	}
	byLine := make(map[line][]*mapshrink.Verdict)
	files := make(map[string][]string)
	for _, v := range verdicts {
		pos := fset.Position(v.Holder.Var.Pos())
		at := line{pos.Filename, pos.Line}
		byLine[at] = append(byLine[at], v)
		if _, ok := files[pos.Filename]; !ok {
			src, err := os.ReadFile(pos.Filename)
			if err != nil {
				t.Fatal(err)
			}
			files[pos.Filename] = strings.Split(string(src), "\n")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for i, text := range files[name] {
			var want string
			if m := verdictLine.FindStringSubmatch(text); m != nil {
				want = strings.TrimSpace(m[1])
			}
			vs := byLine[line{name, i + 1}]
			slices.SortFunc(vs, func(a, b *mapshrink.Verdict) int {
				return cmp.Or(cmp.Compare(a.Holder.Var.Pos(), b.Holder.Var.Pos()), cmp.Compare(a.Holder.Elems, b.Holder.Elems))
			})
			var got, why []string
			for _, v := range vs {
				s := v.Kind.String()
				if v.Rule != 0 {
					s = fmt.Sprintf("%s %d", s, v.Rule)
				}
				got = append(got, s)
				why = append(why, fmt.Sprintf("%s (%s, line %d)", v.Holder.Name, v.Reason, fset.Position(v.Pos).Line))
			}
			if g := strings.Join(got, ", "); g != want {
				t.Errorf("%s:%d: verdict %q, want %q: %s", filepath.Base(name), i+1, g, want, strings.Join(why, "; "))
			}
		}
	}
}
