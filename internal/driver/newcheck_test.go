package driver_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/explain"
	"github.com/maplint/maplint/internal/driver/render"
	"github.com/maplint/maplint/internal/mapcheck"
	"github.com/maplint/maplint/internal/mapmodel"
)

// sites is a second check, as a newcomer would write it (CONTRIBUTING.md, "Add a
// check"): it reports maps that are filled in more than ten places.
var sites = &analysis.Analyzer{
	Name:       "sites",
	Doc:        "sites: find maps that are filled in more than ten places",
	URL:        "https://example.com/sites",
	Requires:   mapcheck.Requires,
	ResultType: reflect.TypeFor[*sitesResult](),
	Run: func(pass *analysis.Pass) (any, error) {
		r := &sitesResult{mapcheck.New(pass)}
		return r, mapcheck.Report(pass, r)
	},
}

type sitesResult struct{ *mapcheck.Package }

func (r *sitesResult) Judge(together []check.Result, detail bool) (*check.Judgement, error) {
	return r.Package.Judge(together, detail, func(h *mapmodel.Holder) *check.Verdict {
		inserts := 0
		for _, op := range h.Ops {
			if op.Kind == mapmodel.Insert {
				inserts++
			}
		}
		v := &check.Verdict{Rule: "many sites", Why: fmt.Sprintf("%d places insert", inserts), Pos: h.Var.Pos(), Open: h.Var.Exported()}
		if inserts > 10 {
			v.Answer, v.Confidence, v.Rule = check.Reported, check.Default, ""
			v.Finding = &check.Finding{Diagnostic: analysis.Diagnostic{Pos: h.Var.Pos(), Message: fmt.Sprintf("map %s is filled in %d places", h.Name, inserts)}}
		}
		return v
	})
}

// inserts are functions that insert into a map.
func inserts(into string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "func fill%s%d(k string) { %s[k] = %d }\n", strings.ReplaceAll(into, ".", ""), i, into, i)
	}
	return b.String()
}

// TestNewCheck runs a second check beside those that there are: whatever shows
// what checks say has to show what this one says, without knowing it.
func TestNewCheck(t *testing.T) {
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":         "module example.com/m\n\ngo 1.25\n",
		"store/store.go": "package store\n\nvar Table = map[string]int{} // filled by app, too\n\nvar own = map[string]int{}\n\n" + inserts("Table", 6) + inserts("own", 11),
		"app/app.go":     "package app\n\nimport \"example.com/m/store\"\n\n" + inserts("store.Table", 5),
		"quiet/quiet.go": "package quiet\n\n//lint:ignore sites it is a table\nvar silenced = map[string]int{}\n\n//lint:ignore sites it is small\nvar few = map[string]int{}\n\n" + inserts("silenced", 11) + inserts("few", 1),
		"both/both.go": "package both\n\nvar both = map[string]int{}\n\n" + inserts("both", 11) +
			"\nfunc Expire() {\n\tfor k, v := range both {\n\t\tif v > 3 {\n\t\t\tdelete(both, k)\n\t\t}\n\t}\n}\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}

	checks := append(analyzer.Checks(), sites)
	inspected := make(map[string]int)
	short := func(name string) string { return render.ShortPath(dir, name) }
	why := explain.New(".", short)
	report, err := driver.Run(t.Context(), driver.Config{
		Dir:      dir,
		Patterns: []string{"./..."},
		Checks:   checks,
		Join:     true,
		Inspect: func(p *driver.Package) {
			inspected[p.Path]++
			why.Inspect(p)
			if p.Allocations == nil || len(p.Allocations.Sites) == 0 {
				t.Errorf("%s has no sites for heap profiles", p.Path)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range report.Errors {
		t.Error(e)
	}
	for path, n := range inspected {
		if n != 1 {
			t.Errorf("%s is inspected %d times", path, n)
		}
	}
	if len(inspected) != 4 {
		t.Errorf("inspected %v, want 4 packages", inspected)
	}

	var got strings.Builder
	for _, f := range report.Findings {
		message, _, _ := strings.Cut(f.Message, ":")
		fmt.Fprintf(&got, "%s:%d: %s (%s, %s)\n", short(f.Pos.Filename), f.Pos.Line, message, f.Check, f.Holder)
	}
	want := filepath.FromSlash(`both/both.go:3: map both is filled in 11 places (sites, both)
both/both.go:20: map both never shrinks (mapshrink, both)
quiet/quiet.go:6: this //lint (directive, )
store/store.go:3: map Table is filled in 11 places (sites, Table)
store/store.go:5: map own is filled in 11 places (sites, own)
`)
	if got.String() != want {
		t.Errorf("findings:\n%swant:\n%s", &got, want)
	}

	holders, err := why.Holders(nil)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := explain.WriteText(&text, holders); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"  verdict     mapshrink: silent, rule swept: nothing removes entries",
		"  verdict     sites: reported: 11 places insert",
		"  verdict     sites: silent, rule many sites: 1 places insert",
		"  silenced    by the comment at quiet",
	} {
		if !strings.Contains(text.String(), "\n"+want) {
			t.Errorf("why lacks %q:\n%s", want, &text)
		}
	}

	var log bytes.Buffer
	if err := render.SARIF(&log, report, checks, "v1.0.0", render.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"id": "sites"`, `"ruleId": "sites"`, `"helpUri": "https://example.com/sites"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("SARIF lacks %s", want)
		}
	}
}
