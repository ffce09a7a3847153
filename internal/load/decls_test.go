package load

import (
	"bytes"
	"go/format"
	"go/parser"
	"go/token"
	"testing"
)

func TestDeclarations(t *testing.T) {
	const src = `package p

import (
	"a"
	. "dot"
	_ "embed"
	"example.com/b/v2"
	c "example.com/named"
	"example.com/unknown"
	"used"
	"x"
)

import "fmt"

func init() { a.Do() }

func F(a.T) (b.T, error) { fmt.Println(); return x.F() }

func (t T) M() { fmt.Println() }

var typed used.T = x.Make()

var untyped, lit = c.Make(), func(t used.T) { fmt.Println() }

const size = len("x") * 2

type T struct{ f [size]int }
`
	const want = `package p

import (
	"a"
	. "dot"

	"example.com/b/v2"
	c "example.com/named"
	"example.com/unknown"
	"used"
)

func F(a.T) (b.T, error)

func (t T) M()

var typed used.T

var untyped, lit = c.Make(), func(t used.T) {}

const size = len("x") * 2

type T struct{ f [size]int }
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{"a": "a", "embed": "embed", "example.com/b/v2": "b", "example.com/named": "other", "used": "used", "x": "x", "fmt": "fmt"}
	declarations(f)
	dropImports(f, func(path string) string { return names[path] })
	var out bytes.Buffer
	if err := format.Node(&out, fset, f); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("got:\n%s", out.String())
	}
	if len(f.Imports) != 6 {
		t.Errorf("%d imports, want 6", len(f.Imports))
	}
}
