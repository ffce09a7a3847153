package mapshrink

import (
	_ "embed"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/directives"
	"honnef.co/go/tools/analysis/lint"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapmodel"
	"github.com/maplint/maplint/internal/suppress"
)

//go:embed doc.go
var source string

// name is the check's, in messages and in comments that silence it.
const name = "mapshrink"

// manual is where the check is documented.
const manual = "https://pkg.go.dev/github.com/maplint/maplint/passes/mapshrink"

// Analyzer reports long-lived maps that are swept in a loop and never
// replaced. It needs no facts. Its result, a *Result, has the verdict on
// every holder, silent ones included.
var Analyzer = &analysis.Analyzer{
	Name:       name,
	Doc:        docOf(source),
	URL:        manual,
	Run:        run,
	Requires:   []*analysis.Analyzer{mapmodel.Analyzer, directives.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// shown is the flag -confidence: the least confidence that is reported.
var shown = check.Threshold{Least: check.Default}

func init() {
	Analyzer.Flags.Var(&shown, "confidence", "lowest `confidence` to report: default or low")
}

// docOf returns the text of the package comment in a doc.go.
func docOf(src string) string {
	text, _, _ := strings.Cut(src, "*/")
	_, text, _ = strings.Cut(text, "/*")
	return strings.TrimSpace(text)
}

func run(pass *analysis.Pass) (any, error) {
	res := &Result{
		pass:  pass,
		model: pass.ResultOf[mapmodel.Analyzer].(*mapmodel.Result),
		comments: suppress.New(pass, name, pass.ResultOf[directives.Analyzer].([]lint.Directive), func(f *ast.File) bool {
			return isGenerated(f) || strings.HasSuffix(pass.Fset.File(f.FileStart).Name(), "_test.go")
		}),
	}
	if !res.model.Removes() {
		return res, nil
	}
	verdicts, err := res.Verdicts()
	if err != nil {
		return nil, err
	}
	for _, v := range verdicts {
		if v.Reported() {
			pass.Report(v.Diagnostic())
		}
	}
	return res, nil
}

// Result has the verdicts on the holders of one package.
type Result struct {
	pass     *analysis.Pass
	model    *mapmodel.Result
	comments *suppress.Set

	judge    sync.Once
	verdicts []*Verdict
	err      error
}

// Verdicts returns the verdict on each map that a package variable or a
// field of the package holds, by position. The error tells of a bug in
// maplint.
func (r *Result) Verdicts() ([]*Verdict, error) {
	r.judge.Do(func() {
		var holders []*mapmodel.Holder
		if holders, r.err = r.model.Holders(); r.err != nil {
			return
		}
		r.verdicts = judgeAll(holders, []*Result{r})
	})
	return r.verdicts, r.err
}

// judgeAll judges the holders of the packages of results.
func judgeAll(holders []*mapmodel.Holder, results []*Result) []*Verdict {
	resultOf := make(map[*types.Package]*Result)
	for _, r := range results {
		resultOf[r.pass.Pkg] = r
	}
	generated := func(pos token.Pos) bool {
		return slices.ContainsFunc(results, func(r *Result) bool {
			f := fileOf(r.pass, pos)
			return f != nil && isGenerated(f)
		})
	}
	var out []*Verdict
	for _, h := range holders {
		v := judge(h, generated)
		declares := resultOf[h.Var.Pkg()]
		v.pass = declares.pass
		if v.Sweep != nil {
			fn, pos, _ := h.Place(v.Sweep.Op)
			v.reports = fn.Pkg.Pkg
			v.at = resultOf[v.reports].pass
			v.Silenced = declares.comments.Silenced(h.Var, pos)
			if r := resultOf[v.reports]; r != declares {
				if by := r.comments.Silenced(nil, pos); !v.Silenced.IsValid() {
					v.Silenced = by
				}
			}
		}
		out = append(out, v)
	}
	for _, v := range out {
		v.others, v.results = out, results
	}
	return out
}

// Detail tells of a reported diagnostic which map it is about, as messages
// name it, and the bytes that stay for each entry that there was at the
// peak: both figures are 0 when they are not known.
func (r *Result) Detail(d analysis.Diagnostic) (holder string, minBytes, maxBytes float64) {
	for _, v := range r.verdicts {
		if v.Sweep != nil && v.Sweep.Op.Pos == d.Pos && v.Message() == d.Message {
			per, _ := v.PerEntry()
			return v.Holder.Name, per.Min, per.Max
		}
	}
	return "", 0, 0
}

// Model returns what the package does to its maps.
func (r *Result) Model() *mapmodel.Result { return r.model }

// Sizes are those of types on the target.
func (r *Result) Sizes() types.Sizes { return r.pass.TypesSizes }

// GoVersion is the version of Go of the package's module, or empty.
func (r *Result) GoVersion() string { return mapmodel.GoVersion(r.pass) }

// Removes reports whether anything in the package can remove an entry from a
// map. Where nothing does there are no verdicts of interest.
func (r *Result) Removes() bool { return r.model.Removes() }

// Silenced returns the comment that silences a finding about a holder at a
// place, or NoPos. A driver that has findings of its own, over several
// packages, asks the package that declares the holder, with NoPos for the
// place, and the one that has the place, with nil for the holder; comments
// that it gets are in use, and no [Result.Directives] called afterwards
// complains of them.
func (r *Result) Silenced(h *mapmodel.Holder, at token.Pos) token.Pos {
	if h == nil {
		return r.comments.Silenced(nil, at)
	}
	return r.comments.Silenced(h.Var, at)
}

// Directives returns the comments of the package that were to silence the
// check and do not, each with what is wrong with it. They are no findings:
// whether a comment is in use can depend on other packages and on settings,
// so that only a driver which knows all shows them.
func (r *Result) Directives() ([]analysis.Diagnostic, error) {
	if r.model.Removes() {
		if _, err := r.Verdicts(); err != nil {
			return nil, err
		}
	}
	return r.comments.Problems(), nil
}

// Nolints returns the nolint comments in use that golangci-lint honours
// itself. Its nolintlint takes one for unused unless it has seen a finding
// there: the plugin shows it one, which it drops.
func (r *Result) Nolints() []token.Pos { return r.comments.Nolints() }

// isGenerated reports whether no finding may stand in f.
func isGenerated(f *ast.File) bool { return ast.IsGenerated(f) && !byCgo(f) }

// byCgo reports whether f is a hand-written file that cgo has rewritten: cgo
// marks all of them as generated.
func byCgo(f *ast.File) bool {
	return len(f.Comments) > 0 && f.Comments[0].Pos() < f.Package &&
		f.Comments[0].List[0].Text == "// Code generated by cmd/cgo; DO NOT EDIT."
}

func fileOf(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}
