package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"
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
	out, err := goCommand(ctx, dir, "env", "-json", "GOARCH", "GOOS", "GOVERSION", "GOROOT", "GOMOD", "GOMODCACHE", "GOWORK")
	if err == nil {
		err = json.Unmarshal(out, &env)
	}
	if env.GOWORK == "off" {
		env.GOWORK = ""
	}
	return env, err
}

// goCommand runs the go command and returns what it prints. The error is
// what it prints to stderr.
func goCommand(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = environ(dir)
	cmd.WaitDelay = time.Second // what it has started can keep its pipes open
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("the go command is not found: install Go (https://go.dev/dl), or add its bin directory to the PATH")
	case stderr.Len() > 0:
		return out, errors.New(oneLine(goMessage(stderr.String())))
	}
	return out, fmt.Errorf("go %s: %w", args[0], err)
}

// environ is the environment of go commands that run in a directory. They
// are short-lived, and a fifth of their time would go into collecting garbage.
func environ(dir string) []string {
	env := append(os.Environ(), "PWD="+dir) // as os/exec has it
	if os.Getenv("GOGC") == "" {
		env = append(env, "GOGC=400")
	}
	return env
}

// list names the packages of the group, each of them with all it depends on,
// without reading any. It reports what the go command finds wrong.
func (s *session) list(ctx context.Context, g group) []*packages.Package {
	pkgs, err := g.load(ctx, g.patterns...)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		s.failGroup(g, err)
		return nil
	}

	var roots []*packages.Package
	tooNew := make(map[string]bool)
	for _, p := range pkgs {
		switch {
		case len(p.Errors) > 0:
			s.failList(g, p)
		case p.PkgPath == "unsafe" || len(p.GoFiles) == 0:
			// Nothing to check: the package has only tests.
		case p.Module != nil && newer(p.Module.GoVersion, s.built):
			if !tooNew[p.Module.Path] {
				tooNew[p.Module.Path] = true
				s.failVersion(p.Module)
			}
		default:
			roots = append(roots, p)
		}
	}
	for _, pattern := range g.unmatched(pkgs) {
		s.report.fail(noPos, "pattern %s matches no packages: check its spelling, and that it lies in a module of %s", pattern, g.dir)
	}
	return roots
}

// load calls packages.Load for names, files and imports.
func (g group) load(ctx context.Context, patterns ...string) ([]*packages.Package, error) {
	pkgs, err := packages.Load(&packages.Config{
		Context: ctx,
		Dir:     g.dir,
		Env:     environ(g.dir),
		Overlay: g.overlay,
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
func (g group) files() []string {
	return slices.DeleteFunc(slices.Clone(g.patterns), func(p string) bool { return !strings.HasSuffix(p, ".go") })
}
