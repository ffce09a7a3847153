package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/gocmd"
)

// A repo is a copy of a repository, and what is to be edited in it.
type repo struct {
	*bench
	dir      string
	patterns []string
	cache    string // maplint's, for runs that have one

	packages, all int // without and with dependencies
	// leaf is a file of a package that nobody imports, api one of the package
	// that most others import.
	leaf, api string
	importers int
	edits     int
}

// open copies a repository and chooses what to edit.
func (b *bench) open(ctx context.Context, dir string) (*repo, error) {
	work, err := b.copyOf(ctx, dir)
	if err != nil {
		return nil, err
	}
	r := &repo{bench: b, dir: work}
	if r.cache, err = b.fresh(); err != nil {
		return nil, err
	}
	if r.patterns, err = allPackages(ctx, work); err != nil {
		return nil, err
	}
	out, err := goOutput(ctx, work, append([]string{"list", "-e", "-deps", "-json=ImportPath,Dir,GoFiles,Imports,DepOnly"}, r.patterns...)...)
	if err != nil {
		return nil, err
	}
	type pkg struct {
		ImportPath, Dir  string
		GoFiles, Imports []string
		DepOnly          bool
	}
	var pkgs []pkg
	for dec := json.NewDecoder(strings.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		r.all++
		if !p.DepOnly && len(p.GoFiles) > 0 {
			pkgs = append(pkgs, p)
		}
	}
	r.packages = len(pkgs)
	importers := make(map[string]int)
	for _, p := range pkgs {
		for _, path := range p.Imports {
			importers[path]++
		}
	}
	slices.SortFunc(pkgs, func(a, b pkg) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	for _, p := range pkgs {
		if n := importers[p.ImportPath]; n > r.importers {
			r.importers = n
			r.api = filepath.Join(p.Dir, p.GoFiles[0])
		} else if n == 0 && r.leaf == "" && relevant(p.Dir, p.GoFiles) {
			// One that maplint looks at: an edit elsewhere costs less.
			r.leaf = filepath.Join(p.Dir, p.GoFiles[0])
		}
	}
	if r.leaf == "" || r.api == "" {
		return nil, errors.New("there is no leaf package with a removal, or none that another imports")
	}
	for _, name := range []*string{&r.leaf, &r.api} {
		if *name, err = filepath.Rel(work, *name); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func relevant(dir string, files []string) bool {
	return slices.ContainsFunc(files, func(name string) bool {
		src, err := os.ReadFile(filepath.Join(dir, name))
		return err == nil && analyzer.Relevant(string(src))
	})
}

// rows are all that can be measured.
func (r *repo) rows() []row {
	command := func(env func() ([]string, error), args ...string) func(context.Context) (sample, error) {
		return func(ctx context.Context) (sample, error) {
			vars, err := env()
			if err != nil {
				return sample{}, err
			}
			return measure(ctx, r.dir, vars, append(slices.Clone(args), r.patterns...)...)
		}
	}
	// with sets variables to new, empty directories.
	with := func(names ...string) func() ([]string, error) {
		return func() (env []string, err error) {
			for _, name := range names {
				dir, err := r.fresh()
				if err != nil {
					return nil, err
				}
				env = append(env, name+"="+dir)
			}
			return env, nil
		}
	}
	kept := func() ([]string, error) { return []string{"MAPLINT_CACHE=" + r.cache}, nil }
	again := command(kept, r.maplint)
	after := func(name, text string) func(context.Context) (sample, error) {
		return func(ctx context.Context) (s sample, err error) {
			name := filepath.Join(r.dir, name)
			src, err := os.ReadFile(name)
			if err != nil {
				return sample{}, err
			}
			r.edits++ // each time another name, or the second round would be cached
			edited := fmt.Appendf(slices.Clone(src), "\n\n"+text+"\n", r.edits)
			if err := os.WriteFile(name, edited, 0o666); err != nil {
				return sample{}, err
			}
			defer func() { err = errors.Join(err, os.WriteFile(name, src, 0o666)) }()
			return again(ctx)
		}
	}
	return []row{
		{"list", "go list -deps", "", command(with(), "go", "list", "-deps")},
		{"typecheck", "type-check with go/packages", "build cache warm", command(with(), r.self, "typecheck")},
		{"staticcheck", "staticcheck -tests=false", "build cache warm, own cache empty", command(with("STATICCHECK_CACHE"), r.staticcheck, "-tests=false")},
		{"first", "maplint", "build cache warm, own cache empty", command(with("MAPLINT_CACHE"), r.maplint)},
		{"again", "maplint", "nothing changed", again},
		{"leaf", "maplint", "after an edit of a leaf file", after(r.leaf, "func maplintBench%d() {}")},
		{"api", "maplint", "after an API edit in a root package", after(r.api, "func MaplintBench%d() {}")},
		{"cold", "maplint", "build cache and own cache empty", command(with("GOCACHE", "MAPLINT_CACHE"), r.maplint)},
		{"coldvet", "go vet", "build cache empty", command(with("GOCACHE"), "go", "vet")},
	}
}

// warm brings the caches into the state that the rows name: everything has
// been built, and maplint has run.
func (r *repo) warm(ctx context.Context, rows []row) error {
	has := func(name string) bool { return slices.ContainsFunc(rows, func(r row) bool { return r.name == name }) }
	if has("staticcheck") {
		if err := r.installStaticcheck(ctx); err != nil {
			return err
		}
	}
	if has("staticcheck") || has("typecheck") {
		if _, err := measure(ctx, r.dir, nil, append([]string{r.self, "typecheck"}, r.patterns...)...); err != nil {
			return err
		}
	}
	_, err := measure(ctx, r.dir, []string{"MAPLINT_CACHE=" + r.cache}, append([]string{r.maplint}, r.patterns...)...)
	return err
}

// allPackages returns the patterns for all packages of the module or
// workspace of a directory.
func allPackages(ctx context.Context, dir string) ([]string, error) {
	work, err := goOutput(ctx, dir, "env", "GOWORK")
	if err != nil {
		return nil, err
	}
	if work = strings.TrimSpace(work); work == "" || work == "off" {
		return []string{"./..."}, nil
	}
	modules, err := goOutput(ctx, dir, "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return nil, err
	}
	var patterns []string
	for mod := range strings.Lines(modules) {
		rel, err := filepath.Rel(filepath.Dir(work), strings.TrimSpace(mod))
		if err != nil {
			return nil, err
		}
		pattern := "./" + filepath.ToSlash(rel) + "/..."
		// A module that only lists tools has no packages.
		if out, err := goOutput(ctx, dir, "list", pattern); err == nil && out != "" {
			patterns = append(patterns, pattern)
		}
	}
	return patterns, nil
}

// goOutput runs the go command and returns what it prints.
func goOutput(ctx context.Context, dir string, args ...string) (string, error) {
	out, err := gocmd.Command{Dir: dir}.Output(ctx, args...)
	if err != nil {
		return "", fmt.Errorf("go %s: %w", args[0], err)
	}
	return string(out), nil
}
