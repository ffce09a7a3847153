package mapshrink_test

import (
	"encoding/json"
	"fmt"
	"go/token"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/passes/mapshrink"
)

// together are the packages of testdata/mod/together. All tests look at one
// load of them.
var together = sync.OnceValue(func() *loaded {
	l := new(loaded)
	dir, err := filepath.Abs(filepath.Join("..", "..", "testdata", "mod", "together"))
	if err != nil {
		l.Errorf("%v", err)
		return l
	}
	l.results = analysistest.Run(l, dir, mapshrink.Analyzer, "./...")
	return l
})

// loadTogether compares what the check says of each package of
// testdata/mod/together alone with its want comments, and returns the results
// by the folder that the packages are judged together in.
func loadTogether(t *testing.T) (groups map[string][]*mapshrink.Result, passes map[*mapshrink.Result]*analysis.Pass) {
	t.Helper()
	for _, c := range together().complaints {
		t.Error(c)
	}
	groups = make(map[string][]*mapshrink.Result)
	passes = make(map[*mapshrink.Result]*analysis.Pass)
	for _, r := range together().results {
		if r.Action.Package.ID != r.Action.Package.PkgPath || strings.HasSuffix(r.Action.Package.ID, ".test") {
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
				if v.Answer == check.Reported && !v.Silenced.IsValid() {
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

// TestTogetherOrder judges all packages as one program, in several orders: what
// packages that have nothing to do with each other say must not change.
func TestTogetherOrder(t *testing.T) {
	groups, passes := loadTogether(t)
	var want []string
	var all []*mapshrink.Result
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		verdicts, err := mapshrink.Together(groups[name])
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, describe(verdicts)...)
		all = append(all, groups[name]...)
	}
	slices.SortFunc(all, func(a, b *mapshrink.Result) int {
		return strings.Compare(passes[b].Pkg.Path(), passes[a].Pkg.Path())
	})
	if none, err := mapshrink.Together(nil); len(none) > 0 || err != nil {
		t.Errorf("nothing together: %v, %v", none, err)
	}
	for n := range permutations {
		verdicts, err := mapshrink.Together(all)
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(verdicts); !slices.Equal(got, want) {
			t.Errorf("together:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		rand.New(rand.NewPCG(uint64(n), 3)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
}

// checkAlone checks that a package judged together with no other one has the
// verdicts that it has by itself.
func checkAlone(t *testing.T, path string, res *mapshrink.Result) {
	t.Helper()
	alone, err := res.Verdicts()
	if err != nil {
		t.Fatal(err)
	}
	together, err := mapshrink.Together([]*mapshrink.Result{res})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := describe(together), describe(alone); !slices.Equal(got, want) {
		t.Errorf("%s together with none:\n%s\nwant:\n%s", path, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// describe writes all that verdicts say.
func describe(verdicts []*mapshrink.Verdict) []string {
	var out []string
	for _, v := range verdicts {
		s := fmt.Sprintf("%s.%s: %s at %d, silenced at %d", v.Holder.Var.Pkg().Path(), v.Holder.Name, describeVerdict(v), v.Pos, v.Silenced)
		if v.Sweep != nil {
			s += fmt.Sprintf(": %+v", v.Diagnostic())
		}
		out = append(out, s)
	}
	return out
}

// TestSummary checks what a driver learns from the packages of the folders,
// each for itself.
func TestSummary(t *testing.T) {
	_, passes := loadTogether(t)
	short := func(path string) string { return strings.TrimPrefix(path, "example.test/together/") }
	got := make(map[string][]string)
	for res, pass := range passes {
		s, err := res.Summary()
		if err != nil {
			t.Fatal(err)
		}
		path := short(pass.Pkg.Path())
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back check.Summary
		if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(&back, s) {
			t.Errorf("%s: %s is read back as %+v (%v), want %+v", path, data, back, err, s)
		}
		for _, x := range s.Touches {
			got[path] = append(got[path], fmt.Sprintf("%s %s.%s", x.What, short(x.Package), x.Name.Name))
		}
		for _, x := range s.Helpers {
			got[path] = append(got[path], fmt.Sprintf("%s: %s", x.Name, x.What))
		}
		for _, x := range s.Hands {
			from := x.By
			if from == "" {
				from = short(x.Map.Package) + "." + x.Map.Name
			}
			got[path] = append(got[path], fmt.Sprintf("%s to %s.%s", from, short(x.To.Package), x.To.Name))
		}
	}
	for path, want := range map[string][]string{
		"helper/app": {
			"helper/app.Cache.oneByOne to helper/util.Drop",
			"helper/app.Cache.single to helper/util.Drop",
			"helper/app.Cache.filtered to helper/util.Filtered",
			"helper/app.Cache.both to helper/util.Prune",
			"helper/app.Cache.filled to helper/util.Prune",
			"helper/app.Cache.never to helper/util.Prune",
			"helper/app.Cache.plain to helper/util.Prune",
			"helper/app.Cache.reset to helper/util.Prune",
			"helper/app.Cache.generic to helper/util.PruneAny",
			"helper/app.Cache.deep to helper/util.PruneDeep",
			"helper/app.Cache.filled to helper/util.Put",
			"helper/app.Cache.both to helper/util.Rebuilt",
			"helper/app.Cache.rebuilt to helper/util.Rebuilt",
			"helper/app.Cache.reset to helper/util.Reset",
			"helper/app.Cache.method to helper/util.Rows.Prune",
		},
		"helper/cmd": {
			"helper/cmd.rows to helper/util.Prune",
			"helper/cmd.few to helper/util.PruneFunc",
		},
		"helper/deep": {"Drop: remove", "Expire: remove"},
		"helper/util": {
			"Filtered: remove", "Prune: remove", "PruneAny: remove", "PruneFunc: remove", "Put: insert", "Reset: replace", "Rows.Prune: remove",
			"Drop to helper/deep.Drop", "PruneDeep to helper/deep.Expire",
		},
		"lives/app": {"initialize lives/store.Scratch.Rows"},
		"replaced/app": {
			"replace replaced/store.Again.rows",
			"replace replaced/store.Cache.Aliased",
			"initialize replaced/store.Cache.Lazy",
			"initialize replaced/store.Cache.Made",
			"replace replaced/store.Cache.Pointer",
			"replace replaced/store.Cache.Replaced",
			"replace replaced/store.Cache.Reset",
			"replace replaced/store.Held.Rows",
			"replace replaced/store.Manual.Rows",
			"replace replaced/store.Table",
			"replace replaced/store.Whole.rows",
		},
		"swept/app": {
			"sweep swept/store.Cache.Filled",
			"sweep swept/store.Cache.Gen",
			"sweep swept/store.Cache.Items",
			"sweep swept/store.Cache.Marked",
			"sweep swept/store.Cache.Nested[]",
			"remove swept/store.Cache.Once",
			"sweep swept/store.Cache.There",
			"sweep swept/store.Generic.Items",
			"sweep swept/store.Generic.Other",
			"sweep swept/store.Table",
		},
		"swept/fill": {
			"insert swept/store.Cache.Filled",
			"replace swept/store.Generic.Other",
		},
	} {
		if !slices.Equal(got[path], want) {
			t.Errorf("summary of %s:\n%s\nwant:\n%s", path, strings.Join(got[path], "\n"), strings.Join(want, "\n"))
		}
		delete(got, path)
	}
	for _, path := range slices.Sorted(maps.Keys(got)) {
		t.Errorf("summary of %s:\n%s\nwant none", path, strings.Join(got[path], "\n"))
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
