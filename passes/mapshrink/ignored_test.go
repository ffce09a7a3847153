package mapshrink_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestIgnored checks the comments that silence: what is reported all the
// same, which comments are no use, and which silence what. The expectation on
// one that is no use stands in it:
//
//	//nolint:mapshrink // problem: silences nothing
func TestIgnored(t *testing.T) {
	for _, r := range fixtures().results {
		if r.Action.Package.Name != "ignored" {
			continue
		}
		pkg := r.Action.Package
		res, verdicts := verdicts(t, r)
		j, err := res.Judge(nil, false)
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, d := range j.Directives {
			pos := pkg.Fset.Position(d.Pos)
			msg, _, _ := strings.Cut(d.Message, " silences nothing: ") // what to do is internal/suppress's
			got = append(got, lineOf(t, pos.Filename, pos.Line)+": "+msg)
		}
		for _, f := range pkg.Syntax {
			name := pkg.Fset.Position(f.FileStart).Filename
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(data)) {
				line = strings.TrimSpace(line)
				_, comment, _ := strings.Cut(line, "//")
				comment, _, ok := strings.Cut(comment, " // problem: ")
				switch {
				case ok && strings.HasPrefix(comment, "nolint"):
					want = append(want, line+": this //"+comment)
				case ok:
					want = append(want, line+": this //lint:ignore mapshrink")
				case line == "//lint:ignore mapshrink" && filepath.Base(name) == "lines.go":
					want = append(want, line+": this //lint:ignore mapshrink needs a reason: //lint:ignore mapshrink why")
				}
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}

		silenced := make(map[string]string)
		for _, v := range verdicts {
			if v.Silenced.IsValid() {
				pos := pkg.Fset.Position(v.Silenced)
				silenced[v.Holder.Name] = lineOf(t, pos.Filename, pos.Line)
			}
		}
		for holder, comment := range map[string]string{
			"Lines.above":     "//lint:ignore mapshrink clients are few",
			"Decls.both":      "//lint:ignore mapshrink clients are few",
			"Decls.too":       "//lint:ignore mapshrink clients are few",
			"Decls.byTopic[]": "//lint:ignore mapshrink topics are few",
			"Decls.doc":       "//nolint:maplint // clients are few",
			"Whole.at":        "//nolint:mapshrink // a type as a whole",
			"File.here":       "//lint:file-ignore mapshrink all of this is small",
		} {
			if silenced[holder] != comment {
				t.Errorf("%s is silenced by %q, want %q", holder, silenced[holder], comment)
			}
		}
		if by := silenced["Decls.maybe"]; !strings.Contains(by, "nobody waits for thousands") {
			t.Errorf("the finding of low confidence on Decls.maybe is silenced by %q", by)
		}
		for _, holder := range []string{"Decls.unsure", "Decls.fine", "File.there", "Lines.two"} {
			if by, ok := silenced[holder]; ok {
				t.Errorf("%s is silenced by %q", holder, by)
			}
		}
	}
}

func lineOf(t *testing.T, file string, n int) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(strings.Split(string(data), "\n")[n-1])
}
