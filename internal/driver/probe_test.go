package driver

import (
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver/cache"
)

// A result that is kept must be what a run without a cache would say. The
// check of these tests tells all that a check can know: of each expression
// its type with all fields and methods, those of the types in it, its size
// and its value. Whatever edit changes that anywhere must change the key.

// A prober is that check. It notes which packages it has run on.
type prober struct {
	mu  sync.Mutex
	ran []string
}

func (p *prober) check() *analysis.Analyzer {
	a := &analysis.Analyzer{Name: "probe", Doc: "tell all about types", Run: p.run}
	a.Flags.Bool("setting", false, "some setting")
	return a
}

func (p *prober) run(pass *analysis.Pass) (any, error) {
	p.mu.Lock()
	p.ran = append(p.ran, pass.Pkg.Name())
	p.mu.Unlock()
	for _, f := range pass.Files {
		for _, group := range f.Comments {
			pass.Reportf(group.Pos(), "%s %s", pass.Module.GoVersion, group.Text())
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if tv, ok := pass.TypesInfo.Types[e]; ok {
					size := int64(-1)
					if tv.IsValue() && !tv.IsBuiltin() && !generic(tv.Type) {
						size = pass.TypesSizes.Sizeof(tv.Type)
					}
					pass.Reportf(e.Pos(), "%s = %v, %d bytes, %v", describe(tv.Type), tv.Value, size, pass.Analyzer.Flags.Lookup("setting").Value)
				}
			}
			if id, ok := n.(*ast.Ident); ok {
				pass.Reportf(id.Pos(), "means %v", pass.TypesInfo.ObjectOf(id))
			}
			return true
		})
	}
	return nil, nil
}

// describe writes a type with the fields and methods of all types that it
// consists of.
func describe(t types.Type) string {
	var b strings.Builder
	seen := make(map[types.Type]bool)
	var walk func(t types.Type)
	walk = func(t types.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Alias:
			walk(types.Unalias(t))
		case *types.Named:
			if t.Obj().Pkg() == nil || !strings.HasPrefix(t.Obj().Pkg().Path(), "example.com/") {
				return
			}
			fmt.Fprintf(&b, "%v: %v;", t, t.Underlying())
			methods := types.NewMethodSet(types.NewPointer(t))
			for m := range methods.Methods() {
				fmt.Fprintf(&b, "%v;", m.Obj())
				walk(m.Obj().Type())
			}
			for arg := range t.TypeArgs().Types() {
				walk(arg)
			}
			walk(t.Underlying())
		case *types.Map:
			walk(t.Key())
			walk(t.Elem())
		case interface{ Elem() types.Type }:
			walk(t.Elem())
		case *types.Struct:
			for f := range t.Fields() {
				walk(f.Type())
			}
		case *types.Interface:
			for m := range t.Methods() {
				walk(m.Type())
			}
			for e := range t.EmbeddedTypes() {
				walk(e)
			}
		case *types.Union:
			for term := range t.Terms() {
				walk(term.Type())
			}
		case *types.TypeParam:
			fmt.Fprintf(&b, "%v: %v;", t, t.Constraint())
			walk(t.Constraint())
		case *types.Tuple:
			for v := range t.Variables() {
				walk(v.Type())
			}
		case *types.Signature:
			walk(t.Params())
			walk(t.Results())
			for p := range t.TypeParams().TypeParams() {
				walk(p)
			}
		}
	}
	fmt.Fprintf(&b, "%v;", t)
	walk(t)
	return b.String()
}

// generic reports whether a type has no size, since it depends on a type
// parameter or has none yet.
func generic(t types.Type) bool {
	found := false
	seen := make(map[types.Type]bool)
	var walk func(t types.Type)
	walk = func(t types.Type) {
		if found || seen[t] {
			return
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.TypeParam:
			found = true
		case *types.Basic:
			found = t.Info()&types.IsUntyped != 0
		case *types.Named:
			walk(t.Underlying())
		case *types.Alias:
			walk(types.Unalias(t))
		case *types.Array:
			walk(t.Elem())
		case *types.Struct:
			for f := range t.Fields() {
				walk(f.Type())
			}
		case *types.Tuple:
			found = true
		}
	}
	walk(t)
	return found
}

// A keyTree is a module with a replaced one beside it, and a cache.
type keyTree struct {
	t     *testing.T
	dir   string
	cache *cache.Cache
	probe *prober
	check *analysis.Analyzer
}

func newKeyTree(t *testing.T, files map[string]string) *keyTree {
	dir := writeModule(t, files)
	p := new(prober)
	return &keyTree{t: t, dir: dir, cache: cache.Open(t.TempDir()), probe: p, check: p.check()}
}

// write changes files; those with no text are removed.
func (k *keyTree) write(files map[string]string) {
	k.t.Helper()
	for name, text := range files {
		name = filepath.Join(k.dir, name)
		err := os.MkdirAll(filepath.Dir(name), 0o777)
		if err == nil && text == "" {
			err = os.Remove(name)
			for dir := filepath.Dir(name); os.Remove(dir) == nil; dir = filepath.Dir(dir) {
				continue // it was empty
			}
		} else if err == nil {
			err = os.WriteFile(name, []byte(text), 0o666)
		}
		if err != nil {
			k.t.Fatal(err)
		}
	}
}

// run returns what is said, by package, and on which packages the check was
// run.
func (k *keyTree) run(c *cache.Cache) (said map[string]string, ran string) {
	k.t.Helper()
	k.probe.ran = nil
	report, err := Run(k.t.Context(), Config{
		Dir:      filepath.Join(k.dir, "m"),
		Patterns: []string{"./..."},
		Checks:   []*analysis.Analyzer{k.check},
		Cache:    c,
	})
	if err != nil {
		k.t.Fatal(err)
	}
	said = map[string]string{"errors": "", "packages": fmt.Sprint(report.Packages)}
	for _, f := range report.Findings {
		said[path.Base(f.Package)] += fmt.Sprintf("%v: %s\n", f.Pos, f.Message)
	}
	for _, e := range report.Errors {
		said["errors"] += e.Error() + "\n"
	}
	slices.Sort(k.probe.ran)
	return said, strings.Join(k.probe.ran, " ")
}

// runChecker returns what the checker of x/tools says, which reads everything
// in full, of packages that compile with all they depend on.
func (k *keyTree) runChecker() map[string]string {
	k.t.Helper()
	pkgs, err := packages.Load(&packages.Config{Dir: filepath.Join(k.dir, "m"), Mode: packages.LoadAllSyntax | packages.NeedModule}, "./...")
	if err != nil {
		k.t.Fatal(err)
	}
	pkgs = slices.DeleteFunc(pkgs, func(p *packages.Package) bool { return p.IllTyped || len(p.Errors) > 0 })
	graph, err := checker.Analyze([]*analysis.Analyzer{k.check}, pkgs, nil)
	if err != nil {
		k.t.Fatal(err)
	}
	said := make(map[string]string)
	for _, act := range graph.Roots {
		var r Report
		for _, d := range act.Diagnostics {
			r.Findings = append(r.Findings, NewFinding(act.Package.Fset, act.Analyzer, check.Finding{Diagnostic: d, Package: act.Package.PkgPath}))
		}
		r.sort()
		for _, f := range r.Findings {
			said[path.Base(f.Package)] += fmt.Sprintf("%v: %s\n", f.Pos, f.Message)
		}
	}
	return said
}

// same compares what is said with the cache, without, and by the checker of
// x/tools.
func (k *keyTree) same(what string) (said map[string]string, ran string) {
	k.t.Helper()
	said, ran = k.run(k.cache)
	want, _ := k.run(nil)
	for pkg, text := range k.runChecker() {
		if want[pkg] != text {
			k.t.Errorf("%s: the checker of x/tools says something else of %s:\n%s", what, pkg, firstDifference(want[pkg], text))
		}
	}
	for pkg := range want {
		if said[pkg] != want[pkg] {
			k.t.Errorf("%s: with the cache, %s has other findings:\n%s", what, pkg, firstDifference(said[pkg], want[pkg]))
		}
	}
	for pkg := range said {
		if _, ok := want[pkg]; !ok {
			k.t.Errorf("%s: only with the cache, %s has findings", what, pkg)
		}
	}
	return said, ran
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "with:    " + g[i] + "\nwithout: " + w[i]
		}
	}
	return fmt.Sprintf("%d and %d lines", len(g), len(w))
}
