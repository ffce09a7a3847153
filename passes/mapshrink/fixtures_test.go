package mapshrink_test

import (
	"cmp"
	"flag"
	"fmt"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/passes/mapshrink"
)

var update = flag.Bool("update", false, "write the verdicts into the fixtures: read the change before you commit it")

// TestMain collects garbage less often: the fixtures, with all that they
// import, live as long as the tests, and each collection looks at all of it.
func TestMain(m *testing.M) {
	debug.SetGCPercent(300)
	os.Exit(m.Run())
}

// A loaded is what analysistest made of fixtures: complaints are about want
// comments.
type loaded struct {
	results    []*analysistest.Result
	complaints []string
}

func (l *loaded) Errorf(format string, args ...any) {
	l.complaints = append(l.complaints, fmt.Sprintf(format, args...))
}

// load runs the check, low confidence included, on the packages of a module or
// GOPATH in testdata.
func load(dir, pattern string) *loaded {
	l := new(loaded)
	dir, err := filepath.Abs(filepath.Join("..", "..", "testdata", dir))
	if err != nil {
		l.Errorf("%v", err)
		return l
	}
	flag := mapshrink.Analyzer.Flags.Lookup("confidence").Value
	before := flag.String()
	if err := flag.Set(check.Low.String()); err != nil {
		l.Errorf("%v", err)
		return l
	}
	l.results = analysistest.Run(l, dir, mapshrink.Analyzer, pattern)
	if err := flag.Set(before); err != nil {
		l.Errorf("%v", err)
	}
	return l
}

// fixtures are the packages of testdata/src/mapshrink, each in its variants
// with and without tests. All tests look at one load of them.
var fixtures = sync.OnceValue(func() *loaded { return load("", "mapshrink/...") })

// verdicts returns the result of the check on one of the packages, and its
// verdicts. It is nil for the main package of tests.
func verdicts(t *testing.T, r *analysistest.Result) (*mapshrink.Result, []*mapshrink.Verdict) {
	t.Helper()
	for _, err := range r.Action.Package.Errors {
		t.Error(err)
	}
	res, ok := r.Action.Result.(*mapshrink.Result)
	if !ok || strings.HasSuffix(r.Action.Package.ID, ".test") {
		return nil, nil
	}
	vs, err := res.Verdicts()
	if err != nil {
		t.Errorf("%s: %v", r.Action, err)
	}
	return res, vs
}

// TestFixtures compares the reports, those of low confidence included, with
// the want comments, and the verdicts with the verdict comments. In each
// fixture a case that is reported stands beside its near misses.
func TestFixtures(t *testing.T) {
	for _, l := range []*loaded{fixtures(), load("mod/clone124", "./..."), load("mod/clone125", "./...")} {
		for _, c := range l.complaints {
			t.Error(c)
		}
		for _, r := range l.results {
			t.Run(r.Action.Package.Name, func(t *testing.T) {
				res, vs := verdicts(t, r)
				if res == nil {
					return
				}
				compareVerdicts(t, r.Action.Package.Fset, vs)
				checkAlone(t, r.Action.Package.PkgPath, res)
			})
		}
	}
}

// verdictComment is the expectation at the declaration of a holder: what the
// check says, which rule or reason decided, and in words why.
//
//	rows map[string]row // verdict: reported
//	peers map[string]*peer // verdict: low resource (its entries hold live resources (conn))
//	cache map[string]row // verdict: silent kept (another map, or nil, is stored)
//
// For a map of maps the verdict on the inner maps follows behind a semicolon.
var verdictComment = regexp.MustCompile(` *// verdict(\[\])*: [^\n]*?( // .*)?$`)

// describeVerdict writes a verdict as a verdict comment has it.
func describeVerdict(v *mapshrink.Verdict) string {
	if v.Decided() == "" {
		return v.Standing()
	}
	return fmt.Sprintf("%s %s (%s)", v.Standing(), v.Decided(), v.Why)
}

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
		pos := fset.PositionFor(v.Holder.Var.Pos(), false)
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
		lines, changed := files[name], false
		for i, text := range lines {
			vs := byLine[line{name, i + 1}]
			slices.SortFunc(vs, func(a, b *mapshrink.Verdict) int {
				return cmp.Or(cmp.Compare(a.Holder.Var.Pos(), b.Holder.Var.Pos()), cmp.Compare(a.Holder.Elems, b.Holder.Elems))
			})
			var got []string
			for _, v := range vs {
				got = append(got, describeVerdict(v))
			}
			comment := ""
			if len(got) > 0 {
				comment = " // verdict: " + strings.Join(got, "; ")
			}
			bare, other := text, ""
			if m := verdictComment.FindStringSubmatchIndex(text); m != nil {
				bare = text[:m[0]]
				if m[4] >= 0 {
					other = text[m[4]:m[5]]
				}
			}
			if want := strings.TrimPrefix(text, bare); strings.TrimSpace(want) != strings.TrimSpace(comment+other) {
				if *update {
					lines[i], changed = bare+comment+other, true
					continue
				}
				t.Errorf("%s:%d: the verdict is\n\t%s, want\n\t%s", filepath.Base(name), i+1, strings.TrimSpace(comment), strings.TrimSpace(want))
			}
		}
		if changed {
			if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
