package load

import (
	"context"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

// writeFiles writes the files of a module below a new directory, which is the
// environment's, too.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// group returns the only group of patterns.
func group(t *testing.T, cfg Config, dir string, patterns ...string) *Group {
	t.Helper()
	cfg.Built = runtime.Version()
	groups, errs, err := New(cfg).Groups(t.Context(), dir, patterns)
	if err != nil || len(errs) > 0 || len(groups) != 1 {
		t.Fatalf("%d groups, %v, %v", len(groups), errs, err)
	}
	return groups[0]
}

func list(t *testing.T, g *Group) []*packages.Package {
	t.Helper()
	pkgs, errs := g.List(t.Context())
	for _, err := range errs {
		t.Error(err)
	}
	return pkgs
}

var module = map[string]string{
	"go.mod":      "module example.com/m\n\ngo 1.25\n",
	"a/a.go":      "package a\n\nimport (\n\t\"example.com/m/b\"\n\t\"strings\"\n)\n\nvar V = b.New()\n\nfunc F() int { return len(strings.ToUpper(V.Name)) }\n",
	"b/b.go":      "package b\n\ntype T struct{ Name string }\n\nfunc New() *T { return new(T) }\n\nfunc other() undefined { return 1 }\n",
	"c/c.go":      "package c\n\nimport \"example.com/m/b\"\n\nvar T = b.Gone\n",
	"c/c_test.go": "package c\n\nvar broken int = \"\"\n",
}

// TestLoad has a package whose own errors keep it from being loaded, one that
// depends on what is sound of it, and one that does not compile at all.
func TestLoad(t *testing.T) {
	g := group(t, Config{}, writeFiles(t, module), "./...")
	var mu sync.Mutex
	var got []string
	tried := 0
	errs := g.Load(t.Context(), g.Scan(list(t, g)), func(p *Package) {
		mu.Lock()
		defer mu.Unlock()
		v := p.Types.Scope().Lookup("V")
		got = append(got, p.Root.Meta.PkgPath+" "+v.Type().String())
		if len(p.Files) != 1 || len(p.Info.Defs) == 0 || p.Cgo || p.Root.Edited() {
			t.Errorf("%s: %d files, %d definitions", p.Types, len(p.Files), len(p.Info.Defs))
		}
	}, func() {
		mu.Lock()
		defer mu.Unlock()
		tried++
	})
	if want := []string{"example.com/m/a *example.com/m/b.T"}; !slices.Equal(got, want) || tried != 3 {
		t.Errorf("loaded %q, want %q; tried %d", got, want, tried)
	}
	slices.SortFunc(errs, func(a, b *Error) int { return ComparePos(a.Pos, b.Pos) })
	want := []string{"undefined: undefined (package example.com/m/b does not compile", "undefined: b.Gone (package example.com/m/c does not compile"}
	if len(errs) != len(want) {
		t.Fatalf("errors %v", errs)
	}
	for i, err := range errs {
		if !strings.HasPrefix(err.Msg, want[i]) || err.Pos.Line == 0 {
			t.Errorf("error %v, want %s", err, want[i])
		}
	}
}

// TestTogether loads two packages such that they share their types, which
// those that are loaded one by one do not.
func TestTogether(t *testing.T) {
	files := maps.Clone(module)
	files["b/b.go"] = strings.ReplaceAll(files["b/b.go"], "undefined", "int")
	dir := writeFiles(t, files)
	g := group(t, Config{}, dir, "./a", "./b")
	roots := g.Scan(list(t, g))
	pkgs, errs := g.Together(t.Context(), roots)
	if len(pkgs) != 2 || len(errs) != 0 {
		t.Fatalf("%d packages, %v", len(pkgs), errs)
	}
	slices.SortFunc(pkgs, func(a, b *Package) int { return strings.Compare(a.Types.Path(), b.Types.Path()) })
	v, ok := pkgs[0].Types.Scope().Lookup("V").Type().(*types.Pointer)
	if !ok || !types.Identical(v.Elem(), pkgs[1].Types.Scope().Lookup("T").Type()) {
		t.Errorf("V is of type %v, which is another one in its package", v)
	}
	name := filepath.Join(dir, "b", "b.go")
	if err := os.WriteFile(name, []byte(files["b/b.go"]+"\nvar X int\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if pkgs, _ := g.Together(t.Context(), roots); pkgs != nil {
		t.Error("a package that was edited since is taken for what it was")
	}
}

// TestDigests edits a file: what can be reached from a package changes its
// digest, other declarations do not.
func TestDigests(t *testing.T) {
	dir := writeFiles(t, module)
	digest := func(b string) Digest {
		g := group(t, Config{Overlay: map[string][]byte{filepath.Join(dir, "b", "b.go"): []byte(b)}}, dir, "./a")
		roots := g.Scan(list(t, g))
		return g.Digests(roots).Of(roots)[0]
	}
	old := module["b/b.go"]
	same := digest(old)
	if digest(strings.Replace(old, "return 1", "return 2", 1)) != same {
		t.Error("another function's body changes the digest")
	}
	if digest(strings.Replace(old, "Name string", "Name []byte", 1)) == same {
		t.Error("the type of a variable does not change the digest")
	}
}

func TestCancelled(t *testing.T) {
	g := group(t, Config{}, writeFiles(t, module), "./...")
	pkgs := list(t, g)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if pkgs, errs := g.List(ctx); pkgs != nil || errs != nil {
		t.Errorf("List: %v, %v", pkgs, errs)
	}
	errs := g.Load(ctx, g.Scan(pkgs), func(p *Package) { t.Errorf("%s is loaded", p.Types) }, nil)
	if len(errs) > 0 {
		t.Errorf("errors %v", errs)
	}
}
