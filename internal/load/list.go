package load

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/gocmd"
)

// goEnv is what the go command says about a directory.
type goEnv struct {
	GOARCH     string
	GOOS       string
	GOVERSION  string // of the go command that the directory's module selects
	GOROOT     string // of that go command
	GOMODCACHE string
	GOMOD      string // "" in GOPATH mode, os.DevNull outside of any module
	GOWORK     string // "" outside of any workspace
}

func readEnv(ctx context.Context, dir string) (goEnv, error) {
	var env goEnv
	out, err := goCommand(dir).Output(ctx, "env", "-json", "GOARCH", "GOOS", "GOVERSION", "GOROOT", "GOMOD", "GOMODCACHE", "GOWORK")
	if err == nil {
		err = json.Unmarshal(out, &env)
	}
	if env.GOWORK == "off" {
		env.GOWORK = ""
	}
	return env, err
}

// goCommand is the go command in a directory. What it is run for is short,
// and a fifth of its time would go into collecting garbage.
func goCommand(dir string) gocmd.Command {
	c := gocmd.Command{Dir: dir}
	if os.Getenv("GOGC") == "" {
		c.Env = []string{"GOGC=400"}
	}
	return c
}

// List names the packages of the group, each of them with all it depends on,
// without reading any. The errors are what the go command finds wrong. Packages
// without files to check, and those in a newer Go than maplint can read, are
// left out.
func (g *Group) List(ctx context.Context) ([]*packages.Package, []*Error) {
	pkgs, err := g.load(ctx, g.patterns...)
	if ctx.Err() != nil {
		return nil, nil
	}
	if err != nil {
		return nil, []*Error{g.refusal(err)}
	}
	var roots []*packages.Package
	var errs []*Error
	tooNew := make(map[string]bool)
	for _, p := range pkgs {
		switch {
		case len(p.Errors) > 0:
			errs = append(errs, g.listError(p))
		case p.PkgPath == "unsafe" || len(p.GoFiles) == 0:
			// Nothing to check: the package has only tests.
		case p.Module != nil && newer(p.Module.GoVersion, g.l.built):
			if !tooNew[p.Module.Path] {
				tooNew[p.Module.Path] = true
				errs = append(errs, g.versionError(p.Module))
			}
		default:
			roots = append(roots, p)
		}
	}
	for _, pattern := range g.unmatched(pkgs) {
		errs = append(errs, g.noMatch(pattern))
	}
	return roots, errs
}

// load calls packages.Load for names, files and imports.
func (g *Group) load(ctx context.Context, patterns ...string) ([]*packages.Package, error) {
	pkgs, err := packages.Load(&packages.Config{
		Context: ctx,
		Dir:     g.dir,
		Env:     goCommand(g.dir).Environ(),
		Overlay: g.l.cfg.Overlay,
		// Not NeedCompiledGoFiles or NeedTypesSizes: the go command would run
		// cgo for each dependency. No tests: operations in them never change
		// a verdict.
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
	}, patterns...)
	// A package that can't be found is given the file that imports it
	// (golang/go#39986).
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if len(p.Errors) > 0 && p.Dir == "" {
			p.GoFiles = nil
		}
	})
	return pkgs, err
}

// commandLine is the ID of a package that is given as a list of files.
const commandLine = "command-line-arguments"

// files returns the patterns that are files.
func (g *Group) files() []string {
	return slices.DeleteFunc(slices.Clone(g.patterns), func(p string) bool { return !strings.HasSuffix(p, ".go") })
}
