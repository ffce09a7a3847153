package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/assign"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/shadow"
	"golang.org/x/tools/go/analysis/passes/unreachable"
	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/edit"
)

// checks are ours, and others are those that must find nothing new.
var (
	checks = analyzer.Checks()
	others = []*analysis.Analyzer{assign.Analyzer, copylock.Analyzer, shadow.Analyzer, unreachable.Analyzer}
)

type summary struct {
	packages, findings, fixable, fixed, wrong int
	lines                                     []line
}

type line struct {
	text  string
	wrong bool
}

// run checks the packages that match, and takes findings of low confidence too.
func run(cfg *packages.Config, patterns ...string) (*summary, error) {
	for _, a := range checks {
		if a.Flags.Lookup("confidence") == nil {
			continue
		}
		if err := a.Flags.Set("confidence", check.Low.String()); err != nil {
			return nil, err
		}
	}
	cfg.Mode = packages.LoadSyntax | packages.NeedModule
	// Fixes may import maps: it must come from the same load.
	pkgs, err := packages.Load(cfg, append(slices.Clone(patterns), "maps")...)
	if err != nil {
		return nil, err
	}
	imports := make(map[string]*types.Package)
	packages.Visit(pkgs, nil, func(p *packages.Package) { imports[p.PkgPath] = p.Types })
	sum := &summary{}
	for _, pkg := range pkgs {
		if pkg.PkgPath == "maps" && !slices.Contains(patterns, "maps") || len(pkg.Errors) > 0 || pkg.IllTyped {
			continue
		}
		sum.packages++
		p := &state{sum: sum, pkg: pkg, imports: imports, src: make(map[string][]byte)}
		p.check()
	}
	return sum, nil
}

// state is a package with its files as the fixes have left them.
type state struct {
	sum     *summary
	pkg     *packages.Package
	imports map[string]*types.Package
	src     map[string][]byte
}

func (s *state) wrong(format string, args ...any) {
	s.sum.wrong++
	s.sum.lines = append(s.sum.lines, line{"WRONG " + s.pkg.PkgPath + ": " + fmt.Sprintf(format, args...), true})
}

func (s *state) check() {
	for _, f := range s.pkg.Syntax {
		name := s.pkg.Fset.PositionFor(f.FileStart, false).Filename
		data, err := os.ReadFile(name)
		if err != nil {
			s.wrong("%v", err)
			return
		}
		s.src[name] = data
	}
	// Loaded like the fixed files later: some checks go by the order of files.
	pkg, err := s.load()
	if err != nil {
		return // it does not compile alone, as a part of the runtime does not
	}
	before, err := analyze(pkg)
	if err != nil {
		s.wrong("%v", err)
		return
	}
	found := foundBy(checks, before)
	s.sum.findings += len(found)
	fixed := s.apply(pkg.Fset, found, true)
	if len(fixed) == 0 {
		return
	}
	after := s.again(before)
	for _, d := range after {
		if slices.Contains(fixed, subject(d)) {
			s.wrong("still there: %s", d.Message)
		} else if !slices.ContainsFunc(found, func(o analysis.Diagnostic) bool { return subject(o) == subject(d) }) {
			s.wrong("new: %s", d.Message)
		}
	}
}

// foundBy returns what some analyzers have found.
func foundBy(by []*analysis.Analyzer, found map[*analysis.Analyzer][]analysis.Diagnostic) []analysis.Diagnostic {
	var out []analysis.Diagnostic
	for _, a := range by {
		out = append(out, found[a]...)
	}
	return out
}

// subject is the part of a message that names the map.
func subject(d analysis.Diagnostic) string {
	name, _, _ := strings.Cut(d.Message, ":")
	return name
}

// again type-checks and analyses the fixed files, applies what fixes are
// left, and returns the findings of the run after that.
func (s *state) again(before map[*analysis.Analyzer][]analysis.Diagnostic) []analysis.Diagnostic {
	var found []analysis.Diagnostic
	for range 20 { // of maps that one loop sweeps, each round mends one
		next, err := s.load()
		if err != nil {
			s.wrong("does not compile: %v", err)
			return nil
		}
		after, err := analyze(next)
		if err != nil {
			s.wrong("%v", err)
			return nil
		}
		for _, a := range others {
			if len(after[a]) > len(before[a]) {
				s.wrong("%s finds %d, not %d: %s", a.Name, len(after[a]), len(before[a]), after[a][len(after[a])-1].Message)
			}
		}
		found = foundBy(checks, after)
		if len(s.apply(next.Fset, found, false)) == 0 {
			return found
		}
	}
	s.wrong("fixes have no end")
	return found
}

// apply applies the first fix of each finding; of two that meet, the first.
// It returns the subjects of those that it applied.
func (s *state) apply(fset *token.FileSet, found []analysis.Diagnostic, count bool) []string {
	var fixed []string
	edits := make(map[string][]edit.Edit)
	for _, d := range found {
		if len(d.SuggestedFixes) == 0 {
			if count {
				s.sum.lines = append(s.sum.lines, line{text: fmt.Sprintf("no fix: %v: %s", fset.Position(d.Pos), d.Message)})
			}
			continue
		}
		if count {
			s.sum.fixable++
		}
		joined, ok := join(fset, edits, d.SuggestedFixes[0])
		if !ok {
			continue
		}
		for name, all := range joined {
			if count {
				for _, e := range all[len(edits[name]):] {
					s.sum.lines = append(s.sum.lines, line{text: fmt.Sprintf("%v: %s\n%s", fset.Position(d.Pos), d.SuggestedFixes[0].Message, e.New)})
				}
			}
			edits[name] = all
		}
		fixed = append(fixed, subject(d))
		if count {
			s.sum.fixed++
		}
	}
	for name, es := range edits {
		old := s.src[name]
		out, err := edit.Apply(old, es)
		if err != nil {
			s.wrong("%s: %v", name, err)
			continue
		}
		if isFormatted(old) && !isFormatted(out) {
			s.wrong("%s is not formatted", name)
		}
		s.src[name] = out
	}
	return fixed
}

// join returns, for the files of a fix, all edits with those of the fix. It
// reports false if they meet.
func join(fset *token.FileSet, taken map[string][]edit.Edit, fix analysis.SuggestedFix) (map[string][]edit.Edit, bool) {
	own := make(map[string][]edit.Edit)
	for _, e := range fix.TextEdits {
		pos := fset.PositionFor(e.Pos, false)
		own[pos.Filename] = append(own[pos.Filename], edit.Edit{Start: pos.Offset, End: pos.Offset + int(e.End-e.Pos), New: string(e.NewText)})
	}
	for name, es := range own {
		all, err := edit.Join(taken[name], es)
		if err != nil {
			return nil, false
		}
		own[name] = all
	}
	return own, true
}

func isFormatted(src []byte) bool {
	out, err := format.Source(src)
	return err == nil && bytes.Equal(out, src)
}

// load type-checks the package with its files as they are in memory.
func (s *state) load() (*packages.Package, error) {
	fset := token.NewFileSet()
	next := *s.pkg
	next.Fset, next.Syntax = fset, nil
	for _, f := range s.pkg.Syntax {
		name := s.pkg.Fset.PositionFor(f.FileStart, false).Filename
		f, err := parser.ParseFile(fset, name, s.src[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		next.Syntax = append(next.Syntax, f)
	}
	next.TypesInfo = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{Importer: s, Sizes: s.pkg.TypesSizes}
	if s.pkg.Module != nil && s.pkg.Module.GoVersion != "" {
		conf.GoVersion = "go" + s.pkg.Module.GoVersion
	}
	var err error
	next.Types, err = conf.Check(s.pkg.PkgPath, fset, next.Syntax, next.TypesInfo)
	return &next, err
}

// Import finds a package among those that were loaded.
func (s *state) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := s.pkg.Imports[path]; p != nil {
		return p.Types, nil
	}
	if p := s.imports[path]; p != nil {
		return p, nil
	}
	return nil, errors.New("not loaded: " + path)
}

func analyze(pkg *packages.Package) (map[*analysis.Analyzer][]analysis.Diagnostic, error) {
	graph, err := checker.Analyze(slices.Concat(checks, others), []*packages.Package{pkg}, &checker.Options{Sequential: true})
	if err != nil {
		return nil, err
	}
	out := make(map[*analysis.Analyzer][]analysis.Diagnostic)
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, fmt.Errorf("%s: %w", act.Analyzer.Name, act.Err)
		}
		out[act.Analyzer] = act.Diagnostics
	}
	return out, nil
}
