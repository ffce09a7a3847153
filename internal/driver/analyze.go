package driver

import (
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

// analyze runs the checks on a package that type-checks.
func (l *loader) analyze(u *unit, files []*ast.File, info *types.Info) {
	findings, err := l.runChecks(u, files, info)
	if err != nil {
		l.s.report.fail(noPos, "%v", err)
		return
	}
	l.s.report.checked(findings, u.root.sources(findings, l.group.env))
	l.s.keep(u.root, findings)
}

// runChecks turns panics into errors: a bug of a check must not cost the
// findings of other packages.
func (l *loader) runChecks(u *unit, files []*ast.File, info *types.Info) (findings []Finding, err error) {
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
	inspected := &Package{
		Path:    u.meta.PkgPath,
		Fset:    l.fset,
		Types:   u.types,
		Results: make(map[*analysis.Analyzer]any),
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, bug(u.meta.PkgPath, act.Analyzer.Name, act.Err, nil)
		}
		for _, d := range act.Diagnostics {
			findings = append(findings, newFinding(l.fset, act.Analyzer, u.meta.PkgPath, d, act.Result))
		}
		found, err := directives(l.fset, u.meta.PkgPath, act)
		if err != nil {
			return nil, bug(u.meta.PkgPath, act.Analyzer.Name, err, nil)
		}
		findings = append(findings, found...)
		inspected.Results[act.Analyzer] = act.Result
	}
	if l.s.cfg.Inspect != nil {
		if err := l.s.cfg.Inspect(inspected); err != nil {
			return nil, bug(u.meta.PkgPath, "a check", err, nil)
		}
	}
	return findings, nil
}

// bug describes a failure of maplint itself, in one line that has what a bug
// report needs most: what, where in maplint, and on which package. The trace is
// that of a panic; an error may carry one below its first line.
func bug(pkg, what string, problem any, trace []byte) error {
	text := strings.TrimSpace(fmt.Sprint(problem))
	first, rest, _ := strings.Cut(text, "\n")
	if trace == nil {
		trace = []byte(rest)
	}
	return fmt.Errorf("internal error in %s: %s%s (package %s was not checked: please report this at %s)",
		what, first, frame(string(trace)), pkg, Bugs)
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
