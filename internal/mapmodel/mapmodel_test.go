package mapmodel_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/maplint/maplint/internal/mapmodel"
)

// TestOps compares the operations that the model finds with the comments of
// a package that has each kind on each form of holder. The rules that need
// them are tested in passes/mapshrink.
func TestOps(t *testing.T) {
	testdata, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range analysistest.Run(t, testdata, mapmodel.Analyzer, "mapmodel/ops") {
		res := r.Action.Result.(*mapmodel.Result)
		if !res.Removes() {
			t.Error("the package removes entries, and Removes says it does not")
		}
		holders, err := res.Holders()
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[int][]string)
		for _, h := range holders {
			swept := make(map[*mapmodel.Op]string)
			for _, s := range h.Sweeps() {
				swept[s.Op] = " sweep"
				if s.Cleared {
					swept[s.Op] = " cleared"
				}
			}
			for _, op := range h.Ops {
				text := fmt.Sprintf("%v %s", op.Kind, h.Name) + swept[op]
				line := r.Action.Package.Fset.Position(op.Pos).Line
				got[line] = append(got[line], text)
			}
		}
		want := make(map[int][]string)
		comment := regexp.MustCompile(`^// ops: (.*)$`)
		for _, f := range r.Action.Package.Syntax {
			for _, group := range f.Comments {
				for _, c := range group.List {
					if m := comment.FindStringSubmatch(c.Text); m != nil {
						line := r.Action.Package.Fset.Position(c.Pos()).Line
						want[line] = strings.Split(m[1], ", ")
					}
				}
			}
		}
		for line := range 200 {
			slices.Sort(got[line])
			slices.Sort(want[line])
			if !slices.Equal(got[line], want[line]) {
				t.Errorf("ops.go:%d: operations %q, want %q", line, got[line], want[line])
			}
		}
	}
}
