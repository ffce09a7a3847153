// Package suppress reads the comments by which people silence findings. The
// checks ask it, so that a comment counts in every driver.
//
// # Which comments, and what they cover
//
// //lint:ignore CHECKS reason and //lint:file-ignore CHECKS reason are those
// of staticcheck: CHECKS are names or patterns with commas between them, and
// without a reason the comment silences nothing. What an ignore belongs to is
// honnef.co/go/tools' answer: the line of the statement or declaration below
// it, or that it ends. Its own line counts too.
//
// //nolint, //nolint:all and //nolint:NAMES // why are those of golangci-lint,
// and cover what they cover there: the lines of the comment, and if these are
// its own, all of a statement or declaration that begins below them in the
// same column (the file, if that is the package clause). NAMES have that of
// the check or of maplint. Behind code golangci-lint widens a comment by what
// happens to begin below it; that is left out.
//
// A comment at the declaration of a map silences every finding about it. In
// test files and generated files, which never carry a finding, no comment
// counts.
package suppress

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/lint"
)

// suite is the name that all checks have together, as golangci-lint knows
// them.
const suite = "maplint"

// A Set has the comments of one package that silence one check, or are meant
// to.
type Set struct {
	pass     *analysis.Pass
	check    string
	comments []*comment  // by position
	asked    []token.Pos // of the findings that Silenced was asked about
}

// A comment is one of them.
type comment struct {
	*ast.Comment
	group *ast.CommentGroup // of a nolint
	file  *token.File
	// form and names are the comment as it is written: lint:ignore, and the
	// list; no names mean all checks.
	form  string
	names []string
	// fault tells why the comment silences nothing, whatever it covers.
	fault string
	// lines are those that the comment covers: pairs of first and last.
	lines [][2]int
	// node is the statement or declaration that an ignore stands at, or nil.
	node ast.Node
	// whole tells that the comment covers its file.
	whole bool
	used  bool
}

// New reads the comments of a package: parsed are those of
// honnef.co/go/tools/analysis/facts/directives. Files for which skip reports
// true are left out.
func New(pass *analysis.Pass, check string, parsed []lint.Directive, skip func(*ast.File) bool) *Set {
	s := &Set{pass: pass, check: check}
	for _, f := range pass.Files {
		if skip(f) {
			continue
		}
		var mine []*comment
		for _, d := range parsed {
			if f.FileStart <= d.Directive.Pos() && d.Directive.Pos() < f.FileEnd {
				if c := s.ignore(d); c != nil {
					mine = append(mine, c)
				}
			}
		}
		nolints := s.nolints(f)
		s.widen(f, nolints)
		s.comments = append(s.comments, append(mine, nolints...)...)
	}
	slices.SortFunc(s.comments, func(a, b *comment) int { return int(a.Pos() - b.Pos()) })
	return s
}

// ignore returns what a directive of staticcheck says about the check, or
// nil.
func (s *Set) ignore(d lint.Directive) *comment {
	words := strings.Fields(strings.TrimPrefix(d.Directive.Text, "//lint:"))
	if len(words) < 2 || words[0] != "ignore" && words[0] != "file-ignore" {
		return nil
	}
	c := &comment{
		Comment: d.Directive,
		file:    s.pass.Fset.File(d.Directive.Pos()),
		form:    "lint:" + words[0],
		names:   strings.Split(words[1], ","),
		whole:   words[0] == "file-ignore",
	}
	matches := slices.ContainsFunc(c.names, func(pattern string) bool {
		ok, err := path.Match(pattern, s.check)
		return ok && err == nil
	})
	switch {
	case !matches && slices.Contains(c.names, suite):
		c.fault = "//" + c.form + " takes the names of checks: write " + s.check + ", not " + suite
	case !matches:
		return nil
	case len(words) < 3:
		text := "//" + c.form + " " + words[1]
		c.fault = "this " + text + " needs a reason: " + text + " why"
	case !c.whole:
		c.node = d.Node
		for _, n := range []ast.Node{d.Node, d.Directive} {
			line := s.line(n.Pos())
			c.lines = append(c.lines, [2]int{line, line})
		}
	}
	return c
}

// nolints returns the comments of golangci-lint in a file that are about the
// check. It reads them as golangci-lint does (nolint_filter.go there).
func (s *Set) nolints(f *ast.File) []*comment {
	var out []*comment
	for _, g := range f.Comments {
		for _, c := range g.List {
			text, ok := strings.CutPrefix(strings.TrimLeft(c.Text, "/ "), "nolint")
			if !ok || text != "" && text[0] != ' ' && text[0] != ':' {
				continue
			}
			var names []string
			if list, ok := strings.CutPrefix(text, ":"); ok {
				list, _, _ = strings.Cut(list, "//")
				for name := range strings.SplitSeq(list, ",") {
					names = append(names, strings.ToLower(strings.TrimSpace(name)))
				}
			}
			if slices.Contains(names, "all") {
				names = nil
			} else if names != nil && !slices.ContainsFunc(names, s.isOurs) {
				continue
			}
			out = append(out, &comment{
				Comment: c,
				group:   g,
				file:    s.pass.Fset.File(c.Pos()),
				form:    "nolint",
				names:   names,
				lines:   [][2]int{{s.line(g.Pos()), s.line(g.End())}},
			})
		}
	}
	return out
}

// widen lets each nolint on lines of its own cover what begins below it in
// the same column. Nodes come in the order of the source: what stands before
// a comment on its line does before what stands below.
func (s *Set) widen(f *ast.File, nolints []*comment) {
	if len(nolints) == 0 {
		return
	}
	columns := make([]int, len(nolints)) // 0 for those behind code
	for i, c := range nolints {
		columns[i] = s.pass.Fset.Position(c.group.Pos()).Column
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		start, last := s.pass.Fset.Position(n.Pos()), s.line(n.End())
		for i, c := range nolints {
			own := c.lines[0]
			switch {
			case n.Pos() < c.Pos() && start.Line == own[0], n.End() <= c.Pos() && last == own[0]:
				columns[i] = 0
			case own[1] != start.Line-1 || columns[i] != start.Column:
			case n == f:
				c.whole = true
			default:
				c.lines = append(c.lines, [2]int{start.Line, last})
			}
		}
		return true
	})
}

// isOurs reports whether a name is that of the check or of all of maplint's.
func (s *Set) isOurs(name string) bool { return name == s.check || name == suite }

func (s *Set) line(pos token.Pos) int { return s.pass.Fset.Position(pos).Line }

// Silenced returns the comment that silences a finding about the map of v at
// pos, or NoPos. What lies in another package silences nothing here: v can be
// nil, and pos NoPos. The comments that silence it are in use from then on.
func (s *Set) Silenced(v *types.Var, pos token.Pos) token.Pos {
	var by token.Pos
	use := func(c *comment) {
		c.used = true
		if !by.IsValid() {
			by = c.Pos()
		}
	}
	if pos.IsValid() {
		s.asked = append(s.asked, pos)
		file, line := s.pass.Fset.File(pos), s.line(pos)
		for _, c := range s.comments {
			if c.fault == "" && c.file == file && (c.whole || c.covers(line)) {
				use(c)
			}
		}
	}
	if v != nil {
		for _, c := range s.declaration(v) {
			use(c)
		}
	}
	return by
}

func (c *comment) covers(line int) bool {
	return slices.ContainsFunc(c.lines, func(l [2]int) bool { return l[0] <= line && line <= l[1] })
}

// declaration returns the comments at the declaration of v: on its line, on
// the one where the field or variables begin that it is declared with, and in
// the comments above and behind those. A comment for the whole file is not.
func (s *Set) declaration(v *types.Var) []*comment {
	file := s.pass.Fset.File(v.Pos())
	var near []*comment
	for _, c := range s.comments {
		if c.fault == "" && c.file == file && !c.whole {
			near = append(near, c)
		}
	}
	if len(near) == 0 {
		return nil
	}
	var spec ast.Node
	var docs []*ast.CommentGroup
	for _, f := range s.pass.Files {
		if v.Pos() < f.FileStart || f.FileEnd <= v.Pos() {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || v.Pos() < n.Pos() || n.End() <= v.Pos() {
				return false
			}
			switch n := n.(type) {
			case *ast.GenDecl:
				docs = nil
				if !n.Lparen.IsValid() {
					docs = append(docs, n.Doc)
				}
			case *ast.ValueSpec:
				spec, docs = n, append(docs, n.Doc, n.Comment)
			case *ast.Field:
				spec, docs = n, []*ast.CommentGroup{n.Doc, n.Comment}
			}
			return true
		})
	}
	if spec == nil {
		return nil
	}
	return slices.DeleteFunc(near, func(c *comment) bool {
		in := slices.ContainsFunc(docs, func(g *ast.CommentGroup) bool {
			return g != nil && g.Pos() <= c.Pos() && c.Pos() < g.End()
		})
		return !in && !c.covers(s.line(v.Pos())) && !c.covers(s.line(spec.Pos()))
	})
}

// Nolints returns the nolint comments in use whose names golangci-lint knows.
func (s *Set) Nolints() []token.Pos {
	var out []token.Pos
	for _, c := range s.comments {
		if c.used && c.form == "nolint" && (c.names == nil || slices.Contains(c.names, suite)) {
			out = append(out, c.Pos())
		}
	}
	return out
}

// Problems returns the comments that are no use, with what to do about them:
// those that lack a reason, and those that name the check and silence
// nothing. All findings must have been asked for by Silenced before. Comments
// for all checks (nolint, or a pattern) are never called useless, since they
// can be meant for others.
func (s *Set) Problems() []analysis.Diagnostic {
	var out []analysis.Diagnostic
	for _, c := range s.comments {
		msg := c.fault
		if msg == "" && !c.used {
			msg = s.useless(c)
		}
		if msg != "" {
			out = append(out, analysis.Diagnostic{Pos: c.Pos(), End: c.End(), Message: msg})
		}
	}
	return out
}

// useless says that a comment silences nothing, or "" if it doesn't name the
// check.
func (s *Set) useless(c *comment) string {
	i := slices.IndexFunc(c.names, s.isOurs)
	if i < 0 {
		return ""
	}
	if slices.ContainsFunc(c.names, func(name string) bool { return !s.isOurs(name) }) {
		return c.names[i] + " in this //" + c.form + " silences nothing: remove it from the list"
	}
	sep := " "
	if c.form == "nolint" {
		sep = ":"
	}
	msg := "this //" + c.form + sep + strings.Join(c.names, ",") + " silences nothing: "
	if line, ok := s.inside(c); ok {
		return fmt.Sprintf("%sthe finding is in line %d, so put the comment above that line or at the declaration of the map", msg, line)
	}
	return msg + "remove it"
}

// inside returns the line of a finding in the statement that a comment stands
// above, such as a loop: an ignore covers only its first line.
func (s *Set) inside(c *comment) (line int, ok bool) {
	for _, pos := range s.asked {
		if c.node != nil && c.node.Pos() <= pos && pos < c.node.End() && (!ok || s.line(pos) < line) {
			line, ok = s.line(pos), true
		}
	}
	return line, ok
}

// MayMention reports whether a source file can have a comment that names one
// of our checks, by its text alone: such a comment can be one that silences
// nothing. It errs on the side of true.
func MayMention(src string, check string) bool {
	return (strings.Contains(src, "lint:") || strings.Contains(src, "nolint")) &&
		(strings.Contains(src, check) || strings.Contains(src, suite))
}
