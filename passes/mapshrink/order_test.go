package mapshrink_test

import (
	"fmt"
	"go/ast"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/passes/mapshrink"
)

// permutations is how many orders of the declarations, files and packages each
// fixture is judged in, besides its own: 20 where there is time, as in .ci/run.
var permutations = 2

func init() {
	if os.Getenv("MAPLINT_TORTURE") != "" {
		permutations = 20
	}
}

// TestDeclarationOrder judges each fixture that is one file with its
// declarations in other orders. No verdict may depend on that.
func TestDeclarationOrder(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("..", "..", "testdata", "src", "mapshrink", "*", "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatal("no fixtures", err)
	}
	c := newCompiler()
	judged := 0
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.compile(name, src)
		if err != nil {
			continue // a package of several files
		}
		judged++
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			want := standings(t, p)
			header, decls := splitDecls(p, src)
			for n := range permutations {
				rand.New(rand.NewPCG(uint64(n), 1)).Shuffle(len(decls), func(i, j int) { decls[i], decls[j] = decls[j], decls[i] })
				q, err := c.compile(name, []byte(header+strings.Join(decls, "\n\n")))
				if err != nil {
					t.Fatal(err)
				}
				got := standings(t, q)
				for _, holder := range slices.Sorted(maps.Keys(want)) {
					if got[holder] != want[holder] {
						t.Errorf("order %d: %s is %s, want %s", n, holder, got[holder], want[holder])
					}
				}
			}
		})
	}
	if judged < 20 {
		t.Errorf("only %d fixtures are of one file", judged)
	}
}

// TestFileOrder judges each fixture of several files with these in other orders.
func TestFileOrder(t *testing.T) {
	judged := 0
	for _, r := range fixtures().results {
		pkg := r.Action.Package
		if len(pkg.Syntax) < 2 || strings.HasSuffix(pkg.ID, ".test") {
			continue
		}
		judged++
		t.Run(pkg.Name, func(t *testing.T) {
			p := &program{fset: pkg.Fset, files: pkg.Syntax, pkg: pkg.Types, info: pkg.TypesInfo}
			want := standings(t, p)
			for n := range permutations {
				q := *p
				q.files = slices.Clone(p.files)
				rand.New(rand.NewPCG(uint64(n), 2)).Shuffle(len(q.files), func(i, j int) { q.files[i], q.files[j] = q.files[j], q.files[i] })
				if got := standings(t, &q); !maps.Equal(got, want) {
					t.Errorf("order %d: %v, want %v", n, got, want)
				}
			}
		})
	}
	if judged < 5 {
		t.Errorf("only %d fixtures are of several files", judged)
	}
}

// splitDecls cuts a file into what comes before its first declaration that is
// no import, and the declarations with their comments.
func splitDecls(p *program, src []byte) (header string, decls []string) {
	at := func(i int) int {
		d := p.files[0].Decls[i]
		pos := d.Pos()
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Doc != nil {
				pos = d.Doc.Pos()
			}
		case *ast.FuncDecl:
			if d.Doc != nil {
				pos = d.Doc.Pos()
			}
		}
		return p.fset.Position(pos).Offset
	}
	first := 0
	for first < len(p.files[0].Decls) {
		if d, ok := p.files[0].Decls[first].(*ast.GenDecl); !ok || d.Tok.String() != "import" {
			break
		}
		first++
	}
	for i := first; i < len(p.files[0].Decls); i++ {
		end := len(src)
		if i+1 < len(p.files[0].Decls) {
			end = at(i + 1)
		}
		decls = append(decls, strings.TrimSpace(string(src[at(i):end])))
	}
	if first == len(p.files[0].Decls) {
		return string(src), nil
	}
	return string(src[:at(first)]), decls
}

// standings returns the verdict on each holder of a program, with the rule or
// reason that decided.
func standings(t *testing.T, p *program) map[string]string {
	t.Helper()
	r, err := p.run(mapshrink.Analyzer, make(map[*analysis.Analyzer]any))
	if err != nil {
		t.Fatal(err)
	}
	vs, err := r.(*mapshrink.Result).Verdicts()
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]string)
	for _, v := range vs {
		out[v.Holder.Name] = fmt.Sprint(v.Standing(), " ", v.Decided())
	}
	return out
}
