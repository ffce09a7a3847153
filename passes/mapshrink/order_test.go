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

// permutations is how many orders of the declarations each fixture is judged
// in, besides its own.
const permutations = 20

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

// splitDecls cuts a file into what comes before its first declaration that is
// no import, and the declarations with their comments.
func splitDecls(p *program, src []byte) (header string, decls []string) {
	at := func(i int) int {
		d := p.file.Decls[i]
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
	for first < len(p.file.Decls) {
		if d, ok := p.file.Decls[first].(*ast.GenDecl); !ok || d.Tok.String() != "import" {
			break
		}
		first++
	}
	for i := first; i < len(p.file.Decls); i++ {
		end := len(src)
		if i+1 < len(p.file.Decls) {
			end = at(i + 1)
		}
		decls = append(decls, strings.TrimSpace(string(src[at(i):end])))
	}
	if first == len(p.file.Decls) {
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
