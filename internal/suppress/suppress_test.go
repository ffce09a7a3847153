package suppress_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/directives"
	"honnef.co/go/tools/analysis/lint"

	"github.com/maplint/maplint/internal/suppress"
)

// TestSilenced reads source where findings stand at calls of hit and miss,
// and maps are declared whose names begin so: the first must be silenced, the
// second not. problems are what is wrong with the comments, by line.
func TestSilenced(t *testing.T) {
	for _, test := range []struct {
		name, src string
		problems  []string
	}{
		{"ignore above", `func f() {
			//lint:ignore mapshrink it is small
			hit()
			miss()
		}`, nil},
		{"ignore behind", `func f() {
			miss()
			hit() //lint:ignore mapshrink it is small
			miss()
		}`, nil},
		{"ignore behind the end of what is reported inside", `func f() {
			if true {
				miss()
			} else { hit() } //lint:ignore mapshrink it is small
		}`, nil},
		{"ignore above among others", `func f() {
			x() // why
			// more
			//lint:ignore SA1000,mapshrink it is small
			// and more
			hit()
		}`, nil},
		{"two lines above", `func f() {
			//lint:ignore mapshrink it is small
			x()
			miss()
		}`, []string{"4: this //lint:ignore mapshrink silences nothing: remove it"}},
		{"above the loop is not above the line", `func f() {
			//lint:ignore mapshrink it is small
			for {
				miss()
			}
		}`, []string{"4: this //lint:ignore mapshrink silences nothing: the finding is in line 6, so put the comment above that line or at the declaration of the map"}},
		{"above the function neither", `
		//lint:ignore mapshrink it is small
		func f() {
			miss()
		}`, []string{"4: this //lint:ignore mapshrink silences nothing: the finding is in line 6, so put the comment above that line or at the declaration of the map"}},
		{"other names", `func f() {
			//lint:ignore SA4006 not for maplint
			miss()
			//lint:ignore mapshrin not for maplint
			miss()
			//lint:ignore Mapshrink not for maplint
			miss()
			miss() //nolint:errcheck
			miss() //nolint:mapshrinks // x
		}`, nil},
		{"the suite is no check", `func f() {
			//lint:ignore maplint it is small
			miss()
		}`, []string{"4: //lint:ignore takes the names of checks: write mapshrink, not maplint"}},
		{"patterns", `func f() {
			//lint:ignore map* it is small
			hit()
			//lint:ignore * all is small
			hit()
			//lint:ignore [ all is small
			miss()
			//lint:ignore map* for others
			x()
		}`, nil},
		{"no reason", `func f() {
			//lint:ignore mapshrink
			miss()
			miss() //lint:ignore SA1000,mapshrink
			//lint:ignore *
			miss()
			//lint:ignore SA1000
			miss()
			//lint:ignore
			miss()
		}
		//lint:file-ignore mapshrink`, []string{
			"4: this //lint:ignore mapshrink needs a reason: //lint:ignore mapshrink why",
			"6: this //lint:ignore SA1000,mapshrink needs a reason: //lint:ignore SA1000,mapshrink why",
			"7: this //lint:ignore * needs a reason: //lint:ignore * why",
			"14: this //lint:file-ignore mapshrink needs a reason: //lint:file-ignore mapshrink why",
		}},
		{"a blank is no reason", "func f() {\n//lint:ignore mapshrink \t \nmiss()\n}", []string{
			"4: this //lint:ignore mapshrink needs a reason: //lint:ignore mapshrink why",
		}},
		{"more blanks than needed", "func f() {\n//lint:ignore  mapshrink\tit is small\nhit()\n}", nil},
		{"not directives", `func f() {
			// lint:ignore mapshrink with a blank
			miss()
			/*lint:ignore mapshrink in a block*/
			miss()
			/*nolint*/ miss()
			miss() /* nolint:mapshrink */
			//LINT:ignore mapshrink shouted
			miss()
			//lint:ignored mapshrink another word
			miss()
			//nolinter
			miss()
			//nolint	x
			miss()
			s = "//nolint:mapshrink"; miss()
			miss(` + "`\n//lint:ignore mapshrink in a string\n`" + `)
		}`, nil},
		{"file-ignore", `
		type T struct { missField map[int]int } // reported elsewhere
		//lint:file-ignore mapshrink all is small
		func f() { hit() }
		func g() { hit() }`, nil},
		{"useless file-ignore", `
		//lint:file-ignore mapshrink all is small
		//lint:file-ignore SA1000 all is well
		//lint:file-ignore * all is well`, []string{"4: this //lint:file-ignore mapshrink silences nothing: remove it"}},
		{"nolint behind", `func f() {
			hit() //nolint
			hit() // nolint
			hit() //nolint:all
			hit() //nolint:errcheck,all // why
			hit() //nolint:mapshrink
			hit() //nolint:maplint // why
			hit() //nolint: errcheck , MapShrink// why
			hit() //nolint because
			miss()
			for { //nolint:maplint // of this line only
				miss()
			}
		}`, []string{"13: this //nolint:maplint silences nothing: remove it"}},
		{"nolint:mapshrink why", `func f() {
			miss() //nolint:mapshrink why
		}`, nil},
		{"nolint above covers what begins there", `func f() {
			//nolint:maplint // why
			for {
				hit()
				for {
					hit()
				}
			}
			miss()
			//nolint:mapshrink
			if hit() {
				hit()
			} else {
				hit()
			}
			//nolint:maplint

			miss()
			 //nolint:mapshrink
			hitNot(miss())
		}
		// g does.
		//
		//nolint:maplint
		func g() {
			hit()
		}
		func h() { miss() }`, []string{
			"18: this //nolint:maplint silences nothing: remove it",
			"21: this //nolint:mapshrink silences nothing: remove it",
		}},
		{"nolint behind code, above the same column", `func f() {
			hit() //nolint:maplint
			x(12, miss())
			if x(
				0) { //nolint:maplint
				x(0, miss())
			}
		}
		type T struct {
			hitA  map[int]int //nolint:maplint
			missA map[int]int // no
		}`, []string{"7: this //nolint:maplint silences nothing: remove it"}},
		{"useless nolint", `func f() {
			x() //nolint
			x() //nolint:all
			x() //nolint:errcheck
			x() //nolint:maplint
			x() //nolint:mapshrink,maplint
			x() //nolint:errcheck,mapshrink
		}
		//lint:ignore SA1000,mapshrink why
		var x = 1`, []string{
			"7: this //nolint:maplint silences nothing: remove it",
			"8: this //nolint:mapshrink,maplint silences nothing: remove it",
			"9: mapshrink in this //nolint silences nothing: remove it from the list",
			"11: mapshrink in this //lint:ignore silences nothing: remove it from the list",
		}},
		{"fields", `type T struct {
			missA map[int]int
			//lint:ignore mapshrink it is small
			hitA map[int]int
			hitB map[int]int //lint:ignore mapshrink it is small
			missB map[int]int
			//lint:ignore mapshrink both are small
			hitC, hitD map[int]int
			hitE,
			hitF map[int]int //nolint:mapshrink
			// hitG is small.
			//lint:ignore mapshrink it is small
			//
			// And short.
			hitG map[int]int
			//nolint:maplint
			hitH map[int]struct {
				hitI map[int]int
			}
			hitJ map[int]struct {
				missI map[int]int
			} //lint:ignore mapshrink it is small
			//lint:ignore mapshrink not here
			x int
			missJ map[int]int
		}`, []string{"25: this //lint:ignore mapshrink silences nothing: remove it"}},
		{"types", `
		//nolint:maplint
		type T struct {
			hitA map[int]int
		}
		//lint:ignore mapshrink not of a type
		type U struct {
			missA map[int]int
		}`, []string{"8: this //lint:ignore mapshrink silences nothing: remove it"}},
		{"variables", `
		//lint:ignore mapshrink it is small
		var hitA = map[int]int{}
		var hitB = map[int]int{
			1: 2,
		} //lint:ignore mapshrink it is small
		var missA = map[int]int{}
		//lint:ignore mapshrink not of a group
		var (
			missB map[int]int
			hitC, hitD map[int]int //nolint:maplint
			//lint:ignore mapshrink it is small
			hitE map[int]int
		)
		//nolint:maplint
		var (
			hitF map[int]int
		)
		var hitG, //lint:ignore mapshrink it is small
			hitH map[int]int
		//nolint:maplint
		var hitV struct {
			hitK map[int]int
		}
		//lint:ignore mapshrink the variable
		var hitW struct {
			missK map[int]int
		}`, []string{"10: this //lint:ignore mapshrink silences nothing: remove it"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := "package p\n\n" + test.src
			check(t, src, test.problems)
			check(t, strings.ReplaceAll(src, "\n", "\r\n"), test.problems)
		})
	}
}

// TestWholeFile has a nolint for the package clause.
func TestWholeFile(t *testing.T) {
	check(t, `//nolint:maplint // why
package p

type T struct { missField map[int]int } // reported elsewhere

func f() { hit() }`, nil)
	check(t, `// Package p is here.
//
//lint:ignore mapshrink not of a file
package p

func f() { miss() }`, []string{"3: this //lint:ignore mapshrink silences nothing: the finding is in line 6, so put the comment above that line or at the declaration of the map"})
}

// TestLines has positions that line comments move, as in files with cgo.
func TestLines(t *testing.T) {
	check(t, `package p

//line a.go:10:1
func f() {
	//lint:ignore mapshrink it is small
	/*line :12:3*/hit()
	miss()
//line a.go:12
	hit()
}`, nil)
}

func check(t *testing.T, src string, problems []string) {
	t.Helper()
	s, pass := read(t, src)
	ast.Inspect(pass.Files[0], func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || !strings.HasPrefix(id.Name, "hit") && !strings.HasPrefix(id.Name, "miss") || id.Name == "hitNot" {
			return true
		}
		var by token.Pos
		if id.Name == "hit" || id.Name == "miss" {
			by = s.Silenced(nil, id.Pos())
		} else {
			by = s.Silenced(types.NewVar(id.Pos(), nil, id.Name, nil), token.NoPos)
		}
		if by.IsValid() != strings.HasPrefix(id.Name, "hit") {
			t.Errorf("%s: %s is silenced by the comment at %s", pass.Fset.Position(id.Pos()), id.Name, pass.Fset.Position(by))
		}
		return true
	})
	var got []string
	for _, d := range s.Problems() {
		got = append(got, fmt.Sprintf("%d: %s", pass.Fset.Position(d.Pos).Line, d.Message))
	}
	if !slices.Equal(got, problems) {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(problems, "\n"))
	}
}

func read(t *testing.T, src string) (*suppress.Set, *analysis.Pass) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	pass := &analysis.Pass{Fset: fset, Files: []*ast.File{f}}
	parsed, err := directives.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	return suppress.New(pass, "mapshrink", parsed.([]lint.Directive), ast.IsGenerated), pass
}

// TestSkipped leaves files out, with what is wrong in them.
func TestSkipped(t *testing.T) {
	check(t, `// Code generated by hand. DO NOT EDIT.

package p

func f() {
	miss() //lint:ignore mapshrink it is small
	miss() //nolint
}

//lint:ignore mapshrink
var missA map[int]int //nolint:mapshrink
`, nil)
}

// TestUse tells who is told of which comments, and that those which several
// comments silence need none of them less.
func TestUse(t *testing.T) {
	s, pass := read(t, `package p

//nolint:maplint
var both map[int]int //lint:ignore mapshrink it is small

var other map[int]int //nolint:mapshrink
`)
	for _, decl := range pass.Files[0].Decls {
		id := decl.(*ast.GenDecl).Specs[0].(*ast.ValueSpec).Names[0]
		s.Silenced(types.NewVar(id.Pos(), nil, id.Name, nil), token.NoPos)
	}
	if got := s.Problems(); got != nil {
		t.Errorf("problems: %v", got)
	}
	var lines []int
	for _, pos := range s.Nolints() {
		lines = append(lines, pass.Fset.Position(pos).Line)
	}
	if want := []int{3}; !reflect.DeepEqual(lines, want) {
		t.Errorf("nolint comments of golangci-lint on lines %v, want %v", lines, want)
	}
}

// TestElsewhere asks for a map that another package declares.
func TestElsewhere(t *testing.T) {
	s, pass := read(t, "package p\n\nvar x map[int]int //nolint:mapshrink\n")
	other := pass.Fset.AddFile("q.go", -1, 100)
	other.SetLines([]int{0, 10, 20})
	for _, pos := range []token.Pos{other.Pos(20), token.NoPos} {
		if by := s.Silenced(types.NewVar(pos, nil, "x", nil), pos); by.IsValid() {
			t.Errorf("%s is silenced by the comment at %s", pass.Fset.Position(pos), pass.Fset.Position(by))
		}
	}
}

// TestNoFacts checks what the analyzers promise: facts would make drivers
// analyse all dependencies.
func TestNoFacts(t *testing.T) {
	if a := directives.Analyzer; len(a.FactTypes) > 0 || len(a.Requires) > 0 {
		t.Errorf("%s has facts or requires %v", a.Name, a.Requires)
	}
}
