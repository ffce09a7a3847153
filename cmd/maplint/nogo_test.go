package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/passes/mapshrink"
)

// nogo is a program that takes the steps of the one that Bazel's rules_go
// builds of analyzers (go/tools/builders/nogo_main.go in v0.65.0): it is told
// the files of a package, the export data of what the package imports and a
// configuration, and gives a pass no ReadFile and no Module.
func nogo() {
	diagnostics, err := runNogo(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "nogo:", err)
		os.Exit(2)
	}
	for _, d := range diagnostics {
		fmt.Println(d)
	}
	if len(diagnostics) > 0 {
		os.Exit(1)
	}
}

// nogoConfig is what the configuration says of an analyzer.
type nogoConfig struct {
	Description   string
	OnlyFiles     map[string]string `json:"only_files"`
	ExcludeFiles  map[string]string `json:"exclude_files"`
	AnalyzerFlags map[string]string `json:"analyzer_flags"`
}

func runNogo(args []string) ([]string, error) {
	fs := flag.NewFlagSet("nogo", flag.ContinueOnError)
	path := fs.String("p", "", "import path")
	importcfg := fs.String("importcfg", "", "file of lines packagefile PATH=FILE and importmap OLD=NEW")
	config := fs.String("config", "", "configuration")
	goVersion := fs.String("go_version", "", "version of the SDK")
	factsOnly := fs.Bool("facts_only", false, "only export facts")
	facts := fs.String("x", "", "file for facts")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	analyzers := []*analysis.Analyzer{mapshrink.Analyzer}
	if err := analysis.Validate(analyzers); err != nil {
		return nil, err
	}
	configs := map[string]nogoConfig{}
	data, err := os.ReadFile(*config)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &configs); err != nil {
		return nil, err
	}
	for _, a := range analyzers {
		for name, value := range configs[a.Name].AnalyzerFlags {
			if err := a.Flags.Set(name, value); err != nil {
				return nil, fmt.Errorf("%s: %w", a.Name, err)
			}
		}
	}
	// No analyzer has facts, so a dependency is not even parsed.
	if *factsOnly {
		return nil, os.WriteFile(*facts, nil, 0o666)
	}

	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range fs.Args() {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	imp := new(nogoImporter)
	imp.exports = importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(imp.files[path]) })
	if err := imp.read(*importcfg); err != nil {
		return nil, err
	}
	info := &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		FileVersions: map[*ast.File]string{},
	}
	pkg, err := (&types.Config{Importer: imp, GoVersion: *goVersion}).Check(*path, fset, files, info)
	if err != nil {
		return nil, err
	}

	var found []string
	exclude := configs[mapshrink.Analyzer.Name]
	results := map[*analysis.Analyzer]any{}
	var exec func(a *analysis.Analyzer) error
	exec = func(a *analysis.Analyzer) error {
		if _, ok := results[a]; ok {
			return nil
		}
		if len(a.FactTypes) > 0 {
			return fmt.Errorf("%s has facts: every package would have to be analysed", a)
		}
		for _, req := range a.Requires {
			if err := exec(req); err != nil {
				return err
			}
		}
		pass := &analysis.Pass{
			Analyzer:   a,
			Fset:       fset,
			Files:      files,
			Pkg:        pkg,
			TypesInfo:  info,
			TypesSizes: types.SizesFor("gc", os.Getenv("GOARCH")),
			ResultOf:   results,
			Report: func(d analysis.Diagnostic) {
				if p := fset.Position(d.Pos); exclude.wants(p.Filename) {
					found = append(found, fmt.Sprintf("%s: %s (%s)", p, d.Message, a.Name))
				}
			},
			// Of no use without fact types.
			ImportObjectFact:  func(types.Object, analysis.Fact) bool { panic("no facts") },
			ImportPackageFact: func(*types.Package, analysis.Fact) bool { panic("no facts") },
			ExportObjectFact:  func(types.Object, analysis.Fact) { panic("no facts") },
			ExportPackageFact: func(analysis.Fact) { panic("no facts") },
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
		}
		res, err := a.Run(pass)
		if err == nil && reflect.TypeOf(res) != a.ResultType {
			err = fmt.Errorf("result of type %T, want %v", res, a.ResultType)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", a, err)
		}
		results[a] = res
		return nil
	}
	for _, a := range analyzers {
		if err := exec(a); err != nil {
			return nil, err
		}
	}
	return found, os.WriteFile(*facts, nil, 0o666)
}

// wants reports whether findings in a file are to be shown.
func (c nogoConfig) wants(name string) bool {
	matches := func(patterns map[string]string) bool {
		for p := range patterns {
			if regexp.MustCompile(p).MatchString(name) {
				return true
			}
		}
		return false
	}
	return (len(c.OnlyFiles) == 0 || matches(c.OnlyFiles)) && !matches(c.ExcludeFiles)
}

// A nogoImporter reads the export data that the compiler has written.
type nogoImporter struct {
	exports      types.Importer
	files, paths map[string]string
}

// read reads an importcfg, in the compiler's format.
func (imp *nogoImporter) read(importcfg string) error {
	data, err := os.ReadFile(importcfg)
	if err != nil {
		return err
	}
	imp.files, imp.paths = map[string]string{}, map[string]string{}
	for line := range strings.Lines(string(data)) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		from, to, _ := strings.Cut(rest, "=")
		switch verb {
		case "packagefile":
			imp.files[from] = to
		case "importmap":
			imp.paths[from] = to
		}
	}
	return nil
}

func (imp *nogoImporter) Import(path string) (*types.Package, error) {
	if to, ok := imp.paths[path]; ok {
		path = to
	}
	return imp.exports.Import(path)
}

// TestNogo compares what nogo finds with what the command does.
func TestNogo(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles packages")
	}
	dir := t.TempDir()
	writeFiles(t, dir, nogoFiles)
	imports := goList(t, dir, "-deps", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", "./...")
	vendored := "importmap example.com/m/clock=v/clock\n" + strings.Replace(imports, "packagefile example.com/m/clock=", "packagefile v/clock=", 1)

	// The first line of each finding, without the places that it refers to, and
	// without the mark of a fix, which nogo does not have.
	findings := func(output string) (lines []string) {
		for line := range strings.Lines(output) {
			if !strings.HasPrefix(line, "\t") {
				lines = append(lines, strings.TrimSpace(strings.Replace(line, " [fixable]", "", 1)))
			}
		}
		slices.Sort(lines)
		return lines
	}
	without := func(lines []string, text string) []string {
		return slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return strings.Contains(s, text) })
	}
	stdout, stderr, _ := runTool(t, dir, "maplint", "-confidence=low", "./store")
	all := findings(stdout)
	if len(all) != 4 {
		t.Fatalf("maplint finds:\n%s%s", stdout, stderr)
	}
	usual := without(all, "low confidence: ")

	tests := []struct {
		name, imports, config, version string
		want                           []string
	}{
		{"no settings", imports, `{}`, "", usual},
		{"version of the SDK", imports, `{}`, "go1.25.0", usual},
		{"before maps.Clone kept the capacity", imports, `{}`, "go1.24.0", without(usual, "clone.go")},
		{"flag", imports, `{"mapshrink": {"analyzer_flags": {"confidence": "low"}}}`, "", all},
		{"excluded file", imports, `{"mapshrink": {"exclude_files": {"old\\.go$": "will go"}}}`, "", without(usual, "old.go")},
		{"only one file", imports, `{"mapshrink": {"only_files": {"old\\.go$": ""}}}`, "", without(without(usual, "store.go"), "clone.go")},
		{"vendored import", vendored, `{}`, "", usual},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			writeFiles(t, dir, map[string]string{"importcfg": test.imports, "config.json": test.config})
			stdout, stderr, code := runTool(t, dir, "nogo", "-p", "example.com/m/store", "-importcfg", "importcfg",
				"-config", "config.json", "-x", "facts", "-go_version", test.version,
				"store/clone.go", "store/ignored.go", "store/mirror.go", "store/old.go", "store/store.go")
			if have := findings(stdout); code != 1 || !slices.Equal(have, test.want) {
				t.Errorf("exit code %d, nogo finds:\n%s%s\nwant:\n%s", code, stdout, stderr, strings.Join(test.want, "\n"))
			}
			if _, err := os.Stat(filepath.Join(dir, "facts")); err != nil {
				t.Error(err)
			}
		})
	}
	if stdout, stderr, code := runTool(t, dir, "nogo", "-facts_only", "-config", "config.json", "-x", "facts", "missing.go"); code != 0 {
		t.Errorf("facts only: exit code %d\n%s%s", code, stdout, stderr)
	}
}

var nogoFiles = map[string]string{
	"go.mod": "module example.com/m\n\ngo 1.25\n",
	"clock/clock.go": `package clock

import "time"

type Clock struct{ Start time.Time }

func (c Clock) Expired(t time.Time) bool { return t.Before(c.Start) }
`,
	"store/store.go": `package store

import (
	"sync"
	"time"

	"example.com/m/clock"
)

type Store struct {
	mu    sync.Mutex
	items map[string]item
}

type item struct{ at time.Time }

func New() *Store { return &Store{items: map[string]item{}} }

func (s *Store) Put(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] = item{time.Now()}
}

func (s *Store) Expire(c clock.Clock) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, it := range s.items {
		if c.Expired(it.at) || it.at.Before(c.Start) {
			delete(s.items, k)
		}
	}
}
`,
	"store/old.go": `package store

import "time"

type Log[T any] struct {
	rows map[uint64]T
	last time.Time
}

func NewLog[T any]() *Log[T] { return &Log[T]{rows: map[uint64]T{}} }

func (l *Log[T]) Add(n uint64, row T) { l.rows[n], l.last = row, time.Now() }

func (l *Log[T]) Trim(until uint64) {
	for n := range l.rows {
		if n < until {
			delete(l.rows, n)
		}
	}
}
`,
	"store/clone.go": `package store

import (
	"maps"
	"time"
)

type Seen struct {
	ids  map[uint64]bool
	last time.Time
}

func NewSeen() *Seen { return &Seen{ids: map[uint64]bool{}} }

func (s *Seen) Add(id uint64) { s.ids[id], s.last = true, time.Now() }

func (s *Seen) Trim(until uint64) {
	maps.DeleteFunc(s.ids, func(id uint64, _ bool) bool { return id < until })
	s.ids = maps.Clone(s.ids)
}
`,
	"store/ignored.go": `package store

import "time"

type Queue struct {
	jobs map[uint64]string
	last time.Time
}

func NewQueue() *Queue { return &Queue{jobs: map[uint64]string{}} }

func (q *Queue) Add(n uint64, job string) { q.jobs[n], q.last = job, time.Now() }

func (q *Queue) Trim(until uint64) {
	for n := range q.jobs {
		if n < until {
			//lint:ignore mapshrink there are never more than a hundred jobs
			delete(q.jobs, n)
		}
	}
}
`,
	"store/mirror.go": `package store

type Table struct{ names map[string]int }

func NewTable() *Table { return &Table{names: map[string]int{}} }

func (t *Table) Update(names []string) {
	wanted := map[string]bool{}
	for i, n := range names {
		wanted[n] = true
		t.names[n] = i
	}
	for n := range t.names {
		if !wanted[n] {
			delete(t.names, n)
		}
	}
}
`,
}
