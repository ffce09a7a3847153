package main

import (
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestSharedFlag sets a flag that two checks have, for both and for one.
func TestSharedFlag(t *testing.T) {
	a, b := &analysis.Analyzer{Name: "a"}, &analysis.Analyzer{Name: "b"}
	x, y := a.Flags.String("level", "1", "level"), b.Flags.String("level", "1", "level")
	fs := newFlagSet("maplint")
	addCheckFlags(fs, []*analysis.Analyzer{a, b})
	if err := fs.Parse([]string{"-level=2", "-b.level=3"}); err != nil || *x != "2" || *y != "3" {
		t.Errorf("levels %s and %s (%v), want 2 and 3", *x, *y, err)
	}
}
