package plugin

import (
	"go/token"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestCarry checks which fixes golangci-lint is given. A finding is at 1, and
// has edits in the file of 100 bytes that begins there, or in the next.
func TestCarry(t *testing.T) {
	edit := func(pos, end token.Pos, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: pos, End: end, NewText: []byte(text)}
	}
	imports := edit(5, token.NoPos, "import \"maps\"\n")
	for _, test := range []struct {
		name  string
		fixes [][]analysis.TextEdit // the first fix of each finding
		want  []bool                // which are carried
	}{
		{"none", [][]analysis.TextEdit{nil}, []bool{false}},
		{"apart", [][]analysis.TextEdit{{edit(10, 20, "a")}, {edit(20, 30, "b"), edit(40, 0, "c")}}, []bool{true, true}},
		{"the end of the file", [][]analysis.TextEdit{{edit(101, 101, "a")}}, []bool{true}},
		{"another file", [][]analysis.TextEdit{{edit(10, 20, "a"), edit(110, 120, "b")}}, []bool{false}},
		{"into another file", [][]analysis.TextEdit{{edit(10, 110, "a")}}, []bool{false}},
		{"overlap", [][]analysis.TextEdit{{edit(10, 20, "a")}, {edit(19, 30, "b")}}, []bool{true, false}},
		{"within", [][]analysis.TextEdit{{edit(10, 20, "a")}, {edit(15, 15, "b")}}, []bool{true, false}},
		{"around", [][]analysis.TextEdit{{edit(15, 15, "a")}, {edit(10, 20, "b")}}, []bool{true, false}},
		{"with one that was left out", [][]analysis.TextEdit{{edit(10, 20, "a")}, {edit(19, 30, "b")}, {edit(25, 35, "c")}}, []bool{true, false, true}},
		{"the same import", [][]analysis.TextEdit{{imports, edit(10, 20, "a")}, {imports, edit(20, 30, "b")}}, []bool{true, true}},
		{"different text at one place", [][]analysis.TextEdit{{edit(10, 0, "a")}, {edit(10, 10, "b")}}, []bool{true, false}},
	} {
		fset := token.NewFileSet()
		fset.AddFile("a.go", 1, 100)
		fset.AddFile("b.go", 102, 100)
		var f fixes
		for i, edits := range test.fixes {
			d := analysis.Diagnostic{Pos: 1, SuggestedFixes: []analysis.SuggestedFix{
				{Message: "first", TextEdits: edits},
				{Message: "second", TextEdits: []analysis.TextEdit{edit(50, 60, "z")}},
			}}
			got := f.carry(fset, d)
			if carried := len(got) == 1 && got[0].Message == "first"; carried != test.want[i] || len(got) > 1 {
				t.Errorf("%s: of fix %d %v is carried, want %t", test.name, i, got, test.want[i])
			}
		}
	}
}
