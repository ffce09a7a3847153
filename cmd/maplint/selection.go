package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/gocmd"
)

// tags is the flag -tags.
type tags string

func (t *tags) addFlag(fs *flag.FlagSet) {
	fs.StringVar((*string)(t), "tags", "", "build `tags`, with commas between them, as for the go command")
}

// apply has all go commands from here on choose files by the tags. What
// GOFLAGS already has stays, but for its tags.
func (t *tags) apply(ctx context.Context) error {
	if *t == "" {
		return nil
	}
	if strings.ContainsAny(string(*t), "'\" \t\n") {
		return fmt.Errorf("-tags takes names with commas between them, not %q", string(*t))
	}
	out, err := gocmd.Command{}.Output(ctx, "env", "GOFLAGS") // also what go env -w has set
	if err != nil {
		return err
	}
	return os.Setenv("GOFLAGS", strings.TrimSpace(string(out)+" -tags="+string(*t)))
}

// A selection is what findings are shown of all that there are.
type selection struct {
	checks  string
	exclude patternList
}

func (s *selection) addFlags(fs *flag.FlagSet) {
	fs.StringVar(&s.checks, "checks", "all", "report the findings of the checks with these `names`, with commas between them; -NAME for all but one")
	fs.Var(&s.exclude, "exclude", "leave packages that match this `pattern` of the go command out of the report; may be given several times")
}

// validate refuses checks that do not exist.
func (s *selection) validate() error {
	known := []string{"all", driver.DirectiveCheck}
	for _, a := range analyzer.Checks() {
		known = append(known, a.Name)
	}
	for name := range strings.SplitSeq(s.checks, ",") {
		if !slices.Contains(known, strings.TrimPrefix(strings.TrimSpace(name), "-")) {
			return fmt.Errorf("-checks: there is no check %q: the checks are %s", name, strings.Join(known, ", "))
		}
	}
	return nil
}

// wants reports whether findings of a check are shown. As in staticcheck, the
// last name that fits decides.
func (s *selection) wants(check string) bool {
	wanted := strings.HasPrefix(strings.TrimSpace(s.checks), "-") // all but these
	for name := range strings.SplitSeq(s.checks, ",") {
		name, not := strings.CutPrefix(strings.TrimSpace(name), "-")
		if name == "all" || name == check {
			wanted = !not
		}
	}
	return wanted
}

// apply removes from a report what is not to be shown.
func (s *selection) apply(report *driver.Report) {
	report.Findings = slices.DeleteFunc(report.Findings, func(f driver.Finding) bool {
		return !s.wants(f.Check) || s.exclude.match(f.Package, f.Pos)
	})
	report.Errors = slices.DeleteFunc(report.Errors, func(e *driver.Error) bool {
		return s.exclude.match("", e.Pos)
	})
}

// patternList is a flag with patterns of packages.
type patternList []*pattern

// A pattern is one of the go command: of directories if it begins with a dot
// or a slash, else of import paths.
type pattern struct {
	text  string
	local bool
	re    *regexp.Regexp
}

func (l *patternList) String() string {
	var list []string
	for _, p := range *l {
		list = append(list, p.text)
	}
	return strings.Join(list, ",")
}

func (l *patternList) Set(text string) error {
	if text == "" || strings.HasPrefix(text, "-") {
		return errors.New("needs a pattern, as ./internal/gen/... or example.com/m/gen/... are")
	}
	p := &pattern{text: text, local: text == "." || text == ".." || filepath.IsAbs(text) ||
		strings.HasPrefix(filepath.ToSlash(text), "./") || strings.HasPrefix(filepath.ToSlash(text), "../")}
	whole := path.Clean(filepath.ToSlash(text))
	if p.local {
		abs, err := filepath.Abs(text)
		if err != nil {
			return err
		}
		whole = filepath.ToSlash(abs)
	}
	expr := strings.ReplaceAll(regexp.QuoteMeta(whole), `\.\.\.`, `.*`)
	if before, ok := strings.CutSuffix(expr, `/.*`); ok { // as for the go command, this also matches nothing
		expr = before + `(/.*)?`
	}
	p.re = regexp.MustCompile(`^` + expr + `$`)
	*l = append(*l, p)
	return nil
}

// match reports whether a package is excluded, by its import path and a
// position in it. What is wrong with a package has only the position.
func (l *patternList) match(pkg string, pos token.Position) bool {
	if len(*l) == 0 {
		return false
	}
	dir := filepath.Dir(pos.Filename)
	if !filepath.IsAbs(dir) {
		dir = ""
	}
	if dir != "" {
		pkg = cmp.Or(pkg, importPath(dir))
	}
	return slices.ContainsFunc(*l, func(p *pattern) bool {
		if p.local {
			return dir != "" && p.re.MatchString(filepath.ToSlash(dir))
		}
		return pkg != "" && p.re.MatchString(pkg)
	})
}

// importPath returns the import path of a directory in a module, or nothing.
func importPath(dir string) string {
	for root := dir; ; root = filepath.Dir(root) {
		if data, err := os.ReadFile(filepath.Join(root, "go.mod")); err == nil {
			rel, err := filepath.Rel(root, dir)
			if err != nil {
				return ""
			}
			return path.Join(modfile.ModulePath(data), filepath.ToSlash(rel))
		}
		if root == filepath.Dir(root) {
			return ""
		}
	}
}
