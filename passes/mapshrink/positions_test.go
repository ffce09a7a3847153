package mapshrink_test

import "testing"

// TestPositions looks at all that is reported in the fixtures. gopls drops
// every diagnostic of a package if one has a related position or an edit
// without a place, and users tell fixes by their titles.
func TestPositions(t *testing.T) {
	found := 0
	for _, res := range fixtures().results {
		fset := res.Action.Package.Fset
		for _, d := range res.Action.Diagnostics {
			found++
			at := fset.Position(d.Pos)
			if !d.Pos.IsValid() || d.End != 0 && d.End < d.Pos {
				t.Errorf("%s: %s: from %d to %d", at, d.Message, d.Pos, d.End)
			}
			for _, r := range d.Related {
				if !r.Pos.IsValid() || r.End != 0 && r.End < r.Pos || r.Message == "" {
					t.Errorf("%s: related position %q from %d to %d", at, r.Message, r.Pos, r.End)
				}
			}
			titles := map[string]bool{}
			for _, fix := range d.SuggestedFixes {
				if fix.Message == "" || titles[fix.Message] || len(fix.TextEdits) == 0 {
					t.Errorf("%s: fix %q with %d edits", at, fix.Message, len(fix.TextEdits))
				}
				titles[fix.Message] = true
				for _, e := range fix.TextEdits {
					if !e.Pos.IsValid() || e.End != 0 && e.End < e.Pos {
						t.Errorf("%s: fix %q: edit from %d to %d", at, fix.Message, e.Pos, e.End)
					}
				}
			}
		}
	}
	if found < 10 {
		t.Errorf("%d findings in the fixtures", found)
	}
}
