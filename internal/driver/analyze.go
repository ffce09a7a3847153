package driver

import (
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// analyze runs the checks on a root that type-checks.
func (l *loader) analyze(u *unit, files []*ast.File, info *types.Info) {
	pkg, err := l.runChecks(u, files, info)
	var findings []Finding
	if err == nil {
		findings, err = pkg.findings()
	}
	var sum summary
	if err == nil && l.s.cfg.Join {
		sum, err = pkg.summary()
	}
	if err == nil && l.s.inspects(u.root) {
		pkg.Foreign = u.root.foreign
		err = l.s.cfg.Inspect(pkg)
	}
	if err != nil {
		l.s.report.fail(noPos, "%v", asBug(u.meta.PkgPath, err))
		return
	}
	u.root.result = &result{Findings: findings, Summary: sum}
	l.s.keep(u.root.key, u.root.result)
}

// runChecks runs the checks on a package. It turns panics into errors: a bug
// of a check must not cost the findings of other packages.
func (l *loader) runChecks(u *unit, files []*ast.File, info *types.Info) (pkg *Package, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = bug(u.meta.PkgPath, "a check", p, debug.Stack())
		}
	}()
	graph, err := checker.Analyze(l.s.cfg.Checks, []*packages.Package{{
		ID:           u.meta.ID,
		Name:         u.meta.Name,
		PkgPath:      u.meta.PkgPath,
		Module:       u.meta.Module,
		OtherFiles:   u.meta.OtherFiles,
		IgnoredFiles: u.meta.IgnoredFiles,
		Fset:         l.fset,
		Syntax:       files,
		Types:        u.types,
		TypesInfo:    info,
		TypesSizes:   l.sizes,
	}}, &checker.Options{Sequential: true}) // in this goroutine, so that recover works
	if err != nil {
		return nil, err
	}
	pkg = &Package{
		Path:    u.meta.PkgPath,
		Fset:    l.fset,
		Types:   u.types,
		Results: make(map[*analysis.Analyzer]any),
		actions: graph.Roots,
	}
	if m := u.meta.Module; m != nil {
		pkg.Module = m.Path
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, bug(u.meta.PkgPath, act.Analyzer.Name, act.Err, nil)
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
	var known *bugError
	if errors.As(err, &known) {
		return err
	}
	return bug(pkg, "a check", err, nil)
}

// A bugError is a failure of maplint itself.
type bugError struct{ text string }

func (e *bugError) Error() string { return e.text }

// bug describes a failure of maplint itself, in one line that has what a bug
// report needs most: what, where in maplint, and on which package. The trace is
// that of a panic; an error may carry one below its first line.
func bug(pkg, what string, problem any, trace []byte) error {
	text := strings.TrimSpace(fmt.Sprint(problem))
	first, rest, _ := strings.Cut(text, "\n")
	if trace == nil {
		trace = []byte(rest)
	}
	return &bugError{fmt.Sprintf("internal error in %s: %s%s (package %s was not checked: please report this at %s)",
		what, first, frame(string(trace)), pkg, Bugs)}
}

// frame returns the function and line below the panic in a stack trace.
func frame(trace string) string {
	i := strings.LastIndex(trace, "\npanic(")
	if i < 0 {
		return ""
	}
	lines := strings.Split(trace[i+1:], "\n")
	for i := 2; i+1 < len(lines); i += 2 {
		if strings.HasPrefix(lines[i], "runtime.") {
			continue
		}
		fn, _, _ := strings.Cut(filepath.Base(lines[i]), "(0x")
		line, _, _ := strings.Cut(filepath.Base(lines[i+1]), " ")
		return fmt.Sprintf(" in %s at %s", fn, line)
	}
	return ""
}
