package load

import (
	"context"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A Group is a set of patterns that one go command understands: those of one
// module or workspace.
type Group struct {
	l        *Loader
	dir      string // where the go command runs
	patterns []string
	env      goEnv

	// sketches are of the packages that [Digests] have read, by package ID.
	sketches map[string]*sketch
}

// Groups sorts patterns into groups. The go command knows one module or
// workspace at a time; directories of other modules get a go command of
// their own, which runs there. The second result is what is wrong with single
// patterns; with the error nothing can be done at all.
func (l *Loader) Groups(ctx context.Context, dir string, patterns []string) ([]*Group, []*Error, error) {
	env, err := readEnv(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	newGroup := func(dir string, env goEnv) *Group {
		return &Group{l: l, dir: dir, env: env, sketches: make(map[string]*sketch)}
	}
	main := newGroup(dir, env)
	if len(patterns) == 0 {
		main.patterns = []string{"."}
		return []*Group{main}, nil, nil
	}
	var others []*Group
	var errs []*Error
	for _, p := range patterns {
		if p == "" || strings.HasPrefix(p, "-") {
			errs = append(errs, NewError(noPos, "malformed pattern %q: flags come before the packages", p))
			continue
		}
		if below := workspaceModules(ctx, dir, env, p); len(below) > 0 {
			main.patterns = append(main.patterns, below...)
			continue
		}
		root := foreignModule(dir, env, p)
		if root == "" {
			main.patterns = append(main.patterns, p)
			continue
		}
		i := slices.IndexFunc(others, func(g *Group) bool { return g.dir == root })
		if i < 0 {
			env, err := readEnv(ctx, root)
			if err != nil {
				errs = append(errs, NewError(noPos, "%s: %v", root, err))
				continue
			}
			if env.GOWORK != "" && env.GOWORK == main.env.GOWORK {
				main.patterns = append(main.patterns, p)
				continue
			}
			i = len(others)
			others = append(others, newGroup(root, env))
		}
		rel, _ := filepath.Rel(root, absPattern(dir, p)) // both are absolute
		others[i].patterns = append(others[i].patterns, "./"+filepath.ToSlash(rel))
	}
	if len(main.patterns) == 0 {
		return others, errs, nil
	}
	return append([]*Group{main}, others...), errs, nil
}

// workspaceModules expands dir/... where dir is in no module but has modules
// of the workspace below it, as the root of a workspace often has. The go
// command refuses this pattern, though there is only one thing it can mean.
func workspaceModules(ctx context.Context, dir string, env goEnv, pattern string) []string {
	abs := absPattern(dir, pattern)
	base := patternDir(abs)
	if env.GOWORK == "" || !isLocal(pattern) || abs != filepath.Join(base, "...") || moduleOf(base) != "" {
		return nil
	}
	out, err := goCommand(dir).Output(ctx, "work", "edit", "-json")
	var work struct {
		Use []struct{ DiskPath string }
	}
	if err != nil || json.Unmarshal(out, &work) != nil {
		return nil // the go command will tell what is wrong with the file
	}
	var below []string
	for _, use := range work.Use {
		mod := use.DiskPath
		if !filepath.IsAbs(mod) {
			mod = filepath.Join(filepath.Dir(env.GOWORK), mod)
		}
		if rel, err := filepath.Rel(base, mod); err == nil && filepath.IsLocal(rel) {
			below = append(below, filepath.Join(mod, "..."))
		}
	}
	return below
}

// foreignModule returns the directory of the module that a pattern lies in,
// or "" when it is the one of dir, none, or no question of directories.
func foreignModule(dir string, env goEnv, pattern string) string {
	if env.GOMOD == "" || !isLocal(pattern) || strings.HasSuffix(pattern, ".go") {
		return ""
	}
	mod := moduleOf(patternDir(absPattern(dir, pattern)))
	if mod == "" || sameFile(mod, env.GOMOD) {
		return ""
	}
	return filepath.Dir(mod)
}

// moduleOf returns the go.mod file of the module that a directory lies in,
// or "" if it lies in none.
func moduleOf(dir string) string {
	for {
		mod := filepath.Join(dir, "go.mod")
		if info, err := os.Stat(mod); err == nil && !info.IsDir() {
			return mod
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// isLocal reports whether a pattern is about directories.
func isLocal(pattern string) bool {
	slash := filepath.ToSlash(pattern)
	return slash == "." || slash == ".." || strings.HasPrefix(slash, "./") || strings.HasPrefix(slash, "../") ||
		filepath.IsAbs(pattern)
}

func absPattern(dir, pattern string) string {
	if filepath.IsAbs(pattern) {
		return filepath.Clean(pattern)
	}
	return filepath.Join(dir, pattern)
}

// patternDir is the directory below which everything that the pattern
// matches lies.
func patternDir(pattern string) string {
	before, _, wild := strings.Cut(pattern, "...")
	if !wild {
		return pattern
	}
	if strings.HasSuffix(before, string(filepath.Separator)) {
		return filepath.Clean(before)
	}
	return filepath.Dir(before)
}

// unmatched returns the patterns with wildcards that match none of pkgs. The
// go command only warns of them, which is how a typing error in a CI script
// stays unseen for years.
func (g *Group) unmatched(pkgs []*packages.Package) []string {
	if slices.ContainsFunc(pkgs, func(p *packages.Package) bool { return len(p.Errors) > 0 && p.Name == "" }) {
		return nil // said already
	}
	var out []string
	for _, pattern := range g.patterns {
		if !strings.Contains(pattern, "...") {
			continue
		}
		matches := func(p *packages.Package) bool { return wildcard(pattern).MatchString(p.PkgPath) }
		if isLocal(pattern) {
			abs := absPattern(g.dir, pattern)
			re := wildcard(filepath.ToSlash(abs))
			resolved := re
			if base, err := filepath.EvalSymlinks(patternDir(abs)); err == nil {
				resolved = wildcard(filepath.ToSlash(base + strings.TrimPrefix(abs, patternDir(abs))))
			}
			matches = func(p *packages.Package) bool {
				dir := p.Dir
				if dir == "" && len(p.GoFiles) > 0 { // from another build system
					dir = filepath.Dir(p.GoFiles[0])
				}
				dir = filepath.ToSlash(dir)
				return re.MatchString(dir) || resolved.MatchString(dir)
			}
		}
		if !slices.ContainsFunc(pkgs, matches) {
			out = append(out, pattern)
		}
	}
	return out
}

// wildcard translates the ... of a pattern. As for the go command, /... at
// the end also matches nothing.
func wildcard(pattern string) *regexp.Regexp {
	re := regexp.QuoteMeta(path.Clean(pattern))
	re = strings.ReplaceAll(re, `\.\.\.`, `.*`)
	if before, ok := strings.CutSuffix(re, `/.*`); ok {
		re = before + `(/.*)?`
	}
	return regexp.MustCompile(`^` + re + `$`)
}
