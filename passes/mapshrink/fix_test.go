package mapshrink_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/maplint/maplint/passes/mapshrink"
)

func setFlag(t *testing.T, name, value string) {
	t.Helper()
	f := mapshrink.Analyzer.Flags.Lookup(name)
	before := f.Value.String()
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(before) })
}

// TestFixes compares what the fixes make of each file with its golden file.
// A file without one must not have a fix.
func TestFixes(t *testing.T) {
	setFlag(t, "confidence", "low")
	for _, name := range []string{"fixes", "fixes120"} {
		t.Run(name, func(t *testing.T) {
			dir, err := filepath.Abs(filepath.Join("..", "..", "testdata", "mod", name))
			if err != nil {
				t.Fatal(err)
			}
			analysistest.RunWithSuggestedFixes(t, dir, mapshrink.Analyzer, "./...")
		})
	}
}

// TestLineEnds has a file whose lines end with CR LF: so do those of the
// edits.
func TestLineEnds(t *testing.T) {
	setFlag(t, "confidence", "low")
	dir := t.TempDir()
	src := "package p\n\nvar at = make(map[string]int64)\n\nfunc Set(k string, t int64) { at[k] = t }\n\n" +
		"func Expire(now int64) {\n\tfor k, t := range at {\n\t\tif t < now {\n\t\t\tdelete(at, k) // want `map at never shrinks`\n\t\t}\n\t} // old\n}\n"
	for name, text := range map[string]string{"go.mod": "module p\n\ngo 1.25\n", "p.go": strings.ReplaceAll(src, "\n", "\r\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lines := 0
	for _, r := range analysistest.Run(t, dir, mapshrink.Analyzer, "./...") {
		for _, d := range r.Diagnostics {
			for _, e := range d.SuggestedFixes[0].TextEdits {
				lines += bytes.Count(e.NewText, []byte("\r\n"))
				if bytes.Count(e.NewText, []byte("\n")) != bytes.Count(e.NewText, []byte("\r\n")) {
					t.Errorf("mixed line ends: %q", e.NewText)
				}
			}
		}
	}
	if lines == 0 {
		t.Error("no lines")
	}
}
