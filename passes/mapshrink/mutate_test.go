package mapshrink_test

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/ast/astutil"
)

// FuzzMutated feeds the check programs that nobody would write: fixtures in
// which statements are dropped, doubled, moved and wrapped, and expressions
// take the place of others of their type. What still type-checks must not
// make the check fail. Without -fuzz, a few mutations of each fixture run.
func FuzzMutated(f *testing.F) {
	names, err := filepath.Glob(filepath.Join("..", "..", "testdata", "src", "mapshrink", "*", "*.go"))
	if err != nil || len(names) == 0 {
		f.Fatal("no fixtures", err)
	}
	c := newCompiler()
	var seeds [][]byte
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if _, err := c.compile(name, src); err == nil { // a package of one file
			seeds = append(seeds, src)
		}
	}
	for i := range seeds {
		for n := range 4 {
			choices := make([]byte, 48)
			x := uint32(i*4+n)*2654435761 + 1
			for j := range choices {
				x = x*1664525 + 1013904223
				choices[j] = byte(x >> 24)
			}
			f.Add(uint16(i), choices)
		}
	}
	tried, compiled := 0, 0
	f.Fuzz(func(t *testing.T, seed uint16, choices []byte) {
		src := seeds[int(seed)%len(seeds)]
		// Each mutation stands on those before that compile: so programs drift
		// far from the fixture without a mutation spoiling the rest.
		var p *program // of src, unless a mutation has spoiled it
		for m := (&mutator{choices: choices}); len(m.choices) > 0; {
			if p == nil {
				var err error
				if p, err = c.compile("seed.go", src); err != nil {
					t.Fatal(err)
				}
			}
			next, ok := m.mutate(p)
			p = nil
			if !ok {
				continue
			}
			tried++
			q, err := c.compile("mutated.go", next)
			if err != nil {
				continue
			}
			compiled++
			src, p = next, q
			if err := q.analyse(); err != nil {
				t.Fatalf("%v\nin\n%s", err, src)
			}
		}
	})
	if tried > 0 && compiled*4 < tried {
		f.Errorf("only %d of %d mutations compile: the mutator tries too little that does", compiled, tried)
	}
}

// A mutator makes one change after the other, as bytes choose.
type mutator struct{ choices []byte }

// pick returns a number below n.
func (m *mutator) pick(n int) int {
	if len(m.choices) == 0 || n == 0 {
		return 0
	}
	b := int(m.choices[0])
	m.choices = m.choices[1:]
	if n > 256 && len(m.choices) > 0 {
		b = b<<8 | int(m.choices[0])
		m.choices = m.choices[1:]
	}
	return b % n
}

// mutate changes the file of a program, which is not to be used afterwards.
func (m *mutator) mutate(p *program) ([]byte, bool) {
	var ok bool
	if m.pick(3) == 0 {
		ok = m.swapExprs(p)
	} else {
		ok = m.changeStmt(p.files[0])
	}
	if !ok {
		return nil, false
	}
	p.files[0].Comments = nil // their positions no longer fit
	var buf bytes.Buffer
	if err := format.Node(&buf, p.fset, p.files[0]); err != nil {
		return nil, false
	}
	return buf.Bytes(), true
}

// changeStmt changes a statement of one of the file's blocks.
func (m *mutator) changeStmt(f *ast.File) bool {
	var lists []*[]ast.Stmt
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			lists = append(lists, &n.List)
		case *ast.CaseClause:
			lists = append(lists, &n.Body)
		case *ast.CommClause:
			lists = append(lists, &n.Body)
		}
		return true
	})
	lists = slices.DeleteFunc(lists, func(l *[]ast.Stmt) bool {
		return len(*l) == 0 || isClause((*l)[0])
	})
	if len(lists) == 0 {
		return false
	}
	list := lists[m.pick(len(lists))]
	i := m.pick(len(*list))
	s := (*list)[i]
	block := &ast.BlockStmt{List: []ast.Stmt{s}}
	lit := &ast.FuncLit{Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: block}
	switch m.pick(12) {
	case 0:
		*list = slices.Delete(*list, i, i+1)
	case 1:
		*list = slices.Insert(*list, i, s)
	case 2:
		j := m.pick(len(*list))
		(*list)[i], (*list)[j] = (*list)[j], s
	case 3: // to another block
		to := lists[m.pick(len(lists))]
		if within(s, to) {
			return false
		}
		*to = slices.Insert(*to, m.pick(len(*to)), s)
	case 4:
		(*list)[i] = &ast.ForStmt{Body: block}
	case 5:
		(*list)[i] = &ast.RangeStmt{X: &ast.BasicLit{Kind: token.INT, Value: "3"}, Body: block}
	case 6:
		(*list)[i] = &ast.GoStmt{Call: &ast.CallExpr{Fun: lit}}
	case 7:
		(*list)[i] = &ast.DeferStmt{Call: &ast.CallExpr{Fun: lit}}
	case 8:
		(*list)[i] = &ast.ExprStmt{X: &ast.CallExpr{Fun: lit}}
	case 9:
		(*list)[i] = &ast.IfStmt{Cond: ast.NewIdent("true"), Body: block}
	case 10: // a loop made of a goto
		label := ast.NewIdent("again")
		block.List = []ast.Stmt{&ast.LabeledStmt{Label: label, Stmt: s}, &ast.BranchStmt{Tok: token.GOTO, Label: label}}
		(*list)[i] = block
	case 11:
		(*list)[i] = &ast.SelectStmt{Body: &ast.BlockStmt{List: []ast.Stmt{&ast.CommClause{Body: block.List}}}}
	}
	return true
}

// within reports whether a list is that of a block in s.
func within(s ast.Stmt, list *[]ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			found = found || &n.List == list
		case *ast.CaseClause:
			found = found || &n.Body == list
		case *ast.CommClause:
			found = found || &n.Body == list
		}
		return !found
	})
	return found
}

func isClause(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

// swapExprs puts an expression in the place of another of the same type, most
// often in the same function.
func (m *mutator) swapExprs(p *program) bool {
	var bodies []ast.Node
	for _, d := range p.files[0].Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			bodies = append(bodies, fn.Body)
		}
	}
	if len(bodies) == 0 {
		return false
	}
	exprs := func(root ast.Node) []ast.Expr {
		var out []ast.Expr
		ast.Inspect(root, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && p.info.Types[e].IsValue() {
				out = append(out, e)
			}
			return true
		})
		return out
	}
	to := bodies[m.pick(len(bodies))]
	from := to
	if m.pick(4) == 0 {
		from = bodies[m.pick(len(bodies))]
	}
	targets := exprs(to)
	if len(targets) == 0 {
		return false
	}
	target := targets[m.pick(len(targets))]
	same := slices.DeleteFunc(exprs(from), func(e ast.Expr) bool {
		return e == target || !types.Identical(p.info.TypeOf(e), p.info.TypeOf(target))
	})
	if len(same) == 0 {
		return false
	}
	source := same[m.pick(len(same))]
	text, err := parser.ParseExpr(types.ExprString(source))
	if err != nil { // function literals
		return false
	}
	astutil.Apply(p.files[0], func(c *astutil.Cursor) bool {
		if c.Node() == target {
			c.Replace(text)
			return false
		}
		return true
	}, nil)
	return true
}
