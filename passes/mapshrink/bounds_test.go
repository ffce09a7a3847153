package mapshrink_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/maplint/maplint/passes/mapshrink"
)

// boundsPackages are the fixtures of rules 2, 4, 5, 7, 9 and 10, of what is no
// sweep, of test files and of generated files.
var boundsPackages = []string{
	"grows", "growsinit", "lifetime", "lifemain", "keys", "limits", "trims", "mirror",
	"resource", "evidence", "traffic", "generated", "testfiles", "withtests",
	"joined", "updates", "fewkeys", "mains", "scopes", "guards", "diffs", "handles",
	"constants", "packets", "budgets", "sizes", "nosweeps", "settings", "homes", "stays",
}

func TestBounds(t *testing.T) {
	for _, name := range boundsPackages {
		t.Run(name, func(t *testing.T) { runBounds(t, "mapshrink/"+name) })
	}
}

// TestBoundsPossible runs the fixtures whose possible findings are wanted.
func TestBoundsPossible(t *testing.T) {
	setFlag(t, "possible", "true")
	for _, r := range runBounds(t, "mapshrink/possible") {
		for _, d := range r.Action.Diagnostics {
			if d.Category != "likely" && d.Category != "possible" {
				t.Errorf("category %q of %q", d.Category, d.Message)
			}
		}
	}
}

func setFlag(t *testing.T, name, value string) {
	t.Helper()
	f := mapshrink.Analyzer.Flags.Lookup(name)
	before := f.Value.String()
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(before) })
}

// runBounds compares the findings, possible ones included, with the want
// comments and the verdicts with the verdict comments.
func runBounds(t *testing.T, pkg string) []*analysistest.Result {
	t.Helper()
	setFlag(t, "possible", "true")
	testdata, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	results := analysistest.Run(t, testdata, mapshrink.Analyzer, pkg)
	for _, r := range results {
		for _, err := range r.Action.Package.Errors {
			t.Error(err)
		}
		checkVerdicts(t, r)
		if r.Err == nil {
			checkAlone(t, r)
		}
	}
	return results
}

// verdictComment is "// verdict: silent 5", with "[]" after the word for
// each container that the map lies in, and " or " between answers that are
// all right. A rule that is left out can be any.
var verdictComment = regexp.MustCompile(`// verdict((?:\[\])*): ([a-z0-9 ]+)`)

type holderAt struct {
	file  string
	line  int
	elems int
}

func checkVerdicts(t *testing.T, r *analysistest.Result) {
	t.Helper()
	if r.Err != nil {
		return // reported by analysistest
	}
	res, ok := r.Action.Result.(*mapshrink.Result)
	if !ok {
		t.Errorf("%s: no result", r.Action)
		return
	}
	verdicts, err := res.Verdicts()
	if err != nil {
		t.Errorf("%s: %v", r.Action, err)
		return
	}
	got := make(map[holderAt]*mapshrink.Verdict)
	fset := r.Action.Package.Fset
	for _, v := range verdicts {
		p := fset.Position(v.Holder.Var.Pos())
		got[holderAt{p.Filename, p.Line, v.Holder.Elems}] = v
	}
	for _, f := range r.Action.Package.Syntax {
		name := fset.Position(f.FileStart).Filename
		for at, answers := range wantedVerdicts(t, name) {
			v := got[at]
			if v == nil {
				if answers[0] != "none" {
					t.Errorf("%s:%d: no verdict, want %s", base(at.file), at.line, strings.Join(answers, " or "))
				}
				continue
			}
			if !meets(v, answers) {
				t.Errorf("%s:%d: verdict on %s is %s %d (%s; at %s), want %s", base(at.file), at.line, v.Holder.Name,
					v.Kind, v.Rule, v.Reason, base(fset.Position(v.Pos).String()), strings.Join(answers, " or "))
			}
		}
	}
}

func base(path string) string {
	return filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
}

func wantedVerdicts(t *testing.T, file string) map[holderAt][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[holderAt][]string)
	for i, line := range strings.Split(string(data), "\n") {
		for _, m := range verdictComment.FindAllStringSubmatch(line, -1) {
			out[holderAt{file, i + 1, len(m[1]) / 2}] = strings.Split(strings.TrimSpace(m[2]), " or ")
		}
	}
	return out
}

func meets(v *mapshrink.Verdict, answers []string) bool {
	for _, a := range answers {
		kind, rule, hasRule := strings.Cut(strings.TrimSpace(a), " ")
		if v.Kind.String() == kind && (!hasRule || rule == fmt.Sprint(v.Rule)) {
			return true
		}
	}
	return false
}
