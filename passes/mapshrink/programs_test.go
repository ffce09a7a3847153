package mapshrink_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/passes/mapshrink"
)

// patience is how long the check may take for a package: the bound that its
// users are promised.
const patience = 30 * time.Second

// A program is a package, of one file where it was compiled here.
type program struct {
	fset  *token.FileSet
	files []*ast.File
	pkg   *types.Package
	info  *types.Info
}

// compiler checks programs. What they import from the standard library is
// read once.
type compiler struct {
	mu   sync.Mutex
	fset *token.FileSet
	imp  types.Importer
}

func newCompiler() *compiler {
	fset := token.NewFileSet()
	return &compiler{fset: fset, imp: importer.ForCompiler(fset, "gc", nil)}
}

// Import is that of the importer, which is not safe for concurrent use.
func (c *compiler) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.imp.Import(path)
}

// compile returns an error for what is no program of one file.
func (c *compiler) compile(name string, src []byte) (*program, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	p := &program{fset: fset, files: []*ast.File{f}, info: &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Instances: make(map[*ast.Ident]types.Instance),
		Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
	}}
	// The compiler finds more errors than the type checker, unused variables
	// for instance: such programs are analysed as well.
	conf := types.Config{Importer: c, Sizes: types.SizesFor("gc", "amd64")}
	p.pkg, err = conf.Check(f.Name.Name, fset, []*ast.File{f}, p.info)
	return p, err
}

// analyse runs the check as a driver would, and asks for the fixes too. The
// error tells of a bug in maplint: a panic, or too long a time.
func (p *program) analyse() error {
	done := make(chan error, 1)
	start := time.Now()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				buf := make([]byte, 16<<10)
				done <- fmt.Errorf("panic: %v\n%s", r, buf[:runtime.Stack(buf, false)])
			}
		}()
		_, err := p.run(mapshrink.Analyzer, make(map[*analysis.Analyzer]any))
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return fmt.Errorf("still at it after %v", time.Since(start))
	}
}

func (p *program) run(a *analysis.Analyzer, results map[*analysis.Analyzer]any) (any, error) {
	if r, ok := results[a]; ok {
		return r, nil
	}
	pass := &analysis.Pass{
		Analyzer: a, Fset: p.fset, Files: p.files, Pkg: p.pkg, TypesInfo: p.info,
		TypesSizes: types.SizesFor("gc", "amd64"), ResultOf: make(map[*analysis.Analyzer]any),
		ReadFile: os.ReadFile, Report: func(analysis.Diagnostic) {},
	}
	for _, req := range a.Requires {
		r, err := p.run(req, results)
		if err != nil {
			return nil, err
		}
		pass.ResultOf[req] = r
	}
	r, err := a.Run(pass)
	results[a] = r
	if res, ok := r.(*mapshrink.Result); ok && err == nil {
		_, err = res.Verdicts() // also where nothing removes
	}
	return r, err
}

// TestPrograms runs the check on each file that is a program by itself in the
// tests of the type checker, and in the directories that MAPLINT_PROGRAMS
// lists: Go's own test directory, for instance, which is not distributed
// with Go. No program makes it fail or takes it long. What imports "C" is left
// out: drivers give the check what cgo has made of it.
func TestPrograms(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := []string{filepath.Join(strings.TrimSpace(string(root)), "src", "internal", "types", "testdata")}
	dirs = append(dirs, filepath.SplitList(os.Getenv("MAPLINT_PROGRAMS"))...)
	c := newCompiler()
	for _, dir := range dirs {
		files, programs := 0, 0
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
				return err
			}
			files++
			src, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			p, err := c.compile(name, src)
			if err != nil {
				return nil //nolint:nilerr // meant not to compile, or of several files
			}
			programs++
			if err := p.analyse(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d files, %d of them programs", dir, files, programs)
		if programs == 0 {
			t.Errorf("%s has no program", dir)
		}
	}
}
