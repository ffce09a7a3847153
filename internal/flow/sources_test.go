package flow

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// describe returns the sources, each as its kind and what it is of.
func describe(sources []Source) string {
	var out []string
	for _, s := range sources {
		switch s.Kind {
		case FromVar:
			out = append(out, "var "+s.Var.Name()+strings.Repeat("[]", s.Elems))
		case FromFresh:
			out = append(out, "fresh in "+nameOf(s.In()))
		case FromNil:
			out = append(out, "nil")
		case FromConst:
			out = append(out, "const "+text(s.At))
		case FromParam:
			out = append(out, "param "+text(s.At))
		case FromCopy:
			out = append(out, "copy")
		case FromUnknown:
			out = append(out, "unknown")
		}
	}
	return sorted(out)
}

const sourceDecls = `
type M map[string]int
type store struct { m, other M; list []M; all map[string]M; inner inner; next *store }
type inner struct { m M }
var global, second M
var boxed any
func use(m M) {}
`

// TestSources asks for the sources of the argument of use.
func TestSources(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"field", `func f(s *store) { use(s.m) }`, "var m"},
		{"field of a field", `func f(s *store) { use(s.inner.m) }`, "var m"},
		{"variable of the package", `func f() { use(global) }`, "var global"},
		{"made", `func f() { use(make(M)) }`, "fresh in f"},
		{"literal", `func f() { use(M{"a": 1}) }`, "fresh in f"},
		{"nil", `func f() { use(nil) }`, "nil"},
		{"local variable", `func f(s *store) { m := s.m; use(m) }`, "var m"},
		{"variable without a value", `func f() { var m M; use(m) }`, "nil"},
		{"conversion", `func f(s *store) { use(M(map[string]int(s.m))) }`, "var m"},
		{"assertion", `func f() { use(boxed.(M)) }`, "var boxed"},
		{"assertion with ok", `func f() { if m, ok := boxed.(M); ok { use(m) } }`, "var boxed"},
		{"channel", `func f(ch chan M) { use(<-ch) }`, "unknown"},

		{"phi", `func f(s *store, a bool) { m := s.m; if a { m = s.other }; use(m) }`, "var m; var other"},
		{"phi with one that is made", `func f(s *store) { m := s.m; if m == nil { m = make(M) }; use(m) }`, "fresh in f; var m"},
		{"overwritten", `func f(s *store) { m := s.m; _ = m; m = s.other; use(m) }`, "var other"},
		{"phi of a loop", `func f(s *store) { m := s.m; for len(m) > 0 { use(m); m = s.other } }`, "var m; var other"},

		{"element of a slice", `func f(s *store) { use(s.list[0]) }`, "var list[]"},
		{"range over a slice", `func f(s *store) { for _, m := range s.list { use(m) } }`, "var list[]"},
		{"entry", `func f(s *store) { use(s.all["a"]) }`, "var all[]"},
		{"entry with ok", `func f(s *store) { if m, ok := s.all["a"]; ok { use(m) } }`, "var all[]"},
		{"range over a map", `func f(s *store) { for _, m := range s.all { use(m) } }`, "var all[]"},
		{"element of a slice literal", `func f(s *store) { for _, m := range []M{s.m, s.other} { use(m) } }`, "var m; var other"},
		{"part of a slice", `func f(s *store) { use(s.list[1:][0]) }`, "var list[]"},

		{"parameter", `func f(m M) { use(m) }
func g(s *store) { f(s.m) }`, "var m"},
		{"parameter with two callers", `func f(m M) { use(m) }
func g(s *store) { f(s.m); f(global) }`, "var global; var m"},
		{"parameter without a caller", `func f(m M) { use(m) }`, "param m"},
		{"parameter of an exported function", `func F(m M) { use(m) }
func g(s *store) { F(s.m) }`, "param m; var m"},
		{"another parameter", `func f(m, other M) { use(m) }
func g(s *store) { f(s.m, s.other) }`, "var m"},
		{"parameter of a literal", `func f(s *store) { func(m M) { use(m) }(s.m) }`, "var m"},
		{"variadic parameter", `func f(ms ...M) { for _, m := range ms { use(m) } }
func g(s *store) { f(s.m, s.other) }`, "var m; var other"},
		{"too many callers", `func f(m M) { use(m) }
func f1(m M) { f(m) }
func f2(m M) { f1(m) }
func f3(m M) { f2(m) }
func f4(m M) { f3(m) }
func f5(m M) { f4(m) }
func f6(m M) { f5(m) }
func g(s *store) { f6(s.m) }`, "param m"},
		{"recursion", `func f(m M, n int) { use(m); if n > 0 { f(m, n-1) } }
func g(s *store) { f(s.m, 1) }`, "param m; var m"},

		{"result", `func get(s *store) M { return s.m }
func f(s *store) { use(get(s)) }`, "var m"},
		{"one of two returns", `func get(s *store, a bool) M { if a { return s.m }; return nil }
func f(s *store) { use(get(s, true)) }`, "nil; var m"},
		{"second result", `func get(s *store) (M, M) { return s.m, s.other }
func f(s *store) { _, m := get(s); use(m) }`, "var other"},
		{"named result", `func get(s *store) (m M) { m = s.m; return }
func f(s *store) { use(get(s)) }`, "var m"},
		{"named result with defer", `func get(s *store) (m M) { defer func() { m = s.other }(); return s.m }
func f(s *store) { use(get(s)) }`, "var m; var other"},
		{"named result with a defer that leaves it alone", `func get(s *store) (m M) { defer func() { s.other = nil }(); return s.m }
func f(s *store) { use(get(s)) }`, "var m"},
		{"argument that comes back", `func same(m M) M { return m }
func f(s *store) { use(same(s.m)) }
func g(s *store) { same(s.other) }`, "var m"},
		{"result of an interface", `type I interface { get() M }
func (s *store) get() M { return s.m }
func f(i I) { use(i.get()) }`, "var m"},
		{"result of a function that is not known", `func f(fn func() M) { use(fn()) }`, "unknown"},
		{"copy", `import "maps"
func f(s *store) { use(maps.Clone(s.m)) }`, "copy"},
		{"result of another package that is no copy", `import "maps"
func f(s *store) { use(maps.Collect(maps.All(s.m))) }`, "unknown"},

		{"captured", `func f(s *store) { m := s.m; func() { use(m) }() }`, "var m"},
		{"captured and assigned later", `func f(s *store) { m := s.m; g := func() { use(m) }; m = s.other; g() }`, "var m; var other"},
		{"captured and assigned in the literal", `func f(s *store) { var m M; func() { m = s.m }(); use(m) }`, "var m"},
		{"captured and assigned in another literal", `func f(s *store) { var m M; func() { m = s.m }(); func() { use(m) }() }`, "var m"},
		{"captured, but another variable", `func f(s *store) { m, o := s.m, s.other; func() { _ = o; use(m) }() }`, "var m"},
		{"captured parameter", `func f(m M) func() { return func() { use(m) } }
func g(s *store) { f(s.m)() }`, "var m"},
		{"method value", `func (s *store) with(m M) { use(m) }
func f(s *store) { g := s.with; g(s.m) }`, "var m"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			imports, src := "", test.src
			if strings.HasPrefix(src, "import") {
				imports, src, _ = strings.Cut(src, "\n")
			}
			p := build(t, imports+sourceDecls+src)
			v := p.call(t, "use").Call.Args[0]
			got := p.Sources(v)
			if s := describe(got); s != test.want {
				t.Errorf("sources %q, want %q", s, test.want)
			}
			if again := p.Sources(v); describe(again) != describe(got) {
				t.Errorf("sources %q when asked again", describe(again))
			}
		})
	}
}

// TestLocalSources does not go to callers, but into callees.
func TestLocalSources(t *testing.T) {
	p := build(t, sourceDecls+`
func same(m M) M { return m }
func f(m M) { use(same(m)) }
func g(s *store) { f(s.m) }`)
	if got, want := describe(p.LocalSources(p.call(t, "use").Call.Args[0])), "param m"; got != want {
		t.Errorf("sources %q, want %q", got, want)
	}
}

// TestOwners asks for the owners of the field that use gets.
func TestOwners(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"parameter", `func f(s *store) { use(s.m) }`, "param s"},
		{"caller", `func f(s *store) { use(s.m) }
func g() { f(&store{}) }`, "fresh in g"},
		{"result", `func get(s *store) M { return s.m }
func f() { use(get(new(store))) }`, "fresh in f"},
		{"another field", `func f(s *store) { use(s.next.m) }`, "var next"},
		{"local struct", `func f() { var s store; use(s.m) }`, "fresh in f"},
		{"constructor", `func newStore() *store { return &store{} }
func f() { use(newStore().m) }`, "fresh in newStore"},
		{"variable of the package", `func f() { use(global) }`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, sourceDecls+test.src)
			var out []Source
			for _, s := range p.Sources(p.call(t, "use").Call.Args[0]) {
				if s.Kind != FromVar {
					t.Fatalf("sources %q, want variables", describe([]Source{s}))
				}
				out = append(out, p.Owners(s)...)
			}
			if got := describe(out); got != test.want {
				t.Errorf("owners %q, want %q", got, test.want)
			}
		})
	}
}

// TestSourcesOfGeneratedCode has more values than are followed.
func TestSourcesOfGeneratedCode(t *testing.T) {
	var src strings.Builder
	src.WriteString(sourceDecls + "func f(m M) { use(m) }\n")
	for i := range MaxSteps + 1 {
		fmt.Fprintf(&src, "func g%d(s *store) { f(s.m) }\n", i)
	}
	p := build(t, src.String())
	got := p.Sources(p.call(t, "use").Call.Args[0])
	if len(got) != maxOrigins {
		t.Errorf("%d sources, want %d", len(got), maxOrigins)
	}
}

func TestReturnsOf(t *testing.T) {
	p := build(t, `
func f(a bool) (int, string) { if a { return 1, "x" }; return 2, "y" }
func g() { panic("") }
`)
	show := func(vs []ssa.Value) string {
		var out []string
		for _, v := range vs {
			out = append(out, text(v))
		}
		return sorted(out)
	}
	for i, want := range []string{"1; 2", `"x"; "y"`, ""} {
		if got := show(ReturnsOf(p.fn(t, "f"), i)); got != want {
			t.Errorf("result %d: %q, want %q", i, got, want)
		}
	}
	if got := show(ReturnsOf(p.fn(t, "g"), 0)); got != "" {
		t.Errorf("a function that panics returns %q", got)
	}
}
