package outline

import (
	"fmt"
	"strings"
	"testing"
)

// describe writes an outline as text.
func describe(f *File) string {
	var b strings.Builder
	for _, imp := range f.Imports {
		fmt.Fprintf(&b, "import %s %s\n", imp.Name, imp.Path)
	}
	for i := range f.Decls {
		d := &f.Decls[i]
		kind := "decl"
		if d.Method {
			kind = "method"
		}
		var uses []string
		for _, u := range f.Uses(d) {
			if u.Qualifier != "" {
				uses = append(uses, u.Qualifier+"."+u.Name)
			} else {
				uses = append(uses, u.Name)
			}
		}
		fmt.Fprintf(&b, "%s %v uses %v: %s\n", kind, d.Names, uses, strings.Join(strings.Fields(f.Text(d)), " "))
	}
	return b.String()
}

func TestOf(t *testing.T) {
	const src = `// Package p, with a "quote and a { brace.
package p

import "fmt"
import (
	. "math"
	str "strings" /* two
lines */
	_ "embed"
)

const (
	A, B = iota, "func {"
	C, _
)

var x, y = f(1), '{'
var h = map[string]func(int) error{
	"a": func(n int) error { return g(n) },
}
var fs = []func(){one, two}
var deferred =
	func() T { return T{} }()
var typed func(a.B) c.D = e
var last = struct{ n int }{1}; var more = 0x1e+one

type T struct {
	a.Embedded
	m  map[string]struct{}
	fn func(x, y int) (b.C, error)
}
type (
	S[K comparable, V any] struct{ k K; v []V }
	I interface{ M(); ~int | ~string }
)

func init() { hidden() }
func f(n int) (r interface{ M() }) { /* } */ return nil }
func (t *T) m(c chan struct{}, rest ...Rest) map[string]struct{} {
	if x := "}"; x != ` + "`}`" + ` { return nil }
	return nil
}
func (S[K, V]) n() func() struct{} { return nil }
func asm(x uintptr) uintptr
func G[A, B any](a A, _ B) (_ A) {
	return a
}
`
	const want = `import  fmt
import . math
import str strings
import _ embed
decl [A B C] uses [iota]: const ( A, B = iota, "func {" C, _ )
decl [x y] uses [f]: var x, y = f(1), '{'
decl [h] uses [map string int error n]: var h = map[string]func(int) error{ "a": func(n int) error {}, }
decl [fs] uses [one two]: var fs = []func(){one, two}
decl [deferred] uses [T]: var deferred = func() T {}()
decl [typed] uses [a a.B c c.D e]: var typed func(a.B) c.D = e
decl [last] uses [struct n int]: var last = struct{ n int }{1}
decl [more] uses [one]: var more = 0x1e+one
decl [T] uses [struct a a.Embedded m map string fn x y int b b.C error]: type T struct { a.Embedded m map[string]struct{} fn func(x, y int) (b.C, error) }
decl [S I] uses [K comparable V any struct k v interface M int string]: type ( S[K comparable, V any] struct{ k K; v []V } I interface{ M(); ~int | ~string } )
decl [] uses []: func init()
decl [f] uses [n int r interface M]: func f(n int) (r interface{ M() })
method [T] uses [c chan struct rest Rest map string]: func (t *T) m(c chan struct{}, rest ...Rest) map[string]struct{}
method [S] uses [func struct]: func (S[K, V]) n() func() struct{}
decl [asm] uses [x uintptr]: func asm(x uintptr) uintptr
decl [G] uses [A B any a _]: func G[A, B any](a A, _ B) (_ A)
`
	if got := describe(Of(src)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
