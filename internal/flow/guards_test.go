package flow

import (
	"go/constant"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
)

func textOf(gs []Guard) string {
	var out []string
	for _, g := range gs {
		s := text(g.Cond)
		if !g.Truth {
			s = "not " + s
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestGuards(t *testing.T) {
	tests := []struct {
		name, body   string
		guards       string // the nearest first
		alternatives string
	}{
		{"none", "here()", "", ""},
		{"if", "if a { here() }", "a", ""},
		{"else", "if a { read() } else { here() }", "not a", ""},
		{"after an if", "if a { read() }\nhere()", "", ""},
		{"after a return", "if a { return }\nhere()", "not a", ""},
		{"after a panic", `if a { panic("") }` + "\nhere()", "not a", ""},
		{"nested", "if a { if b { here() } }", "b; a", ""},
		{"not", "if !a { here() }", "not a", ""},
		{"not of a variable", "c := !a\nif c { here() }", "not a", ""},
		{"not twice", "c := !a\nif !c { here() }", "a", ""},
		{"and", "if a && b { here() }", "b; a", ""},
		{"not of an and", "if !(a && b) { here() }", "", "not a; not b"},
		{"else of an and", "if a && b { read() } else { here() }", "", "not a; not b"},
		{"or", "if a || b { here() }", "", "a; b"},
		{"else of an or", "if a || b { read() } else { here() }", "not b; not a", ""},
		{"return after an or", "if a || b { return }\nhere()", "not b; not a", ""},
		{"both ways of an if", "if a { read() } else { more() }\nhere()", "", ""},
		{"and of an or", "if (a || b) && more() { here() }", "more()", "a; b"},
		{"nil", "if xs == nil { here() }", "xs == nil", ""},
		{"loop", "for i := 0; i < n; i++ { here() }", "phi < n", ""},
		{"loop after an or", "if a || b { for more() { here() } }", "more()", "a; b"},
		{"after a loop", "for more() { read() }\nhere()", "not more()", ""},
		{"first round", "for { here()\n if more() { return } }", "", ""},
		{"later part of a round", "for { read()\n if more() { return }\n here() }", "not more()", ""},
		{"case of a switch", "switch n {\ncase 1: here()\ncase 2: read()\n}", "n == 1", ""},
		{"second case of a switch", "switch n {\ncase 1: read()\ncase 2: here()\n}", "n == 2; not n == 1", ""},
		{"case with two values", "switch n {\ncase 1, 2: here()\n}", "", "n == 1; n == 2"},
		{"case of a select", "select {\ncase <-ch: here()\ncase <-done:\n}", "select#0 == 0", ""},
		{"literal under a test", "if a { func() { here() }() }", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, inF(test.body))
			b := p.call(t, "here").Block()
			got := Guards(b)
			if s := textOf(got); s != test.guards {
				t.Errorf("guards %q, want %q", s, test.guards)
			}
			for _, g := range got {
				if g.At == b || !g.At.Dominates(b) {
					t.Errorf("the test of %s is not before the block", text(g.Cond))
				}
			}
			alts := Alternatives(b)
			var all []string
			for _, alt := range alts {
				all = append(all, textOf(alt))
			}
			if s := strings.Join(all, " | "); s != test.alternatives {
				t.Errorf("alternatives %q, want %q", s, test.alternatives)
			}
			want := len(got)
			for _, alt := range alts {
				want += len(alt)
			}
			if n := len(Decisions(b)); n != want {
				t.Errorf("%d decisions, want %d", n, want)
			}
		})
	}
}

func TestNilTested(t *testing.T) {
	tests := []struct{ name, cond, want string }{
		{"nil", "p == nil", "p"},
		{"nil on the left", "nil == p", "p"},
		{"not nil", "p != nil", ""},
		{"not of not nil", "!(p != nil)", "p"},
		{"no element", "len(xs) == 0", "xs"},
		{"elements", "len(xs) > 0", ""},
		{"no entry", "len(m) == 0", ""}, // an empty map is one
		{"one element", "len(xs) == 1", ""},
		{"another value", "n == 0", ""},
		{"nil interface", "err == nil", "err"},
		{"flag", "a", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, "func here() {}\nfunc f(p *int, xs []int, m map[string]int, n int, a bool, err error) {\nif "+test.cond+" { here() }\n}")
			if got := nilTested(p.call(t, "here").Block()); got != test.want {
				t.Errorf("NilTested %q, want %q", got, test.want)
			}
		})
	}
	lookups := []struct{ name, body, want string }{
		{"missing", `if _, ok := m["k"]; !ok { here() }`, `m["k"]`},
		{"there", `if _, ok := m["k"]; ok { here() }`, ""},
		{"missing, after a return", `if _, ok := m["k"]; ok { return }; here()`, `m["k"]`},
		{"nil", `if m["k"] == nil { here() }`, `m["k"]`},
		{"another type", `if _, ok := x.(int); !ok { here() }`, ""},
	}
	for _, test := range lookups {
		t.Run("lookup/"+test.name, func(t *testing.T) {
			p := build(t, "func here() {}\nfunc f(m map[string]*int, x any) {\n"+test.body+"\n}")
			if got := nilTested(p.call(t, "here").Block()); got != test.want {
				t.Errorf("NilTested %q, want %q", got, test.want)
			}
		})
	}
}

func nilTested(b *ssa.BasicBlock) string {
	if v := NilTested(Guards(b)[0]); v != nil {
		return text(v)
	}
	return ""
}

func TestReturnGuards(t *testing.T) {
	tests := []struct{ name, callee, want string }{
		{"one return", "func find(a bool) bool { if a { return true }; return false }", "a"},
		{"other constant", "func find(a bool) bool { if a { return false }; return true }", "not a"},
		{"no test", "func find(a bool) bool { return true }", ""},
		{"no constant", "func find(a bool) bool { if a { return a }; return false }", ""},
		{"last result", "func find2(a bool) (bool, bool) { if a { return false, true }; return true, false }\nfunc find(a bool) bool { _, ok := find2(a); return ok }", ""},
		{"no function of the program", "var find func(bool) bool", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, test.callee+"\nfunc f(b bool) { here(find(b)) }\nfunc here(bool) {}")
			call, ok := p.call(t, "here").Call.Args[0].(*ssa.Call)
			if !ok {
				t.Fatal("the argument is no call")
			}
			isTrue := func(k *ssa.Const) bool { return k.Value != nil && constant.BoolVal(k.Value) }
			if got := textOf(p.ReturnGuards(call, isTrue)); got != test.want {
				t.Errorf("ReturnGuards %q, want %q", got, test.want)
			}
		})
	}
}

func TestExcludes(t *testing.T) {
	tests := []struct {
		name, params, body, args string
		want                     bool
	}{
		{"flag", "a bool", "if a { here() }", "false", true},
		{"flag that is set", "a bool", "if a { here() }", "true", false},
		{"flag that is not known", "a bool", "if a { here() }", "flag", false},
		{"not of a flag", "a bool", "if !a { here() }", "true", true},
		{"after the test", "a bool", "if a { _ = a }; here()", "false", false},
		{"number", "n int", "if n == 1 { here() }", "2", true},
		{"same number", "n int", "if n == 1 { here() }", "1", false},
		{"string", "s string", `if s != "" { here() }`, `""`, true},
		{"nil", "p *int", "if p != nil { here() }", "nil", true},
		{"never nil", "p *int", "if p == nil { here() }", "new(int)", true},
		{"nil where it is wanted", "p *int", "if p == nil { here() }", "nil", false},
		{"not known whether nil", "p *int", "if p == nil { here() }", "pointer", false},
		{"known not to be nil", "p *int", "if p == nil { here() }", "checked", true},
		{"either", "a, b bool", "if a || b { here() }", "false, false", true},
		{"one of two", "a, b bool", "if a || b { here() }", "false, true", false},
		{"both", "a, b bool", "if a && b { here() }", "true, false", true},
		{"no variadic argument", "ks ...int", "if len(ks) > 0 { here() }", "", true},
		{"variadic arguments", "ks ...int", "if len(ks) > 0 { here() }", "1, 2", false},
		{"fewer variadic arguments", "ks ...int", "if len(ks) > 2 { here() }", "1, 2", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, "var flag bool\nfunc here() {}\nfunc g("+test.params+") {\n"+test.body+"\n}\n"+
				"func f(pointer, checked *int) {\nif checked == nil { return }\ng("+test.args+")\n}")
			up := p.Callers[p.fn(t, "g")][0]
			if got := p.Excludes(up, p.call(t, "here")); got != test.want {
				t.Errorf("Excludes %t, want %t", got, test.want)
			}
			if p.Excludes(up, p.call(t, "g")) {
				t.Error("an instruction of another function is excluded")
			}
		})
	}
}
