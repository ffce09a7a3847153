package flow

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// inF is a program with the body of a function f, which can call these.
func inF(body string) string {
	return `
func here() {}
func more() bool { return len(list) > 0 }
func read() error { return nil }
var list []int
func f(n int, a, b bool, xs []int, m map[string]int, s string, ch chan int, done chan struct{}) {
` + body + `
}`
}

func TestLoops(t *testing.T) {
	tests := []struct {
		name, body string
		want       string // the loops, each after the one around it and ">"
	}{
		{"none", "if a {\n here()\n}", ""},
		{"for", "for i := 0; i < n; i++ {\n here()\n}", "for i := 0; i < n; i++"},
		{"for without a condition", "for {\n here()\n}", "for"},
		{"body that always leaves", "for {\n here()\n break\n}", ""},
		{"range over a slice", "for range xs {\n here()\n}", "for range xs"},
		{"range over a map", "for k := range m {\n _ = k\n here()\n}", "for k := range m"},
		{"range over a string", "for range s {\n here()\n}", "for range s"},
		{"range over a channel", "for range ch {\n here()\n}", "for range ch"},
		{"range over an integer", "for range n {\n here()\n}", "for range n"},
		{"range over a function", "for range func(yield func() bool) { yield() } {\n here()\n}", ""},
		{"goto back", "again:\n here()\n if more() { goto again }", "here()"},
		{"goto on", "if a { goto end }\n here()\nend:\n here()", ""},
		{"nested", "for i := 0; i < n; i++ {\n for range xs {\n  here()\n }\n}", "for i := 0; i < n; i++; for i := 0; i < n; i++ > for range xs"},
		{"side by side", "for range n {\n here()\n}\nfor range xs {\n here()\n}", "for range n; for range xs"},
		{"continue of the outer one", "outer:\nfor range n {\n read()\n for range xs {\n  if a { continue outer }\n  here()\n }\n}", "for range n; for range n > for range xs"},
		{"inner one that only leaves", "for range n {\n read()\n for range xs {\n  here()\n  break\n }\n}", "for range n"},
		{"goto within a for", "for range n {\n read()\nagain:\n here()\n if more() { goto again }\n}", "for range n; for range n > for range n"},
		{"goto to the first statement of a for", "for range n {\nagain:\n here()\n if more() { goto again }\n}", "for range n"},
		{"entered in the middle", "if a { goto in }\nout:\n here()\nin:\n read()\n if more() { goto out }", "here()"},
		{"entered in the middle around another", "if a { goto in }\nout:\n for range xs {\n  here()\n }\nin:\n read()\n if more() { goto out }", "here() > for range xs; here()"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, inF(test.body))
			var loops []*Loop
			for _, l := range p.LoopsOf(p.fn(t, "f")) {
				for ; l != nil; l = l.Parent {
					if !slices.Contains(loops, l) {
						loops = append(loops, l)
					}
				}
			}
			slices.SortFunc(loops, func(a, b *Loop) int {
				return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(len(b.Blocks), len(a.Blocks)))
			})
			var got []string
			for _, l := range loops {
				if !l.Has(l.Header) {
					t.Errorf("%s does not have its header", p.line(l.Pos))
				}
				s := p.line(l.Pos)
				for up := l.Parent; up != nil; up = up.Parent {
					s = p.line(up.Pos) + " > " + s
					for b := range l.Blocks {
						if !up.Has(b) {
							t.Errorf("a block of %s is not one of the loop around it", p.line(l.Pos))
						}
					}
				}
				got = append(got, s)
			}
			if got := strings.Join(got, "; "); got != test.want {
				t.Errorf("loops %q, want %q", got, test.want)
			}
		})
	}
}

// innermost returns the innermost loop around the call of here.
func (p *fixture) innermost(t *testing.T) *Loop {
	t.Helper()
	c := p.call(t, "here")
	l := p.LoopsOf(c.Parent())[c.Block()]
	if l == nil {
		t.Fatalf("here is in no loop:\n%s", p.src)
	}
	return l
}

func TestHasEnd(t *testing.T) {
	tests := []struct {
		name, body string
		want       bool
	}{
		{"condition", "for more() {\n here()\n}", true},
		{"no condition", "for {\n here()\n}", false},
		{"count", "for i := 0; i < n; i++ {\n here()\n}", true},
		{"range", "for range m {\n here()\n}", true},
		{"range over a channel", "for range ch {\n here()\n}", true},
		{"break in the body", "for {\n if a { here() }\n if more() { break }\n}", false},
		{"break last", "for {\n here()\n if more() { break }\n}", true},
		{"break first", "for {\n if more() { break }\n here()\n}", true},
		{"return on an error", "for {\n if err := read(); err != nil { return }\n here()\n}", false},
		{"condition on an error", "for err := read(); err == nil; err = read() {\n here()\n}", false},
		{"select that stops", "for {\n select {\n case <-done: return\n case <-ch: here()\n }\n}", false},
		{"condition before a select", "for more() {\n select {\n case <-done: return\n case <-ch: here()\n }\n}", true},
		{"range over an integer that begins with an if", "for range n {\n if a { here() } else { read() }\n}", true},
		{"range over an integer with a continue", "for range n {\n if a { continue }\n here()\n}", true},
		{"count after the body that changes nothing", "for i := 0; ; {\n if a { here() }\n i++\n if i < n { read() }\n}", false},
		{"if in the body", "for {\n if a { here() } else { read() }\n}", false},
		{"inside one without an end", "for {\n for range n {\n  here()\n }\n}", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, inF(test.body))
			if got := HasEnd(p.innermost(t)); got != test.want {
				t.Errorf("HasEnd %t, want %t", got, test.want)
			}
		})
	}
}

func TestWaits(t *testing.T) {
	tests := []struct {
		name, body string
		waits      bool
		works      bool // f waits in a loop without an end
	}{
		{"receive", "for {\n <-ch\n here()\n}", true, true},
		{"select", "for {\n select {\n case <-ch: here()\n case ch <- 1:\n }\n}", true, true},
		{"range over a channel", "for range ch {\n here()\n}", true, false},
		{"counted receives", "for range n {\n <-ch\n here()\n}", true, false},
		{"send", "for {\n ch <- 1\n here()\n}", false, false},
		{"receive before", "<-ch\nfor {\n here()\n}", false, false},
		{"receive in a literal", "for {\n go func() { <-ch }()\n here()\n}", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, inF(test.body))
			if got := Waits(p.innermost(t)); got != test.waits {
				t.Errorf("Waits %t, want %t", got, test.waits)
			}
			if got := p.Works(p.fn(t, "f")); got != test.works {
				t.Errorf("Works %t, want %t", got, test.works)
			}
		})
	}
}

func TestConstantRounds(t *testing.T) {
	tests := []struct {
		name, body string
		decls      string
		want       bool
	}{
		{"up to 1,000", "for i := 0; i < 1000; i++ { here() }", "", true},
		{"up to 1,001", "for i := 0; i < 1001; i++ { here() }", "", false},
		{"range 1,000", "for range 1000 { here() }", "", true},
		{"range 1,001", "for range 1001 { here() }", "", false},
		{"up to a variable", "for i := 0; i < n; i++ { here() }", "", false},
		{"down from a constant", "for i := 10; i > 0; i-- { here() }", "", true},
		{"down from a variable", "for i := n; i > 0; i-- { here() }", "", false},
		{"constant on the left", "for i := 0; 10 > i; i++ { here() }", "", true},
		{"step of a variable", "for i := 0; i < 10; i += n { here() }", "", false},
		{"step that a condition skips", "for i := 0; i < 10; { if a { i++ }; here() }", "", false},
		{"something else as well", "for i := 0; i < 10 && more(); i++ { here() }", "", true},
		{"something else alone", "for i := 0; more(); i++ { _ = i; here() }", "", false},
		{"break after a count", "for i := 0; ; i++ { if i >= 10 { break }; here() }", "", true},
		{"count that changes nothing", "for i := 0; ; i++ { if i >= 10 { read() }; here() }", "", false},
		{"only the inner one", "for more() { for range 10 { read() }; here() }", "", false},
		{"inner one after which it returns", "outer: for { here(); for range map[string]int{`a`: 1} { if more() { continue outer } }; return }", "", false},
		{"array", "for _, x := range table { _ = x; here() }", "var table [16]int", true},
		{"large array", "for _, x := range table { _ = x; here() }", "var table [4096]int", false},
		{"slice literal", "for _, x := range []int{1, 2} { _ = x; here() }", "", true},
		{"slice", "for range xs { here() }", "", false},
		{"map literal", `for range map[string]int{"a": 1} { here() }`, "", true},
		{"map literal with a key of others", `for range map[string]int{s: 1} { here() }`, "", false},
		{"map", "for range m { here() }", "", false},
		{"slice of the package", "for range kinds { here() }", "var kinds = []int{1, 2}", true},
		{"slice of the package that is assigned", "for range kinds { here() }", "var kinds = []int{1, 2}\nfunc g() { kinds = append(kinds, 3) }", false},
		{"slice of the package that others assign", "for range Kinds { here() }", "var Kinds = []int{1, 2}", false},
		{"slice of the package whose address leaves it", "for range kinds { here() }", "var kinds = []int{1, 2}\nfunc G() *[]int { return &kinds }", false},
		{"the same constant in each call", "evict(2)", "func evict(n int) { for range n { here() } }\nfunc g() { evict(3) }", true},
		{"a variable in one call", "evict(2)", "func evict(n int) { for range n { here() } }\nfunc g(n int) { evict(n) }", false},
		{"calls from outside", "Evict(2)", "func Evict(n int) { for range n { here() } }", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, test.decls+inF(test.body))
			if got := p.ConstantRounds(p.innermost(t)); got != test.want {
				t.Errorf("ConstantRounds %t, want %t", got, test.want)
			}
		})
	}
}

func TestFewArguments(t *testing.T) {
	const decls = `
func here() {}
func remove(first bool, keys ...string) { for _, k := range keys { _ = k; here() } }
`
	tests := []struct {
		name, src string
		want      bool
	}{
		{"written out", `func f() { remove(true, "a", "b") }`, true},
		{"a slice", `func f(keys []string) { remove(true, keys...) }`, false},
		{"written out in one of two", `func f(keys []string) { remove(true, "a"); remove(true, keys...) }`, false},
		{"no call", ``, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, decls+test.src)
			if got := p.FewArguments(p.innermost(t), nil); got != test.want {
				t.Errorf("FewArguments %t, want %t", got, test.want)
			}
		})
	}
}

func TestRanged(t *testing.T) {
	const decls = `
type store struct{ byName map[string]int; list []int }
var all map[string]int
func here() {}
`
	tests := []struct{ name, body, want string }{
		{"map in a field", "for range s.byName { here() }", "byName"},
		{"slice in a field", "for _, x := range s.list { _ = x; here() }", "list"},
		{"map of the package", "for range all { here() }", "all"},
		{"slice without its elements", "for range s.list { here() }", ""},
		{"local map", "m := make(map[string]int)\nfor range m { here() }", ""},
		{"element that is no part of the range", "for i := range 3 { _ = i; _ = s.list[0]; here() }", ""},
		{"inner loop", "for len(all) > 0 { for range s.byName { }; here() }", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, decls+"func f(s *store) {\n"+test.body+"\n}")
			got := ""
			if v := p.Ranged(p.innermost(t)); v != nil {
				got = v.Name()
			}
			if got != test.want {
				t.Errorf("Ranged %q, want %q", got, test.want)
			}
		})
	}
}

func TestCounter(t *testing.T) {
	tests := []struct {
		name, body         string
		counter, ofTheLoop bool
	}{
		{"from a constant", "for i := 0; more(); i++ { use(i) }", true, true},
		{"after its step", "for i := 0; more(); { i++; use(i) }", true, true},
		{"from a variable", "for i := n; more(); i++ { use(i) }", true, false},
		{"by a variable", "for i := 0; more(); i += n { use(i) }", false, false},
		{"of the loop around", "for i := 0; more(); i++ { for more() { use(i) } }", true, false},
		{"not of a loop", "for more() { use(n) }", false, false},
		{"assigned", "for i := 0; more(); { i = read(); use(i) }", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, "func more() bool { return false }\nfunc read() int { return 1 }\nfunc use(int) {}\nfunc f(n int) {\n"+test.body+"\n}")
			c := p.call(t, "use")
			v := c.Call.Args[0]
			if got := IsLoopCounter(v); got != test.counter {
				t.Errorf("IsLoopCounter %t, want %t", got, test.counter)
			}
			if got := IsCounter(v, p.LoopsOf(c.Parent())[c.Block()]); got != test.ofTheLoop {
				t.Errorf("IsCounter %t, want %t", got, test.ofTheLoop)
			}
		})
	}
}
