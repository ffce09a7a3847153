package goplsbuild

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	gotypes "go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file has all that maplint knows of the inside of gopls: the file that
// is added to its main package, and inspect, which holds a release against
// what that file relies on.

const (
	tempModule   = Module + "/maplint"
	registerFile = "maplint_register.go"

	// minTools is the first golang.org/x/tools that the checks can be built
	// with: it has ssa.Program.SetNoReturn. gopls v0.22.0 has a newer one.
	minTools = "v0.41.0"
)

// register adds the checks, which report from the given confidence up: gopls
// can't pass flags to analyzers. The fields of settings.Analyzer are not
// exported, and nothing else makes one.
func register(confidence string) string {
	return fmt.Sprintf(registerSource, confidence)
}

const registerSource = `package main

import (
	"reflect"

	"github.com/maplint/maplint/analyzer"
	"golang.org/x/tools/gopls/internal/protocol"
	"golang.org/x/tools/gopls/internal/settings"
)

func init() {
	for _, check := range analyzer.Checks() {
		if f := check.Flags.Lookup("confidence"); f != nil {
			if err := f.Value.Set(%q); err != nil {
				panic(err)
			}
		}
		a := new(settings.Analyzer)
		set(a, "analyzer", check)
		set(a, "severity", protocol.SeverityWarning)
		settings.AllAnalyzers = append(settings.AllAnalyzers, a)
	}
}

func set(a *settings.Analyzer, name string, value any) {
	field := reflect.ValueOf(a).Elem().FieldByName(name)
	reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem().Set(reflect.ValueOf(value))
}
`

// ErrChanged tells that a release of gopls is not made as maplint knows it.
var ErrChanged = errors.New("has changed what maplint relies on")

// inspect reports what register relies on and the gopls in dir does not
// have. The compiler finds the rest.
func inspect(dir string) error {
	changed := func(format string, args ...any) error {
		return fmt.Errorf("%w (%s): choose another version by -version", ErrChanged, fmt.Sprintf(format, args...))
	}
	files, err := mainFiles(dir)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return changed("it has no package main at %s", Module)
	}
	for name, text := range files {
		if strings.Contains(text, "//go:embed ") {
			return changed("%s embeds files", name)
		}
	}

	settings, err := parseDir(filepath.Join(dir, "internal", "settings"))
	if err != nil {
		return err
	}
	if !declaresVar(settings, "AllAnalyzers") {
		return changed("there is no variable settings.AllAnalyzers")
	}
	fields := structFields(settings, "Analyzer")
	if fields == nil {
		return changed("there is no struct settings.Analyzer")
	}
	// The zero value of nonDefault turns a check on.
	for _, want := range [][2]string{
		{"analyzer", "*analysis.Analyzer"}, {"severity", "protocol.DiagnosticSeverity"}, {"nonDefault", "bool"},
	} {
		if have := fields[want[0]]; have != want[1] {
			return changed("settings.Analyzer has no field %s of type %s", want[0], want[1])
		}
	}

	// The list must be read when a package is analysed: whoever reads it
	// while variables are initialized does so before register's init.
	cache, err := parseDir(filepath.Join(dir, "internal", "cache"))
	if err != nil {
		return err
	}
	if !readsInFunction(cache, "settings", "AllAnalyzers") {
		return changed("package cache does not read settings.AllAnalyzers")
	}
	return nil
}

// mainFiles returns the text of the Go files of gopls' main package by name.
func mainFiles(dir string) (map[string]string, error) {
	names, err := goFiles(dir)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[filepath.Base(name)] = string(data)
	}
	return files, nil
}

func goFiles(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !e.IsDir() {
			names = append(names, filepath.Join(dir, name))
		}
	}
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return names, err
}

// parseDir parses the Go files in dir but for tests. There are none if there
// is no dir.
func parseDir(dir string) ([]*ast.File, error) {
	names, err := goFiles(dir)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		// A file that does not parse is for the compiler to complain of.
		f, _ := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if f != nil {
			files = append(files, f)
		}
	}
	return files, nil
}

// specs calls yield with the package-level declarations of variables and
// types.
func specs(files []*ast.File, yield func(ast.Spec)) {
	for _, f := range files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.GenDecl); ok {
				for _, s := range d.Specs {
					yield(s)
				}
			}
		}
	}
}

func declaresVar(files []*ast.File, name string) (found bool) {
	specs(files, func(s ast.Spec) {
		if s, ok := s.(*ast.ValueSpec); ok {
			found = found || slices.ContainsFunc(s.Names, func(id *ast.Ident) bool { return id.Name == name })
		}
	})
	return found
}

// structFields returns the types of a struct's fields by name, or nil.
func structFields(files []*ast.File, name string) (fields map[string]string) {
	specs(files, func(s ast.Spec) {
		t, ok := s.(*ast.TypeSpec)
		if !ok || t.Name.Name != name {
			return
		}
		if st, ok := t.Type.(*ast.StructType); ok {
			fields = map[string]string{}
			for _, f := range st.Fields.List {
				for _, id := range f.Names {
					fields[id.Name] = gotypes.ExprString(f.Type)
				}
			}
		}
	})
	return fields
}

// readsInFunction reports whether a function of the files mentions pkg.name.
func readsInFunction(files []*ast.File, pkg, name string) (found bool) {
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == name {
					id, ok := sel.X.(*ast.Ident)
					found = found || ok && id.Name == pkg
				}
				return !found
			})
		}
	}
	return found
}
