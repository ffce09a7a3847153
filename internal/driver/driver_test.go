package driver

import (
	"context"
	"errors"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
)

// writeModule writes files below a new directory.
func writeModule(t *testing.T, files map[string]string) string {
	t.Helper()
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	if _, ok := files["go.mod"]; !ok {
		files["go.mod"] = "module example.com/m\n\ngo 1.25\n"
	}
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// named reports the name of each package.
var named = &analysis.Analyzer{
	Name: "named",
	Doc:  "report names",
	Run: func(pass *analysis.Pass) (any, error) {
		pass.Reportf(pass.Files[0].Name.Pos(), "package %s", pass.Pkg.Name())
		return nil, nil
	},
}

func messages(r *Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		b.WriteString(f.Message + "\n")
	}
	for _, e := range r.Errors {
		b.WriteString("error: " + e.Msg + "\n")
	}
	return b.String()
}

func TestPanicIsAnError(t *testing.T) {
	dir := writeModule(t, map[string]string{
		"a/a.go": "package a\n",
		"b/b.go": "package b\n",
		"c/c.go": "package c\n\nimport _ \"example.com/m/b\"\n",
	})
	panics := &analysis.Analyzer{
		Name: "panics",
		Doc:  "panic in package b",
		Run: func(pass *analysis.Pass) (any, error) {
			if pass.Pkg.Name() == "b" {
				var none *analysis.Pass
				_ = none.Pkg //nolint:govet // the panic is what is tested
			}
			return nil, nil
		},
	}
	report, err := Run(t.Context(), Config{Dir: dir, Patterns: []string{"./..."}, Checks: []*analysis.Analyzer{named, panics}})
	if err != nil {
		t.Fatal(err)
	}
	got := messages(report)
	want := "package a\npackage c\nerror: internal error in a check: runtime error: invalid memory address or nil pointer dereference in "
	if !strings.HasPrefix(got, want) || !strings.Contains(got, "at driver_test.go:") ||
		!strings.HasSuffix(got, "(package example.com/m/b was not checked: please report this at "+Bugs+")\n") {
		t.Errorf("got:\n%s", got)
	}
	if report.Packages != 2 {
		t.Errorf("%d packages were checked, want 2", report.Packages)
	}
}

// failing is the result of a check that can't judge package b.
type failing struct{ pkg string }

func (r *failing) Judge([]check.Result, bool) (*check.Judgement, error) {
	if r.pkg == "b" {
		return nil, errors.New("first line\ngoroutine 1 [running]:\n")
	}
	return new(check.Judgement), nil
}

func (r *failing) Summary() (*check.Summary, error) { return new(check.Summary), nil }

func (r *failing) Nolints() []token.Pos { return nil }

func TestErrorOfCheck(t *testing.T) {
	dir := writeModule(t, map[string]string{"a/a.go": "package a\n", "b/b.go": "package b\n"})
	fails := &analysis.Analyzer{
		Name:       "fails",
		Doc:        "fail to judge package b",
		Run:        func(pass *analysis.Pass) (any, error) { return &failing{pass.Pkg.Name()}, nil },
		ResultType: reflect.TypeFor[*failing](),
	}
	report, err := Run(t.Context(), Config{Dir: dir, Patterns: []string{"./..."}, Checks: []*analysis.Analyzer{named, fails}})
	if err != nil {
		t.Fatal(err)
	}
	want := "package a\nerror: internal error in a check: first line (package example.com/m/b was not checked: please report this at " + Bugs + ")\n"
	if got := messages(report); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

func TestNoFacts(t *testing.T) {
	facts := &analysis.Analyzer{
		Name:      "facts",
		Doc:       "need facts",
		Run:       func(*analysis.Pass) (any, error) { return nil, nil },
		FactTypes: []analysis.Fact{new(fact)},
	}
	user := &analysis.Analyzer{Name: "user", Doc: "need facts", Run: facts.Run, Requires: []*analysis.Analyzer{facts}}
	_, err := Run(t.Context(), Config{Dir: t.TempDir(), Checks: []*analysis.Analyzer{user}})
	if err == nil || !strings.Contains(err.Error(), "check facts needs facts") {
		t.Errorf("error is %v", err)
	}
}

type fact struct{}

func (*fact) AFact() {}

func TestCancel(t *testing.T) {
	dir := writeModule(t, map[string]string{"a.go": "package a\n"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, Config{Dir: dir, Checks: []*analysis.Analyzer{named}}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// TestOldTool runs as if maplint were built with an old version of Go.
func TestOldTool(t *testing.T) {
	dir := writeModule(t, map[string]string{
		"new/new.go": "package new\n",
		"old/go.mod": "module example.com/old\n\ngo 1.18\n",
		"old/old.go": "package old\n",
		"go.mod":     "module example.com/m\n\ngo 1.24.1\n",
	})
	cfg := Config{Dir: dir, Patterns: []string{"./...", "./old"}, Checks: []*analysis.Analyzer{named}}
	report, err := run(t.Context(), cfg, "go1.23.4")
	if err != nil {
		t.Fatal(err)
	}
	want := "package old\nerror: built with go1.23.4, module example.com/m needs go1.24.1: rebuild maplint with go1.24.1 or later\n"
	if got := messages(report); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	report, err = run(t.Context(), cfg, "go1.24rc1")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := messages(report), "package new\npackage old\n"; got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// TestStd loads the whole standard library: whatever declarations and cgo
// can look like, no types may be lost.
func TestStd(t *testing.T) {
	if testing.Short() {
		t.Skip("loads the standard library")
	}
	writeModule(t, map[string]string{}) // for the environment
	report, err := Run(t.Context(), Config{Patterns: []string{"std"}, Checks: []*analysis.Analyzer{named}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range report.Errors {
		t.Error(e)
	}
	if report.Packages < 200 {
		t.Errorf("only %d packages were checked", report.Packages)
	}
}
