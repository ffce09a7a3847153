// Package mapcheck is what checks of maps have in common: it connects the model
// of a package's maps (internal/mapmodel) and the comments that silence findings
// (internal/suppress) with what drivers ask of a check (internal/check).
//
// A check embeds a [Package] in its result and adds a method Judge: that is all
// of [check.Result]. CONTRIBUTING.md shows one.
package mapcheck

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/directives"
	"honnef.co/go/tools/analysis/lint"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapmodel"
	"github.com/maplint/maplint/internal/suppress"
)

// Requires are the analyzers that a check of maps needs.
var Requires = []*analysis.Analyzer{mapmodel.Analyzer, directives.Analyzer}

// A Package is one that a check looks at.
type Package struct {
	pass     *analysis.Pass
	model    *mapmodel.Result
	comments *suppress.Set
}

// New returns the package of a pass. Its analyzer needs what is in [Requires].
func New(pass *analysis.Pass) *Package {
	return &Package{
		pass:  pass,
		model: pass.ResultOf[mapmodel.Analyzer].(*mapmodel.Result),
		comments: suppress.New(pass, pass.Analyzer.Name, pass.ResultOf[directives.Analyzer].([]lint.Directive), func(f *ast.File) bool {
			return IsGenerated(f) || strings.HasSuffix(pass.Fset.File(f.FileStart).Name(), "_test.go")
		}),
	}
}

// Report reports the findings of a check on the package of a pass.
func Report(pass *analysis.Pass, r check.Result) error {
	j, err := r.Judge(nil, false)
	if err != nil {
		return err
	}
	for _, v := range j.Verdicts {
		if v.Shown {
			pass.Report(v.Finding.Diagnostic)
		}
	}
	return nil
}

// Pass is what the package was read by.
func (p *Package) Pass() *analysis.Pass { return p.pass }

// Model is what the package does to its maps.
func (p *Package) Model() *mapmodel.Result { return p.model }

func (p *Package) base() *Package { return p }

// Packages returns those of results of one check; of none, the package itself.
func (p *Package) Packages(together []check.Result) []*Package {
	if len(together) == 0 {
		return []*Package{p}
	}
	var out []*Package
	for _, r := range together {
		if r, ok := r.(interface{ base() *Package }); ok {
			out = append(out, r.base())
		}
	}
	return out
}

// Holders returns the holders of packages that are judged together, by path of
// the package and position. The error tells of a bug in maplint.
func Holders(packages []*Package) ([]*mapmodel.Holder, error) {
	if len(packages) == 1 {
		return packages[0].model.Holders()
	}
	models := make([]*mapmodel.Result, len(packages))
	for i, p := range packages {
		models[i] = p.model
	}
	return mapmodel.Together(models).Holders()
}

// Silenced returns the comment that silences a finding about a holder at a
// place, or NoPos: it stands in the package that declares the holder, or in the
// one that has the place. The comments that it finds are in use.
func Silenced(packages []*Package, h *mapmodel.Holder, at token.Pos) token.Pos {
	var by token.Pos
	for _, p := range packages {
		switch {
		case p.pass.Pkg == h.Var.Pkg():
			if c := p.comments.Silenced(h.Var, at); c.IsValid() {
				by = c
			}
		case FileOf(p.pass, at) != nil:
			if c := p.comments.Silenced(nil, at); !by.IsValid() {
				by = c
			}
		}
	}
	return by
}

// Judge judges each map that the package declares. say returns what the check
// says of one: the answer and what decided it, and the diagnostic of a map that
// is reported.
func (p *Package) Judge(together []check.Result, detail bool, say func(*mapmodel.Holder) *check.Verdict) (*check.Judgement, error) {
	packages := p.Packages(together)
	holders, err := Holders(packages)
	if err != nil {
		return nil, err
	}
	out := new(check.Judgement)
	var own []*mapmodel.Holder
	for _, h := range holders {
		v := say(h)
		v.Package, v.Holder = h.Var.Pkg().Path(), h.Name
		finish(v, h, packages)
		if h.Var.Pkg() != p.pass.Pkg {
			continue // it was judged for its comments
		}
		if detail {
			v.Explanation = p.Explain(h)
		}
		own, out.Verdicts = append(own, h), append(out.Verdicts, v)
	}
	out.Directives = Directives(packages)
	if detail {
		out.Allocations, err = p.Allocations(own)
	}
	return out, err
}

// finish completes the finding of a verdict, if there is one.
func finish(v *check.Verdict, h *mapmodel.Holder, packages []*Package) {
	f := v.Finding
	if f == nil {
		return
	}
	for _, p := range packages {
		switch file := FileOf(p.pass, f.Pos); {
		case file == nil:
		case IsGenerated(file):
			v.Answer, v.Finding, v.Why = check.Silent, nil, "it would stand in a generated file"
			return
		default:
			f.Package = p.pass.Pkg.Path()
		}
	}
	f.Holder, f.Category = h.Name, v.Confidence.String()
	v.Silenced = Silenced(packages, h, f.Pos)
	v.Shown = v.Confidence >= check.Default && !v.Silenced.IsValid()
}

// Directives returns the comments in packages that were to silence the check
// and, as these were judged, do not.
func Directives(packages []*Package) []analysis.Diagnostic {
	var out []analysis.Diagnostic
	for _, p := range packages {
		out = append(out, p.comments.Problems()...)
	}
	return out
}

// Nolints implements [check.Result].
func (p *Package) Nolints() []token.Pos { return p.comments.Nolints() }

// Summary implements [check.Result].
func (p *Package) Summary() (*check.Summary, error) {
	s, err := p.model.Summary()
	if err != nil {
		return nil, err
	}
	out := new(check.Summary)
	for _, t := range s.Touches {
		out.Touches = append(out.Touches, check.Touch{Name: check.Name(t.Name), What: t.What})
	}
	for _, h := range s.Helpers {
		out.Helpers = append(out.Helpers, check.Helper(h))
	}
	for _, h := range s.Hands {
		out.Hands = append(out.Hands, check.Hand{To: check.Name(h.To), Map: check.Name(h.Map), By: h.By})
	}
	return out, nil
}

// FileOf returns the file of a package that has a position, or nil.
func FileOf(pass *analysis.Pass, pos token.Pos) *ast.File {
	i := slices.IndexFunc(pass.Files, func(f *ast.File) bool { return f.FileStart <= pos && pos < f.FileEnd })
	if i < 0 {
		return nil
	}
	return pass.Files[i]
}

// IsGenerated reports whether no finding may stand in f.
func IsGenerated(f *ast.File) bool { return ast.IsGenerated(f) && !ByCgo(f) }

// ByCgo reports whether f is a hand-written file that cgo has rewritten: cgo
// marks all of them as generated.
func ByCgo(f *ast.File) bool {
	return len(f.Comments) > 0 && f.Comments[0].Pos() < f.Package &&
		f.Comments[0].List[0].Text == "// Code generated by cmd/cgo; DO NOT EDIT."
}
