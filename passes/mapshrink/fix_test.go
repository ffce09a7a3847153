package mapshrink_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/maplint/maplint/passes/mapshrink"
)

// TestFixes compares what the fixes make of each file with its golden file.
// A file without one must not have a fix.
func TestFixes(t *testing.T) {
	setFlag(t, "possible", "true")
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
