package flow

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// calls returns what a function, without the literals in it, calls: the callee,
// how it is run, and the arguments.
func (p *fixture) calls(fn *ssa.Function) string {
	modes := map[Mode]string{Spawned: "spawned ", Looped: "looped ", Once: "once ", Unsure: "unsure "}
	var out []string
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if site, ok := instr.(ssa.CallInstruction); ok {
				for _, c := range p.Callees[site] {
					var args []string
					for _, arg := range c.Args {
						args = append(args, text(arg))
					}
					out = append(out, modes[c.Mode]+nameOf(c.To)+"("+strings.Join(args, ", ")+")")
				}
			}
		}
	}
	return sorted(out)
}

func TestCalls(t *testing.T) {
	const decls = `
type T struct { run, other func(int); all []func(int); byName map[string]func(int); n int }
func (t *T) m(n int) {}
func (t T) v(n int) {}
func g(n int) {}
func h(n int) {}
`
	tests := []struct{ name, src, want string }{
		{"function", `func f(n int) { g(n) }`, "g(n)"},
		{"method", `func f(t *T) { t.m(1) }`, "(*T).m(t, 1)"},
		{"method expression", `func f(t *T) { (*T).m(t, 1) }`, "(*T).m(t, 1)"},
		{"method value", `func f(t *T) { m := t.m; m(1) }`, "(*T).m(t, 1)"},
		{"method value as an argument", `func apply(fn func(int)) { fn(2) }
func f(t *T) { apply(t.m) }
func f2() { apply(nil) }`, "apply(m$bound)"},
		{"conversion", `type fun func(int)
func f() { fun(g)(1) }`, "g(1)"},
		{"builtin", `func f(m map[int]int) { delete(m, 1) }`, ""},
		{"no function of the program", `func f(fn func()) { fn() }`, ""},

		{"literal that is called", `func f(n int) { func(k int) {}(n) }`, "f$1(n)"},
		{"literal that is not called", `func f() { _ = func() { g(1) } }`, ""},
		{"literal in a variable", `func f() { fn := func(int) {}; fn(1) }`, "f$1(1)"},
		{"literal that calls itself", `func f() { var fn func(); fn = func() { fn() }; fn() }`, "f$1()"},
		{"literal in a field", `func set(t *T) { t.run = func(int) {} }
func f(t *T) { t.run(1) }`, "set$1(1)"},
		{"literal in another field", `func set(t *T) { t.other = func(int) {} }
func f(t *T) { t.run(1) }`, ""},
		{"literal in a struct literal", `func set() *T { return &T{run: func(int) {}} }
func f(t *T) { t.run(1) }`, "set$1(1)"},
		{"literal in a slice", `func set(t *T) { t.all = append(t.all, func(int) {}) }
func f(t *T) { for _, fn := range t.all { fn(1) } }`, "set$1(1)"},
		{"literal in a map", `func set(t *T) { t.byName["a"] = func(int) {} }
func f(t *T) { t.byName["b"](1) }`, "set$1(1)"},
		{"literal in a map, if there is one", `func set(t *T) { t.byName["a"] = func(int) {} }
func f(t *T) { if fn, ok := t.byName["b"]; ok { fn(1) } }`, "set$1(1)"},
		{"map literal of the package", `var table = map[string]func(int){"g": g}
func f() { table["g"](1) }`, "g(1)"},
		{"literal in a slice of its own", `func set(all []func(int)) { all = append(all, func(int) {}); _ = all }
func f(t *T) { for _, fn := range t.all { fn(1) } }`, ""},
		{"variable of the package", `var hook = g
func f() { hook(1) }`, "g(1)"},
		{"one of two", `func f(a bool) { fn := g; if a { fn = h }; fn(1) }`, "g(1); h(1)"},
		{"parameter", `func f(fn func(int)) { fn(1) }
func f2() { f(g); f(h) }`, "g(1); h(1)"},
		{"result", `func pick() func(int) { return g }
func f() { pick()(1) }`, "g(1); pick()"},

		{"interface of the program", `type I interface { m(n int) }
func f(i I) { i.m(1) }`, "(*T).m(i, 1)"},
		{"two implementations", `type I interface { v(n int) }
type U int
func (U) v(n int) {}
func f(i I) { i.v(1) }`, "(T).v(i, 1); (U).v(i, 1)"},
		{"interface that nothing implements", `type I interface { m(n int); more() }
func f(i I) { i.m(1) }`, ""},
		{"interface without a name", `func f(i interface { m(n int) }) { i.m(1) }`, "(*T).m(i, 1)"},
		{"interface of another package", `import "io"
func (t *T) Close() error { return nil }
func f(c io.Closer) { c.Close() }`, ""},

		{"instance", `func of[E any](e E) {}
func f() { of(1); of("a") }`, "of(\"a\"); of(1)"},
		{"method of an instance", `type L[E any] struct{}
func (l *L[E]) add(e E) {}
func f(l *L[int]) { l.add(1) }`, "(*L[E]).add(l, 1)"},

		{"go", `func f() { go g(1) }`, "spawned g(1)"},
		{"go with a literal", `func f() { go func() { g(1) }() }`, "spawned f$1()"},
		{"defer", `func f() { defer g(1) }`, "g(1)"},
		{"go with a variable", `func f(t *T) { t.run = g; go t.run(1) }`, "spawned g(1)"},
		{"range over a function", `func each(yield func(int) bool) { yield(1) }
func f() { for n := range each { g(n) } }`, "each(f$1)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			imports, src := "", test.src
			if strings.HasPrefix(src, "import") {
				imports, src, _ = strings.Cut(src, "\n")
			}
			p := build(t, imports+decls+src)
			if got := p.calls(p.fn(t, "f")); got != test.want {
				t.Errorf("f calls %q, want %q", got, test.want)
			}
		})
	}
}

// TestCallsOfArguments looks at what g calls, which f calls with a function.
func TestCallsOfArguments(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"method value", `func g(fn func(int)) { fn(2) }
func f(t *T) { g(t.m) }`, "(*T).m(t, 2)"},
		{"literal", `func g(fn func(int)) { fn(2) }
func f(t *T) { g(func(n int) { t.m(n) }) }`, "f$1(2)"},
		{"passed on", `func g(fn func(int)) { fn(2) }
func pass(fn func(int)) { g(fn) }
func f(t *T) { pass(t.m) }`, "(*T).m(t, 2)"},
		{"body of a range over a function", `func g(yield func(int) bool) { yield(1) }
func f() { for n := range g { _ = n } }`, "looped f$1(1)"},
		{"another parameter", `func g(fn, other func(int)) { fn(2) }
func f(t *T) { g(nil, t.m) }`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, "type T int\nfunc (t *T) m(n int) {}\n"+test.src)
			if got := p.calls(p.fn(t, "g")); got != test.want {
				t.Errorf("g calls %q, want %q", got, test.want)
			}
		})
	}
}

// TestCallbacks has functions of other packages run those of the program.
func TestCallbacks(t *testing.T) {
	const decls = `
type queue []int
func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool { return q[i] < q[j] }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any) { *q = append(*q, x.(int)) }
func (q *queue) Pop() any { x := (*q)[len(*q)-1]; *q = (*q)[:len(*q)-1]; return x }
func g() {}
func less(a, b int) int { return a - b }
`
	tests := []struct{ name, path, body, want string }{
		{"once", "sync", "var once sync.Once\nonce.Do(g)", "once g()"},
		{"once with a literal", "sync", "var once sync.Once\nonce.Do(func() {})", "once f$1()"},
		{"function to run once", "sync", "sync.OnceFunc(g)", "once g()"},
		{"group", "sync", "var wg sync.WaitGroup\nwg.Go(g)", "spawned g()"},
		{"map", "sync", "var m sync.Map\nm.Range(func(k, v any) bool { return true })", "looped f$1(?, ?)"},
		{"timer", "time", "time.AfterFunc(1, g)", "spawned g()"},
		{"sort", "slices", "slices.SortFunc([]int{1}, less)", "looped less(?, ?)"},
		{"not known", "net/http", `http.HandleFunc("/", func(http.ResponseWriter, *http.Request) {})`, "unsure f$1(?, ?)"},
		{"not known, in a goroutine", "net/http", `go http.HandleFunc("/", func(http.ResponseWriter, *http.Request) {})`, "spawned f$1(?, ?)"},
		{"no function", "sync", "var once sync.Once\nonce.Do(nil)", ""},
		{"heap.Push", "container/heap", "heap.Push(&q, 1)", "(*queue).Push(q, ?); looped (queue).Swap(q, ?, ?)"},
		{"heap.Pop", "container/heap", "heap.Pop(&q)", "(*queue).Pop(q); looped (queue).Swap(q, ?, ?)"},
		{"heap.Fix", "container/heap", "heap.Fix(&q, 0)", "looped (queue).Swap(q, ?, ?)"},
		{"sort.Sort", "sort", "sort.Sort(&q)", ""},
		{"heap of an interface", "container/heap", "var i heap.Interface = &q\nif len(q) > 0 { i = nil }\nheap.Push(i, 1)", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, `import "`+test.path+`"`+decls+"var q queue\nfunc f() {\n"+test.body+"\n}")
			if got := p.calls(p.fn(t, "f")); got != test.want {
				t.Errorf("f calls %q, want %q", got, test.want)
			}
		})
	}
}

func TestCallableOutside(t *testing.T) {
	tests := []struct {
		name, src, fn string
		want          bool
	}{
		{"function", `func f() {}`, "f", false},
		{"exported function", `func F() {}`, "F", true},
		{"exported function of a command", "package main\nfunc F() {}\nfunc main() {}", "F", false},
		{"exported method", `type T int; func (T) M() {}`, "(T).M", true},
		{"method", `type T int; func (T) m() {}`, "(T).m", false},
		{"exported method of a type that is not", `type t int; func (t) M() {}`, "(t).M", false},
		{"in an interface", `type t int; func (t) M() {}; var i any = t(1)`, "(t).M", true},
		{"embedded", `type t int; func (t) M() {}; type u struct { t }`, "(t).M", true},
		{"no embedded field", `type t int; func (t) M() {}; type u struct { t t }`, "(t).M", false},
		{"result of an exported function", `type t int; func (t) M() {}; func F() t { return 1 }`, "(t).M", true},
		{"given to another package", "import \"net/http\"\nfunc f(http.ResponseWriter, *http.Request) {}\nfunc init() { http.HandleFunc(\"/\", f) }", "f", true},
		{"given to sort", "import \"slices\"\nfunc f(a, b int) int { return a - b }\nfunc g(s []int) { slices.SortFunc(s, f) }", "f", false},
		{"literal", `func F() { func() {}() }`, "F$1", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, test.src)
			if got := p.CallableOutside(p.fn(t, test.fn)); got != test.want {
				t.Errorf("CallableOutside %t, want %t", got, test.want)
			}
		})
	}
}

func TestDecidedOutside(t *testing.T) {
	tests := []struct {
		name, src string
		want      bool
	}{
		{"exported interface", `type I interface { M() }; type T int; func (T) M() {}; func f(i I) { i.M() }`, true},
		{"interface of a command", "package main\ntype I interface { M() }; type T int; func (T) M() {}; func f(i I) { i.M() }; func main() {}", false},
		{"interface that is not exported", `type i interface { M() }; type T int; func (T) M() {}; func f(i i) { i.M() }`, false},
		{"with a method that is not exported", `type I interface { M(); m() }; type T int; func (T) M() {}; func (T) m() {}; func f(i I) { i.M() }`, false},
		{"no interface", `type T int; func (T) M() {}; func f(t T) { t.M() }`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, test.src)
			calls := p.Callers[p.fn(t, "(T).M")]
			if len(calls) != 1 {
				t.Fatalf("%d calls, want 1", len(calls))
			}
			if got := p.DecidedOutside(calls[0]); got != test.want {
				t.Errorf("DecidedOutside %t, want %t", got, test.want)
			}
		})
	}
}

func TestOnlyFrom(t *testing.T) {
	tests := []struct {
		name, src string
		want      bool // f runs only while the package is initialized
	}{
		{"init", `func init() { f() }; func f() {}`, true},
		{"by way of another function", `func init() { g() }; func g() { f() }; func f() {}`, true},
		{"init and another function", `func init() { f() }; func Run() { f() }; func f() {}`, false},
		{"recursion", `func init() { f(true) }; func f(a bool) { if a { f(false) } }`, true},
		{"goroutine", `func init() { go f() }; func f() {}`, false},
		{"exported", `func init() { F() }; func F() { f() }; func f() {}`, false},
		{"never", `func f() {}`, false},
		{"initializer of a variable", `var v = f(); func f() int { return 1 }`, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, test.src)
			if got := p.OnlyFrom(p.fn(t, "f"), IsPackageInit); got != test.want {
				t.Errorf("OnlyFrom %t, want %t", got, test.want)
			}
		})
	}
}

func TestUnderOnce(t *testing.T) {
	tests := []struct {
		name, src string
		want      bool
	}{
		{"once", `func Run() { once.Do(f) }; func f() {}`, true},
		{"by way of another function", `func Run() { once.Do(func() { f() }) }; func f() {}`, true},
		{"once and plainly", `func Run() { once.Do(f); f() }; func f() {}`, false},
		{"plainly", `func Run() { f() }; func f() {}`, false},
		{"in a goroutine that ends", `func Run() { once.Do(func() { go f() }) }; func f() {}`, true},
		{"in a goroutine without an end", `func Run() { once.Do(func() { go f() }) }; func f() { for { <-ch } }`, false},
		{"never", `func f() {}`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, "import \"sync\"\nvar once sync.Once; var ch chan int\n"+test.src)
			if got := p.UnderOnce(p.fn(t, "f")); got != test.want {
				t.Errorf("UnderOnce %t, want %t", got, test.want)
			}
		})
	}
}
