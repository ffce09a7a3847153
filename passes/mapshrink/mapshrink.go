package mapshrink

import (
	_ "embed"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapcheck"
	"github.com/maplint/maplint/internal/mapmodel"
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
	Requires:   mapcheck.Requires,
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

// Relevant reports whether the check can have anything to say of a package with
// the given source file, by its text alone. It errs on the side of true.
func Relevant(src string) bool { return mapmodel.MayRemove(src) }

func run(pass *analysis.Pass) (any, error) {
	res := &Result{Package: mapcheck.New(pass)}
	return res, mapcheck.Report(pass, res)
}

// Result has the verdicts on the holders of one package. It is a [check.Result].
type Result struct {
	*mapcheck.Package

	judge    sync.Once
	verdicts []*Verdict
	err      error
	last     []*Verdict // those of the last call of Judge
}

// Verdicts returns the verdict on each map that a package variable or a
// field of the package holds, by position. The error tells of a bug in
// maplint.
func (r *Result) Verdicts() ([]*Verdict, error) {
	r.judge.Do(func() { r.verdicts, r.err = judgeAll([]*mapcheck.Package{r.Package}) })
	return r.verdicts, r.err
}

// Together returns the verdicts on the maps of several packages, judged as
// one program: by path of the package and position. results are of single
// packages, which share their file set and the types of what they import from
// each other. The error tells of a bug in maplint.
func Together(results []*Result) ([]*Verdict, error) {
	packages := make([]*mapcheck.Package, len(results))
	for i, r := range results {
		packages[i] = r.Package
	}
	return judgeAll(packages)
}

// Judge implements [check.Result].
func (r *Result) Judge(together []check.Result, detail bool) (*check.Judgement, error) {
	verdicts, err := r.judged(together, detail)
	if err != nil {
		return nil, err
	}
	r.last = verdicts
	out := &check.Judgement{Directives: mapcheck.Directives(r.Packages(together))}
	var holders []*mapmodel.Holder
	for _, v := range verdicts {
		if v.Holder.Var.Pkg() != r.Pass().Pkg {
			continue
		}
		d := v.data()
		if v.Answer == check.Reported && (d.Shown || detail) {
			d.Finding = v.findingIn(v.Package(), v.finding().diagnostic)
		}
		if detail {
			d.Large, d.Explanation = v.large(), r.Explain(v.Holder)
		}
		holders, out.Verdicts = append(holders, v.Holder), append(out.Verdicts, d)
	}
	if detail {
		out.Allocations, err = r.Allocations(holders)
	}
	return out, err
}

func (r *Result) judged(together []check.Result, detail bool) ([]*Verdict, error) {
	switch {
	case len(together) > 0:
		return judgeAll(r.Packages(together))
	case !detail && !r.Model().Removes():
		return nil, nil // no finding, and no need for a model
	}
	return r.Verdicts()
}

// Without returns the verdicts on the maps of the package as the last call of
// Judge would have them if one of the predicates of the model never held:
// [mapmodel.Predicates].
func (r *Result) Without(predicate string) ([]*check.Verdict, error) {
	if len(r.last) == 0 {
		return nil, nil
	}
	holders, err := mapmodel.Without(r.last[0].Holder, predicate)
	if err != nil {
		return nil, err
	}
	var out []*check.Verdict
	for _, v := range judgeHolders(holders, r.last[0].packages) {
		if v.Holder.Var.Pkg() == r.Pass().Pkg {
			out = append(out, v.data())
		}
	}
	return out, nil
}

// judgeAll judges the holders of packages, as one program if there are several.
func judgeAll(packages []*mapcheck.Package) ([]*Verdict, error) {
	holders, err := mapcheck.Holders(packages)
	if err != nil {
		return nil, err
	}
	return judgeHolders(holders, packages), nil
}

func judgeHolders(holders []*mapmodel.Holder, packages []*mapcheck.Package) []*Verdict {
	passes := make(map[*types.Package]*analysis.Pass)
	for _, p := range packages {
		passes[p.Pass().Pkg] = p.Pass()
	}
	generated := func(pos token.Pos) bool {
		return slices.ContainsFunc(packages, func(p *mapcheck.Package) bool {
			f := mapcheck.FileOf(p.Pass(), pos)
			return f != nil && mapcheck.IsGenerated(f)
		})
	}
	var out []*Verdict
	for _, h := range holders {
		v := judge(h, generated)
		v.pass, v.packages = passes[h.Var.Pkg()], packages
		if v.Sweep != nil {
			fn, pos, _ := h.Place(v.Sweep.Op)
			v.reports = fn.Pkg.Pkg
			v.at = passes[v.reports]
			v.Silenced = mapcheck.Silenced(packages, h, pos)
		}
		out = append(out, v)
	}
	for _, v := range out {
		v.others = out
	}
	return out
}
