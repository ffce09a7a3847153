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

	"github.com/maplint/maplint/internal/mapuse"
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
		return change{instead: []string{h + " = make(" + typ + ")"}}, true
	case whenEmpty:
		return change{after: []string{"if len(" + h + ") == 0 {", "\t" + h + " = make(" + typ + ")", "}"}}, true
	}
	before, gone, kept := m.nameBefore(p), m.free(pos, "gone", 0), m.free(pos, "kept", 0)
	c := change{
		before: []string{before + " := len(" + h + ")"},
		after: []string{
			fmt.Sprintf("if %[1]s := %[2]s - len(%[3]s); %[1]s >= %[4]s && %[1]s > len(%[3]s) {", gone, before, h, minGone),
			fmt.Sprintf("\t%s := make(%s, len(%s))", kept, typ, h),
		},
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
	if m.jumpedOver(p) {
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

// storeNil stores nil.
func storeNil(m *mender, p *place) (change, bool) {
	if m.lookup("nil", p.stmt.Pos()) != types.Universe.Lookup("nil") {
		return change{}, false
	}
	if p.way == instead {
		return change{instead: []string{p.path.text + " = nil"}}, true
	}
	return change{after: []string{"if len(" + p.path.text + ") == 0 {", "\t" + p.path.text + " = nil", "}"}}, true
}

// nameBefore names the size before a sweep. Fixes of several findings in one
// function, and of several sweeps in one fix, can be applied together: each
// has a name of its own.
func (m *mender) nameBefore(p *place) string {
	name, skip := "before", 0
	for _, v := range m.v.others {
		if v == m.v || !v.sweepsIn(p.decl) {
			continue
		}
		field := m.v.Holder.Var.Name()
		name = "before" + strings.ToUpper(field[:1]) + field[1:]
		if v.Holder.Var.Name() == field && v.Holder.Var.Pos() < m.v.Holder.Var.Pos() {
			skip++
		}
	}
	for _, o := range m.places {
		if o == p {
			break
		}
		if o.decl == p.decl {
			skip++
		}
	}
	return m.free(p.stmt.Pos(), name, skip)
}

// sweepsIn reports whether one of the sweeps of a finding stands in a
// declaration.
func (v *Verdict) sweepsIn(decl ast.Node) bool {
	return slices.ContainsFunc(v.sweeps, func(s *mapuse.Sweep) bool {
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
	src := m.source(m.places[0].file)
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
	return fix, true
}

// source returns the text of a file if it is formatted and what the
// positions are about, or nil: not all drivers can read files.
func (m *mender) source(file *ast.File) []byte {
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
	if clean, err := format.Source(src); err != nil || !bytes.Equal(clean, src) {
		return nil
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
	if byCgo(file) {
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
