package mapshrink

import (
	_ "embed"
	"go/ast"
	"go/token"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/mapuse"
)

//go:embed doc.go
var source string

// Analyzer reports long-lived maps that are swept in a loop and never
// replaced. It needs no facts. Its result, a *Result, has the verdict on
// every holder, silent ones included.
var Analyzer = &analysis.Analyzer{
	Name:       "mapshrink",
	Doc:        docOf(source),
	URL:        "https://pkg.go.dev/github.com/maplint/maplint/passes/mapshrink",
	Run:        run,
	Requires:   []*analysis.Analyzer{mapuse.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// possible is the flag -possible: report possible findings too.
var possible bool

func init() {
	Analyzer.Flags.BoolVar(&possible, "possible", false, "report findings without evidence of size too")
}

// docOf returns the text of the package comment in a doc.go.
func docOf(src string) string {
	text, _, _ := strings.Cut(src, "*/")
	_, text, _ = strings.Cut(text, "/*")
	return strings.TrimSpace(text)
}

func run(pass *analysis.Pass) (any, error) {
	res := &Result{pass: pass, model: pass.ResultOf[mapuse.Analyzer].(*mapuse.Result)}
	if !res.model.Removes() {
		return res, nil
	}
	verdicts, err := res.Verdicts()
	if err != nil {
		return nil, err
	}
	for _, v := range verdicts {
		if v.Kind == Likely || v.Kind == Possible && possible {
			pass.Report(v.Diagnostic())
		}
	}
	return res, nil
}

// Result has the verdicts on the holders of one package.
type Result struct {
	pass  *analysis.Pass
	model *mapuse.Result

	judge    sync.Once
	verdicts []*Verdict
	err      error
}

// Verdicts returns the verdict on each map that a package variable or a
// field of the package holds, by position. The error tells of a bug in
// maplint.
func (r *Result) Verdicts() ([]*Verdict, error) {
	r.judge.Do(func() {
		var holders []*mapuse.Holder
		if holders, r.err = r.model.Holders(); r.err != nil {
			return
		}
		for _, h := range holders {
			v := judge(h)
			v.pass = r.pass
			if f := fileOf(r.pass, v.at()); f != nil && ast.IsGenerated(f) && (v.Kind == Likely || v.Kind == Possible) {
				v.Kind, v.Rule, v.Reason = Silent, 0, "the removal stands in a generated file"
			}
			r.verdicts = append(r.verdicts, v)
		}
	})
	return r.verdicts, r.err
}

func fileOf(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}
