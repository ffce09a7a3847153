package driver

import (
	"errors"
	"runtime/debug"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/load"
)

// analyze runs the checks on a root that type-checks.
func (s *session) analyze(r *root, p *load.Package) error {
	pkg, err := s.runChecks(p)
	var findings []Finding
	if err == nil {
		findings, err = pkg.findings()
	}
	var sum summary
	if err == nil && s.cfg.Join {
		sum, err = pkg.summary()
	}
	if err == nil && s.inspects(r) {
		pkg.Foreign = r.foreign
		err = s.cfg.Inspect(pkg)
	}
	if err != nil {
		return asBug(r.Meta.PkgPath, err)
	}
	if p.Cgo || r.Edited() {
		r.key = cache.Key{} // it is not that of what was loaded
	}
	r.result = &result{Findings: findings, Summary: sum}
	s.keep(r.key, r.result)
	return nil
}

// runChecks runs the checks on a package. It turns panics into errors: a bug
// of a check must not cost the findings of other packages.
func (s *session) runChecks(p *load.Package) (pkg *Package, err error) {
	meta := p.Root.Meta
	defer func() {
		if problem := recover(); problem != nil {
			err = load.Bug(meta.PkgPath, "a check", problem, debug.Stack())
		}
	}()
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
	pkg = &Package{
		Path:    meta.PkgPath,
		Fset:    p.Fset,
		Types:   p.Types,
		Results: make(map[*analysis.Analyzer]any),
		actions: graph.Roots,
	}
	if m := meta.Module; m != nil {
		pkg.Module = m.Path
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, load.Bug(meta.PkgPath, act.Analyzer.Name, act.Err, nil)
		}
		pkg.Results[act.Analyzer] = act.Result
	}
	return pkg, nil
}

// findings returns what the checks report.
func (p *Package) findings() ([]Finding, error) {
	var out []Finding
	for _, act := range p.actions {
		for _, d := range act.Diagnostics {
			out = append(out, NewFinding(p.Fset, act.Analyzer, p.Path, d, act.Result))
		}
		found, err := directives(p.Fset, p.Path, act.Analyzer, act.Result)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// asBug describes an error of a check, unless that was done already.
func asBug(pkg string, err error) error {
	if _, ok := errors.AsType[*load.BugError](err); ok {
		return err
	}
	return load.Bug(pkg, "a check", err, nil)
}
