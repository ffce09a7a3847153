package plugin_test

import (
	"errors"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/plugin"
)

// hosts is the sample that all hosts of the checks are compared on.
var hosts = filepath.Join("..", "testdata", "hosts")

// build makes the analyzer as golangci-lint does.
func build(t *testing.T, settings any) *analysis.Analyzer {
	t.Helper()
	newPlugin, err := register.GetPlugin(plugin.Name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlugin(settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // a flag belongs to all of a process
		if _, err := newPlugin(nil); err != nil {
			t.Error(err)
		}
	})
	if mode := p.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %s: the checks need types", mode)
	}
	list, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	if err := analysis.Validate(list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Name != plugin.Name {
		t.Fatalf("analyzers %v: golangci-lint prefixes the messages of all that are not called %s", list, plugin.Name)
	}
	return list[0]
}

// run returns what an analyzer reports on the sample.
func run(t *testing.T, a *analysis.Analyzer) (*token.FileSet, []analysis.Diagnostic) {
	t.Helper()
	fset := token.NewFileSet()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: hosts, Fset: fset}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var found []analysis.Diagnostic
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		found = append(found, act.Diagnostics...)
	}
	return fset, found
}

// TestFindings compares findings with those of the other hosts, and holds
// them against what golangci-lint can carry.
func TestFindings(t *testing.T) {
	for _, test := range []struct {
		settings any
		want     string
	}{
		{nil, "want.txt"},
		{map[string]any{}, "want.txt"},
		{map[string]any{"checks": []any{"mapshrink"}, "confidence": "default"}, "want.txt"},
		{map[string]any{"confidence": "low"}, "low.txt"},
	} {
		fset, found := run(t, build(t, test.settings))
		var got, silencers []string
		for _, d := range found {
			if len(d.Related) > 0 || len(d.SuggestedFixes) > 1 {
				t.Errorf("%s: related places %v, fixes %v", fset.Position(d.Pos), d.Related, d.SuggestedFixes)
			}
			at := fset.Position(d.Pos)
			if line := lineOf(t, at); strings.HasPrefix(line[at.Column-1:], "//nolint:maplint") {
				silencers = append(silencers, line[at.Column-1:]+": "+d.Message)
				continue
			}
			name, err := filepath.Rel(abs(t, hosts), at.Filename)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%s:%d:%d: %s", filepath.ToSlash(name), at.Line, at.Column, d.Message))
		}
		slices.Sort(got)
		data, err := os.ReadFile(filepath.Join(hosts, test.want))
		if err != nil {
			t.Fatal(err)
		}
		if want := slices.Sorted(strings.Lines(string(data))); strings.Join(got, "\n")+"\n" != strings.Join(want, "") {
			t.Errorf("settings %v: found\n%s\nwant\n%s", test.settings, strings.Join(got, "\n"), strings.Join(want, ""))
		}
		slices.Sort(silencers)
		if want := []string{
			"//nolint:maplint // above the line: this comment silences a finding of mapshrink",
			"//nolint:maplint // all of the function: this comment silences a finding of mapshrink",
			"//nolint:maplint // on the line: this comment silences a finding of mapshrink",
		}; !slices.Equal(silencers, want) {
			t.Errorf("settings %v: for nolintlint\n%s\nwant\n%s", test.settings, strings.Join(silencers, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestSettings checks that what is wrong in the settings is named, in one
// line.
func TestSettings(t *testing.T) {
	for _, test := range []struct {
		settings any
		want     []string
	}{
		{map[string]any{"confidense": "low"}, []string{`unknown field "confidense"`, "confidence"}}, //nolint:misspell // by a user
		{map[string]any{"confidence": true}, []string{"confidence", "bool", "default or low"}},
		{map[string]any{"confidence": "high"}, []string{`confidence "high"`, "default, or low"}},
		{map[string]any{"confidence": "measured"}, []string{"heap profiles", "default or low"}},
		{map[string]any{"checks": "mapshrink"}, []string{"checks", "string", "a list of names"}},
		{map[string]any{"checks": []any{}}, []string{"checks is empty", "mapshrink"}},
		{map[string]any{"checks": []any{"mapshrunk"}}, []string{`"mapshrunk"`, "mapshrink"}},
		{[]any{"confidence"}, []string{"array", "checks"}},
		{true, []string{"bool", "checks"}},
	} {
		_, err := plugin.New(test.settings)
		if err == nil {
			t.Errorf("settings %v are accepted", test.settings)
			continue
		}
		msg := err.Error()
		for _, want := range append(test.want, "settings of maplint: ") {
			if !strings.Contains(msg, want) || strings.Contains(msg, "\n") {
				t.Errorf("settings %v: %q does not say %q, in one line", test.settings, msg, want)
			}
		}
	}
}

// TestBugs checks that an error and a panic of a check cost no findings of
// other linters: golangci-lint gives up on all if an analyzer fails.
func TestBugs(t *testing.T) {
	check := analyzer.Checks()[0]
	saved := check.Run
	t.Cleanup(func() { check.Run = saved })
	for name, bug := range map[string]func(*analysis.Pass) (any, error){
		"error": func(*analysis.Pass) (any, error) { return nil, errors.New("out of luck\nstack") },
		"panic": func(*analysis.Pass) (any, error) { panic("out of luck\nstack") },
	} {
		check.Run = bug
		fset, found := run(t, build(t, nil))
		if len(found) != 8 { // packages
			t.Errorf("%s: %d findings, want one for each package", name, len(found))
		}
		for _, d := range found {
			want := "internal error in mapshrink: out of luck (this package was not checked: please report this at "
			if line := lineOf(t, fset.Position(d.Pos)); !strings.HasPrefix(line, "package ") || !strings.HasPrefix(d.Message, want) {
				t.Errorf("%s: %q at %q", name, d.Message, line)
			}
		}
	}
}

func lineOf(t *testing.T, at token.Position) string {
	t.Helper()
	data, err := os.ReadFile(at.Filename)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(data), "\n")[at.Line-1]
}

func abs(t *testing.T, dir string) string {
	t.Helper()
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
