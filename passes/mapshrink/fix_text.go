package mapshrink

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/maplint/maplint/internal/mapcheck"
	"github.com/maplint/maplint/internal/mapmodel"
)

// An edit is the change of one place. It reports false where the change
// can't be made there.
type edit func(m *mender, p *place) (change, bool)

// A change is the text that goes before a statement, after it, or in its
// place, without indentation: gofmt adds it.
type change struct {
	before, after, instead []string
	imports                []analysis.TextEdit
}

// What the code says of itself where a reader would ask why: a map that is
// replaced by its own entries, or an empty one by another. An assignment
// instead of clear speaks for itself.
const (
	whyRebuild = "// A map never shrinks (golang/go#20135): move what stayed to a new one."
	whyEmpty   = "// An emptied map keeps its memory (golang/go#20135)."
)

// newMap stores another map of the holder's type.
func newMap(m *mender, p *place) (change, bool) {
	pos := p.stmt.Pos()
	typ, ok := m.spell(p.path.typ, p.file, pos)
	if !ok {
		return change{}, false
	}
	h := p.path.text
	switch p.way {
	case instead:
		if m.mayStayNil() {
			return change{instead: []string{"if " + h + " != nil {", "\t" + h + " = make(" + typ + ")", "}"}}, true
		}
		return change{instead: []string{h + " = make(" + typ + ")"}}, true
	case whenEmpty:
		cond := "len(" + h + ") == 0"
		if m.mayStayNil() {
			cond = h + " != nil && " + cond
		}
		return change{after: []string{whyEmpty, "if " + cond + " {", "\t" + h + " = make(" + typ + ")", "}"}}, true
	}
	gone, kept := m.free(pos, "gone", 0), m.free(pos, "kept", 0)
	before, known := m.knownBefore(p)
	var c change
	if !known {
		before = m.nameBefore(p)
		c.before = []string{before + " := len(" + h + ")"}
	}
	c.after = []string{
		whyRebuild,
		fmt.Sprintf("if %[1]s := %[2]s - len(%[3]s); %[1]s >= %[4]s && %[1]s > len(%[3]s) {", gone, before, h, minGone),
		fmt.Sprintf("\t%s := make(%s, len(%s))", kept, typ, h),
	}
	if call, imports, ok := m.mapsCopy(p.file, pos); ok {
		c.after = append(c.after, fmt.Sprintf("\t%s(%s, %s)", call, kept, h))
		c.imports = imports
	} else if copiesLock(p.path.typ) {
		return change{}, false // go vet would find the copies
	} else {
		k, v := m.free(pos, "k", 0), m.free(pos, "v", 0)
		c.after = append(c.after, fmt.Sprintf("\tfor %s, %s := range %s {", k, v, h), fmt.Sprintf("\t\t%s[%s] = %s", kept, k, v), "\t}")
	}
	c.after = append(c.after, "\t"+h+" = "+kept, "}")
	if !known && m.jumpedOver(p) {
		c.before = append([]string{"{"}, c.before...)
		c.after = append(c.after, "}")
	}
	return c, true
}

// copiesLock reports whether to copy the entries of a map is to copy locks.
func copiesLock(t types.Type) bool {
	mt, ok := t.Underlying().(*types.Map)
	return ok && (hasLock(mt.Key()) || hasLock(mt.Elem()))
}

// hasLock reports whether a value is or has a lock, as go vet sees it: its
// pointer has Lock and Unlock.
func hasLock(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Array:
		return hasLock(u.Elem())
	case *types.Struct:
		methods := types.NewMethodSet(types.NewPointer(t))
		if methods.Lookup(nil, "Lock") != nil && methods.Lookup(nil, "Unlock") != nil {
			return true
		}
		for f := range u.Fields() {
			if hasLock(f.Type()) {
				return true
			}
		}
	}
	return false
}

// mayStayNil reports whether the map may be nil and an encoder tell that from
// empty, as JSON does with null and {}: the field has a tag, or the struct
// goes to code that is not known. A nil map then stays nil.
func (m *mender) mayStayNil() bool {
	h := m.v.Holder
	return h.Elems == 0 && m.tagged(h.Var) || slices.ContainsFunc(h.Ops, func(op *mapmodel.Op) bool {
		return op.Kind == mapmodel.Share || op.Kind == mapmodel.Expose
	})
}

// tagged reports whether a variable is a field with a tag.
func (m *mender) tagged(v *types.Var) bool {
	f := mapcheck.FileOf(m.pass, v.Pos())
	if f == nil {
		return false
	}
	chain, _ := astutil.PathEnclosingInterval(f, v.Pos(), v.Pos())
	for _, n := range chain {
		if field, ok := n.(*ast.Field); ok {
			return field.Tag != nil
		}
	}
	return false
}

// storeNil stores nil.
func storeNil(m *mender, p *place) (change, bool) {
	if m.lookup("nil", p.stmt.Pos()) != types.Universe.Lookup("nil") {
		return change{}, false
	}
	if p.way == instead {
		return change{instead: []string{p.path.text + " = nil"}}, true
	}
	return change{after: []string{whyEmpty, "if len(" + p.path.text + ") == 0 {", "\t" + p.path.text + " = nil", "}"}}, true
}

// nameBefore names the size before a sweep: before, or with the field behind
// it where that is not clear. Fixes of several findings in one function, and
// of several sweeps in one fix, can be applied together or one after the
// other: each has a name of its own.
func (m *mender) nameBefore(p *place) string {
	const plain = "before"
	pos, field := p.stmt.Pos(), m.v.Holder.Var.Name()
	name, skip := plain, 0
	if m.free(pos, plain, 0) != plain || m.saysBefore(p.decl) {
		name = ""
	}
	for _, v := range m.v.others {
		if v == m.v || !v.sweepsIn(p.decl) {
			continue
		}
		name = ""
		if v.Holder.Var.Name() == field && v.Holder.Var.Pos() < m.v.Holder.Var.Pos() {
			skip++
		}
	}
	if name == "" {
		name = plain + strings.ToUpper(field[:1]) + field[1:]
	}
	for _, o := range m.places {
		if o == p {
			break
		}
		if _, known := m.knownBefore(o); o.decl == p.decl && !known {
			skip++
		}
	}
	return m.free(pos, name, skip)
}

// saysBefore reports whether a function has the size of another map before a
// sweep, from an earlier fix perhaps.
func (m *mender) saysBefore(fn ast.Node) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if name, of := m.length(n); of != nil {
			found = found || strings.HasPrefix(name.Name, "before")
		}
		return !found
	})
	return found
}

// length takes a statement such as n := len(m) apart; both results are nil
// for other nodes.
func (m *mender) length(n ast.Node) (name *ast.Ident, of ast.Expr) {
	assign, ok := n.(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
		return nil, nil
	}
	name, ok = assign.Lhs[0].(*ast.Ident)
	call, isCall := assign.Rhs[0].(*ast.CallExpr)
	if !ok || !isCall || name.Name == "_" || len(call.Args) != 1 || m.callee(call) != types.Universe.Lookup("len") {
		return nil, nil
	}
	return name, call.Args[0]
}

// knownBefore returns the variable that has the size before the sweep
// already: the statement above sets it, and the sweep does not change it.
func (m *mender) knownBefore(p *place) (string, bool) {
	name, of := m.length(p.prev)
	if of == nil || m.text(of) != p.path.text || p.path.alias {
		return "", false
	}
	v, ok := m.pass.TypesInfo.ObjectOf(name).(*types.Var)
	if !ok || v.Type() != types.Typ[types.Int] || v.Parent() == m.pass.Pkg.Scope() {
		return "", false
	}
	return name.Name, m.stable(name, [2]token.Pos{p.stmt.Pos(), p.stmt.End()}, p.decl)
}

// sweepsIn reports whether one of the sweeps of a finding stands in a
// declaration.
func (v *Verdict) sweepsIn(decl ast.Node) bool {
	return slices.ContainsFunc(v.sweeps, func(s *mapmodel.Sweep) bool {
		return decl.Pos() <= s.Op.Pos && s.Op.Pos < decl.End()
	})
}

// jumpedOver reports whether a goto leads from before the place to a label
// behind it in the same list of statements: Go forbids that where a variable
// is declared in between.
func (m *mender) jumpedOver(p *place) bool {
	early := make(map[string]bool)
	behind := make(map[string]bool)
	ast.Inspect(p.decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BranchStmt:
			if n.Tok == token.GOTO && n.Pos() < p.stmt.Pos() {
				early[n.Label.Name] = true
			}
		case *ast.LabeledStmt:
			behind[n.Label.Name] = n.Pos() > p.stmt.End()
		}
		return true
	})
	for label := range early {
		if behind[label] {
			return true
		}
	}
	return false
}

// edits turns the change of a place into edits of the file.
func (m *mender) edits(p *place, c change) []analysis.TextEdit {
	indent := p.indent(m.pass.Fset)
	join := func(lines []string) string { return strings.Join(lines, "\n"+indent) }
	start, end := p.stmt.Pos(), p.stmt.End()
	if c.instead != nil {
		var lines []string
		for _, g := range p.file.Comments {
			for _, comment := range g.List {
				if start <= comment.Pos() && comment.End() <= end {
					lines = append(lines, comment.Text)
				}
			}
		}
		return []analysis.TextEdit{{Pos: start, End: end, NewText: []byte(join(append(lines, c.instead...)))}}
	}
	var out []analysis.TextEdit
	if c.before != nil {
		out = append(out, analysis.TextEdit{Pos: p.begin, End: p.begin, NewText: []byte(join(c.before) + "\n" + indent)})
	}
	end = m.lineEnd(p.file, end, p.end)
	return append(out, analysis.TextEdit{Pos: end, End: end, NewText: []byte("\n" + indent + join(c.after))})
}

// fix makes one edit at all places. It reports false where one of them does
// not allow it.
func (m *mender) fix(title string, way edit) (analysis.SuggestedFix, bool) {
	fix := analysis.SuggestedFix{Message: title}
	var imports []analysis.TextEdit
	text := m.read(m.places[0].file)
	src := text
	if clean, err := format.Source(src); err != nil || !bytes.Equal(clean, src) {
		src = nil // not formatted, and not ours to format
	}
	for _, p := range m.places {
		c, ok := way(m, p)
		if !ok {
			return fix, false
		}
		edits := m.edits(p, c)
		if src != nil {
			if edits, ok = m.formatted(p.file, src, edits); !ok {
				return fix, false
			}
		}
		fix.TextEdits = append(fix.TextEdits, edits...)
		if c.imports != nil {
			imports = c.imports
		}
	}
	if imports != nil && src != nil {
		var ok bool
		if imports, ok = m.formatted(m.places[0].file, src, imports); !ok {
			return fix, false
		}
	}
	fix.TextEdits = append(imports, fix.TextEdits...)
	slices.SortStableFunc(fix.TextEdits, func(a, b analysis.TextEdit) int { return cmp.Compare(a.Pos, b.Pos) })
	for i, e := range fix.TextEdits[1:] {
		if e.Pos < fix.TextEdits[i].End {
			return fix, false
		}
	}
	if bytes.Contains(text, []byte("\r\n")) {
		for i, e := range fix.TextEdits {
			fix.TextEdits[i].NewText = bytes.ReplaceAll(e.NewText, []byte("\n"), []byte("\r\n"))
		}
	}
	return fix, true
}

// read returns the text of a file if it is what the positions are about, or
// nil: not all drivers can read files.
func (m *mender) read(file *ast.File) []byte {
	if m.pass.ReadFile == nil {
		return nil
	}
	tf := m.pass.Fset.File(file.FileStart)
	src, err := m.pass.ReadFile(tf.Name())
	if err != nil || len(src) != tf.Size() {
		return nil
	}
	read := token.NewFileSet().AddFile("", 1, len(src))
	if read.SetLinesForContent(src); !slices.Equal(read.Lines(), tf.Lines()) {
		return nil // the driver has analysed another text, of an editor perhaps
	}
	return src
}

// formatted returns edits that leave the file formatted: the given ones
// where they do, and otherwise one for all lines that change. It reports
// false where the edited file can't be parsed.
func (m *mender) formatted(file *ast.File, src []byte, edits []analysis.TextEdit) ([]analysis.TextEdit, bool) {
	base := file.FileStart
	var out []byte
	last := 0
	for _, e := range edits {
		out = append(append(out, src[last:e.Pos-base]...), e.NewText...)
		last = int(e.End - base)
	}
	out = append(out, src[last:]...)
	clean, err := format.Source(out)
	if err != nil {
		return nil, false
	}
	if bytes.Equal(clean, out) {
		return edits, true
	}
	a, b := 0, 0 // the length of what is the same at the start and at the end
	for a < min(len(src), len(clean)) && src[a] == clean[a] {
		a++
	}
	for a > 0 && src[a-1] != '\n' {
		a--
	}
	for b < min(len(src), len(clean))-a && src[len(src)-1-b] == clean[len(clean)-1-b] {
		b++
	}
	for b > 0 && src[len(src)-b-1] != '\n' {
		b--
	}
	return []analysis.TextEdit{{
		Pos:     base + token.Pos(a),
		End:     base + token.Pos(len(src)-b),
		NewText: clean[a : len(clean)-b],
	}}, true
}

// editable reports whether the positions of a file are those of the text on
// disk: not in what cgo or another program has made of it.
func (m *mender) editable(file *ast.File) bool {
	if mapcheck.ByCgo(file) {
		return false
	}
	for _, g := range file.Comments {
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "//line ") || strings.HasPrefix(c.Text, "/*line ") {
				return false
			}
		}
	}
	return true
}
