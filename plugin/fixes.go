package plugin

import (
	"bytes"
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// fixes are the edits that golangci-lint has been given for a package. It
// applies all of a file together, or none if two of them conflict, and takes
// the findings for mended either way.
type fixes struct{ edits []analysis.TextEdit }

// carry returns the first fix of d if golangci-lint can apply it, or nil: all
// of it must lie in the file of d, and it must not conflict with what was
// carried before. A finding without a fix stays, and gets its turn when
// golangci-lint runs again.
func (f *fixes) carry(fset *token.FileSet, d analysis.Diagnostic) []analysis.SuggestedFix {
	if len(d.SuggestedFixes) == 0 || len(d.SuggestedFixes[0].TextEdits) == 0 {
		return nil
	}
	fix := d.SuggestedFixes[0]
	file := fset.File(d.Pos)
	for _, e := range fix.TextEdits {
		if fset.File(e.Pos) != file || fset.File(end(e)) != file {
			return nil
		}
		for _, other := range f.edits {
			if conflict(e, other) {
				return nil
			}
		}
	}
	f.edits = append(f.edits, fix.TextEdits...)
	return []analysis.SuggestedFix{fix}
}

// conflict reports whether two edits can't both be made. That the same text
// is inserted twice, as an import is, counts as one edit for golangci-lint.
func conflict(a, b analysis.TextEdit) bool {
	if a.Pos == b.Pos && end(a) == end(b) {
		return !bytes.Equal(a.NewText, b.NewText)
	}
	return a.Pos < end(b) && b.Pos < end(a)
}

func end(e analysis.TextEdit) token.Pos {
	if e.End.IsValid() {
		return e.End
	}
	return e.Pos
}
