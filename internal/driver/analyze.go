package driver

import (
	"errors"
	"go/token"
	"runtime/debug"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/load"
)

// analyze runs the checks on a root that type-checks, and has them judge it
// alone.
func (s *session) analyze(r *root, p *load.Package) error {
	a, err := s.runChecks(p)
	var j *judged
	var sum summary
	if err == nil {
		j, err = a.judge(nil, s.inspects(r))
	}
	if err == nil && s.cfg.Join {
		sum, err = a.summary(j)
	}
	if err != nil {
		return asBug(r.Meta.PkgPath, err)
	}
	if p.Cgo || r.Edited() {
		r.key = cache.Key{} // it is not that of what was loaded
	}
	r.result = &result{Findings: append(j.Findings, j.Useless...), Summary: sum}
	r.verdicts = j.verdicts
	s.keep(r.key, r.result)
	return nil
}

// An analysed package is one that the checks have run on.
type analysed struct {
	meta    *packages.Package
	fset    *token.FileSet
	actions []*checker.Action // in the order of the checks
}

// runChecks runs the checks on a package. It turns panics into errors: a bug
// of a check must not cost the findings of other packages.
func (s *session) runChecks(p *load.Package) (a *analysed, err error) {
	meta := p.Root.Meta
	defer recovered(meta.PkgPath, &err)
	graph, err := checker.Analyze(s.cfg.Checks, []*packages.Package{{
		ID:           meta.ID,
		Name:         meta.Name,
		PkgPath:      meta.PkgPath,
		Module:       meta.Module,
		OtherFiles:   meta.OtherFiles,
		IgnoredFiles: meta.IgnoredFiles,
		Fset:         p.Fset,
		Syntax:       p.Files,
		Types:        p.Types,
		TypesInfo:    p.Info,
		TypesSizes:   p.Sizes,
	}}, &checker.Options{Sequential: true}) // in this goroutine, so that recover works
	if err != nil {
		return nil, err
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, load.Bug(meta.PkgPath, act.Analyzer.Name, act.Err, nil)
		}
	}
	return &analysed{meta, p.Fset, graph.Roots}, nil
}

// recovered turns a panic of a check into an error.
func recovered(pkg string, err *error) {
	if problem := recover(); problem != nil {
		*err = load.Bug(pkg, "a check", problem, debug.Stack())
	}
}

// judged is what the checks say of a package, alone or together with others.
type judged struct {
	Findings []Finding
	// Useless are the findings about comments that silence nothing, in all
	// packages that are judged together.
	Useless []Finding

	open     []string // exported maps on which others can change a verdict
	verdicts *Package // if they are asked for
}

// judge asks the checks for their verdicts on a package: alone, or together
// with others. Those that have diagnostics only say nothing new of several.
func (a *analysed) judge(together []*analysed, detail bool) (j *judged, err error) {
	defer recovered(a.meta.PkgPath, &err)
	j = new(judged)
	if detail {
		j.verdicts = newPackage(a)
	}
	for i, act := range a.actions {
		res, ok := act.Result.(check.Result)
		if !ok {
			for _, d := range act.Diagnostics {
				if len(together) == 0 {
					j.Findings = append(j.Findings, NewFinding(a.fset, act.Analyzer, check.Finding{Diagnostic: d, Package: a.meta.PkgPath}))
				}
			}
			continue
		}
		var results []check.Result
		for _, b := range together {
			results = append(results, b.actions[i].Result.(check.Result))
		}
		said, err := res.Judge(results, detail)
		if err != nil {
			return nil, err
		}
		for _, v := range said.Verdicts {
			if v.Shown {
				j.Findings = append(j.Findings, NewFinding(a.fset, act.Analyzer, *v.Finding))
			}
			if v.Open {
				j.open = append(j.open, v.Holder)
			}
		}
		j.Useless = append(j.Useless, directives(a, act.Analyzer, said.Directives)...)
		if detail {
			j.verdicts.add(act.Analyzer, said)
		}
	}
	return j, nil
}

// asBug describes an error of a check, unless that was done already.
func asBug(pkg string, err error) error {
	if _, ok := errors.AsType[*load.BugError](err); ok {
		return err
	}
	return load.Bug(pkg, "a check", err, nil)
}
