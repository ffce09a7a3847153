package mapshrink

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/mapmodel"
)

// scope returns the block that has the statement at pos: of the scopes there,
// not that of the statement itself.
func (m *mender) scope(pos token.Pos) *types.Scope {
	if s := m.pass.Pkg.Scope().Innermost(pos - 1); s != nil {
		return s
	}
	return m.pass.Pkg.Scope()
}

// lookup returns what a name means at the statement at pos, or nil.
func (m *mender) lookup(name string, pos token.Pos) types.Object {
	_, obj := m.scope(pos).LookupParent(name, pos)
	return obj
}

// free returns a name that nothing at the statement at pos has: the given
// one, or with a number behind it; of those that are free, skip are left out.
// Names that are declared later in the same block, or in a block around it,
// are taken too.
func (m *mender) free(pos token.Pos, name string, skip int) string {
	try := name
	for i := 2; ; i++ {
		if _, obj := m.scope(pos).LookupParent(try, token.NoPos); obj == nil {
			if skip == 0 {
				return try
			}
			skip--
		}
		try = name + strconv.Itoa(i)
	}
}

// builtins reports whether the names that the edits use are the builtin
// ones.
func (m *mender) builtins(pos token.Pos) bool {
	for _, name := range []string{"make", "len"} {
		if m.lookup(name, pos) != types.Universe.Lookup(name) {
			return false
		}
	}
	return true
}

// spell writes a type as the code at pos can. It reports false where a part
// of it has no name there: a package that the file does not import, a name
// that stands for something else, a type of another function.
func (m *mender) spell(t types.Type, file *ast.File, pos token.Pos) (string, bool) {
	s := &speller{m: m, file: file, pos: pos, ok: true}
	s.visit(t)
	text := types.TypeString(t, s.qualifier)
	return text, s.ok
}

type speller struct {
	m    *mender
	file *ast.File
	pos  token.Pos
	ok   bool
}

// qualifier returns the name of a package in the file.
func (s *speller) qualifier(pkg *types.Package) string {
	if pkg == s.m.pass.Pkg {
		return ""
	}
	for _, spec := range s.file.Imports {
		pn := s.m.pass.TypesInfo.PkgNameOf(spec)
		if pn == nil || pn.Imported() != pkg {
			continue
		}
		if pn.Name() == "." {
			return ""
		}
		if s.m.lookup(pn.Name(), s.pos) == pn {
			return pn.Name()
		}
	}
	s.ok = false
	return pkg.Name()
}

func (s *speller) name(obj *types.TypeName) {
	switch {
	case obj.Pkg() == nil:
		s.ok = s.ok && s.m.lookup(obj.Name(), s.pos) == types.Universe.Lookup(obj.Name())
	case obj.Pkg() == s.m.pass.Pkg:
		s.ok = s.ok && s.m.lookup(obj.Name(), s.pos) == obj
	case s.qualifier(obj.Pkg()) == "":
		s.ok = s.ok && s.m.lookup(obj.Name(), s.pos) == obj
	default:
		s.ok = s.ok && obj.Exported()
	}
}

func (s *speller) visit(t types.Type) {
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			s.ok = s.ok && s.qualifier(types.Unsafe) != "" // checks the import
			return
		}
		s.ok = s.ok && t.Kind() != types.Invalid && s.m.lookup(t.Name(), s.pos) == types.Universe.Lookup(t.Name())
	case *types.Named:
		s.name(t.Obj())
		s.each(t.TypeArgs())
	case *types.Alias:
		s.name(t.Obj())
		s.each(t.TypeArgs())
	case *types.TypeParam:
		s.ok = s.ok && s.m.lookup(t.Obj().Name(), s.pos) == t.Obj()
	case *types.Pointer:
		s.visit(t.Elem())
	case *types.Slice:
		s.visit(t.Elem())
	case *types.Array:
		s.visit(t.Elem())
	case *types.Chan:
		s.visit(t.Elem())
	case *types.Map:
		s.visit(t.Key())
		s.visit(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			s.ok = s.ok && (f.Exported() || f.Pkg() == s.m.pass.Pkg)
			s.visit(f.Type())
		}
	case *types.Signature:
		s.tuple(t.Params())
		s.tuple(t.Results())
	case *types.Interface:
		for f := range t.ExplicitMethods() {
			s.ok = s.ok && (f.Exported() || f.Pkg() == s.m.pass.Pkg)
			s.visit(f.Type())
		}
		for e := range t.EmbeddedTypes() {
			s.visit(e)
		}
	default:
		s.ok = false
	}
}

func (s *speller) each(list *types.TypeList) {
	for t := range list.Types() {
		s.visit(t)
	}
}

func (s *speller) tuple(list *types.Tuple) {
	for v := range list.Variables() {
		s.visit(v.Type())
	}
}

// fileVersion returns the language version of a file, or "" if it is not
// known.
func (m *mender) fileVersion(file *ast.File) string {
	if v := m.pass.TypesInfo.FileVersions[file]; v != "" {
		return v
	}
	return mapmodel.GoVersion(m.pass)
}

// mapsCopy returns how to write maps.Copy at pos, and the edits that import
// the package where the file does not. It reports false where the package
// can't be used: in old files, and where its name stands for something else.
func (m *mender) mapsCopy(file *ast.File, pos token.Pos) (call string, edits []analysis.TextEdit, ok bool) {
	v := m.fileVersion(file)
	if v == "" || version.Compare(v, "go1.21") < 0 || belowMaps(m.pass.Pkg.Path()) {
		return "", nil, false
	}
	for _, spec := range file.Imports {
		if spec.Path.Value != `"maps"` {
			continue
		}
		pn := m.pass.TypesInfo.PkgNameOf(spec)
		if pn == nil || pn.Name() == "." || pn.Name() == "_" || m.lookup(pn.Name(), pos) != pn {
			return "", nil, false
		}
		return pn.Name() + ".Copy", nil, true
	}
	if m.lookup("maps", pos) != nil {
		return "", nil, false
	}
	return "maps.Copy", m.importMaps(file), true
}

// belowMaps reports whether package maps itself may import the package.
func belowMaps(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return slices.Contains([]string{"internal", "iter", "maps", "runtime", "unsafe"}, first)
}

// importMaps returns the edits that import package maps. They depend on
// nothing but the file, so that the fixes of all findings in it agree.
func (m *mender) importMaps(file *ast.File) []analysis.TextEdit {
	const spec = `"maps"`
	insert := func(pos token.Pos, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
	}
	var first *ast.GenDecl // the first with parentheses, or the first, but not that of cgo
	n := 0
	last := m.lineEnd(file, file.Name.End(), file.FileEnd)
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.IMPORT {
			break
		}
		if len(gen.Specs) == 1 && importPath(gen.Specs[0]) == "C" {
			last = m.lineEnd(file, gen.End(), file.FileEnd)
			continue
		}
		n++
		if first == nil || gen.Lparen.IsValid() && !first.Lparen.IsValid() {
			first = gen
		}
	}
	switch {
	case first == nil:
		return []analysis.TextEdit{insert(last, "\n\nimport "+spec)}
	case !first.Lparen.IsValid() && n > 1:
		return []analysis.TextEdit{insert(first.Pos(), "import "+spec+"\n")}
	case !first.Lparen.IsValid(): // one import becomes two in parentheses
		start, end := first.Specs[0].Pos(), m.lineEnd(file, first.End(), file.FileEnd)
		if importPath(first.Specs[0]) < "maps" {
			return []analysis.TextEdit{insert(start, "(\n\t"), insert(end, "\n\t"+spec+"\n)")}
		}
		return []analysis.TextEdit{insert(start, "(\n\t"+spec+"\n\t"), insert(end, "\n)")}
	case len(first.Specs) == 0:
		return []analysis.TextEdit{insert(first.Lparen+1, "\n\t"+spec+"\n")}
	}
	group := m.stdGroup(first)
	if group == nil {
		end := m.lineEnd(file, first.Lparen+1, first.Specs[0].Pos())
		return []analysis.TextEdit{insert(end, "\n\t"+spec+"\n")}
	}
	for _, s := range group {
		if importPath(s) > "maps" {
			pos := s.Pos()
			if doc := s.(*ast.ImportSpec).Doc; doc != nil {
				pos = doc.Pos()
			}
			return []analysis.TextEdit{insert(pos, spec+"\n\t")}
		}
	}
	end := m.lineEnd(file, group[len(group)-1].End(), first.Rparen)
	return []analysis.TextEdit{insert(end, "\n\t"+spec)}
}

// stdGroup returns the lines of an import declaration, up to an empty line,
// that name the standard library; nil if there are none.
func (m *mender) stdGroup(decl *ast.GenDecl) []ast.Spec {
	var group []ast.Spec
	line := 0
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		start := s.Pos()
		if spec.Doc != nil {
			start = spec.Doc.Pos()
		}
		if n := m.line(start); len(group) > 0 && n > line+1 {
			if isStd(group) {
				return group
			}
			group = nil
		}
		group = append(group, s)
		line = m.line(s.End())
	}
	if isStd(group) {
		return group
	}
	return nil
}

func isStd(group []ast.Spec) bool {
	first, _, _ := strings.Cut(importPath(group[0]), "/")
	return !strings.Contains(first, ".") && first != "C"
}

func importPath(s ast.Spec) string {
	path, _ := strconv.Unquote(s.(*ast.ImportSpec).Path.Value)
	return path
}

func (m *mender) line(pos token.Pos) int { return m.pass.Fset.PositionFor(pos, false).Line }

func (m *mender) column(pos token.Pos) int {
	return m.pass.Fset.PositionFor(pos, false).Column
}

// lineEnd returns the end of a comment that begins behind pos on the same
// line and before limit, or pos.
func (m *mender) lineEnd(file *ast.File, pos, limit token.Pos) token.Pos {
	for _, g := range file.Comments {
		for _, c := range g.List {
			if c.Pos() >= pos && c.Pos() < limit && m.line(c.Pos()) == m.line(pos) {
				pos = c.End()
			}
		}
	}
	return pos
}
