package load

import (
	"cmp"
	"fmt"
	"go/token"
	"go/version"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/gocmd"
)

var noPos token.Position

// An Error tells in one line what could not be loaded and what to do.
type Error struct {
	Pos token.Position // the zero Position where there is none
	Msg string
}

// NewError returns an error whose text is brought into one line.
func NewError(pos token.Position, format string, args ...any) *Error {
	return &Error{pos, gocmd.OneLine(fmt.Sprintf(format, args...))}
}

func (e *Error) Error() string {
	if e.Pos.Filename == "" {
		return e.Msg
	}
	return e.Pos.String() + ": " + e.Msg
}

// ComparePos compares positions by file, line and column.
func ComparePos(a, b token.Position) int {
	return cmp.Or(
		cmp.Compare(a.Filename, b.Filename),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
	)
}

// An errorList takes errors of several goroutines.
type errorList struct {
	mu   sync.Mutex
	list []*Error
}

func (l *errorList) add(e *Error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, e)
}

var tooOld = regexp.MustCompile(`requires go >= (\S+) \(running go ([^;)]+)`)

// refusal tells why the go command refuses the group as a whole.
func (g *Group) refusal(err error) *Error {
	msg := gocmd.Message(err.Error())
	switch m := tooOld.FindStringSubmatch(msg); {
	case strings.Contains(msg, "go.mod file not found"), strings.Contains(msg, "cannot find main module"):
		return NewError(noPos, "%s", noModule(g.dir))
	case m != nil && newer(m[1], g.l.built):
		return NewError(noPos, "built with %s, the module needs go%s: install go%[2]s (or set GOTOOLCHAIN=auto) and rebuild maplint with it", g.l.built, m[1])
	case m != nil:
		return NewError(noPos, "the module needs go%s, and the go command is go%s: install go%[1]s, or set GOTOOLCHAIN=auto", m[1], m[2])
	}
	return NewError(noPos, "%s", msg)
}

// noModule tells what to do in a directory without a module, and names the
// modules below, which the go command does not look for.
func noModule(dir string) string {
	var below []string
	// What can't be read has no module to name: the walk's error says nothing.
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, path)
		switch {
		case err != nil:
			return fs.SkipDir
		case d.IsDir() && path != dir && (strings.HasPrefix(d.Name(), ".") || d.Name() == "vendor" || d.Name() == "testdata" || strings.Count(rel, string(filepath.Separator)) > 2):
			return fs.SkipDir
		case d.Name() == "go.mod":
			below = append(below, "./"+filepath.ToSlash(filepath.Dir(rel))+"/...")
		case len(below) == 3:
			return fs.SkipAll
		}
		return nil
	})
	msg := fmt.Sprintf("no go.mod in %s or above it: ", dir)
	if len(below) == 0 {
		return msg + "run maplint in a module, or make one with go mod init"
	}
	return msg + "name the modules below, as in maplint " + strings.Join(below, " ")
}

// listError is what the go command says of a package that it can't load: one
// line, the first error.
func (g *Group) listError(p *packages.Package) *Error {
	e := p.Errors[0]
	msg := gocmd.OneLine(gocmd.Message(e.Msg))
	pos := parsePos(g.dir, e.Pos)
	if p.Name == "" && len(p.GoFiles) == 0 { // not a package but a pattern
		msg = strings.TrimPrefix(msg, fmt.Sprintf("pattern %s: ", p.PkgPath))
		switch dir := patternDir(absPattern(g.dir, p.PkgPath)); {
		case strings.Contains(msg, "does not contain main module") && moduleOf(dir) == "":
			msg = noModule(dir)
		case strings.HasSuffix(msg, "directory not found"), strings.HasSuffix(msg, "no such file or directory"):
			msg = fmt.Sprintf("pattern %s matches no packages: %s", p.PkgPath, msg)
		case strings.HasPrefix(msg, "build constraints exclude all Go files"):
			msg += ": choose other files by -tags, GOOS or GOARCH"
		case strings.HasPrefix(msg, "no Go files in"):
			msg += ": name packages, or use ./... for all below a directory"
		}
		return NewError(pos, "%s", msg)
	}
	if path, reason, ok := cutOpen(msg); ok {
		pos, msg = token.Position{Filename: path}, reason
	}
	return g.packageError(pos, msg, p.PkgPath)
}

// noMatch tells why a pattern with wildcards matches no package.
func (g *Group) noMatch(pattern string) *Error {
	excluded := ""
	if isLocal(pattern) {
		dir := patternDir(absPattern(g.dir, pattern))
		// What can't be read has no files to name.
		_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return fs.SkipDir
			case d.IsDir() && name != dir && (strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_") || d.Name() == "testdata" || d.Name() == "vendor"):
				return fs.SkipDir
			case !d.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
				excluded, _ = filepath.Rel(dir, name)
				return fs.SkipAll
			}
			return nil
		})
	}
	if excluded != "" {
		return NewError(noPos, "pattern %s matches no packages: build constraints exclude all Go files below it, such as %s: choose other files by -tags, GOOS or GOARCH", pattern, excluded)
	}
	return NewError(noPos, "pattern %s matches no packages: check its spelling, and that it lies in a module of %s", pattern, g.dir)
}

// packageError is the error that keeps a package from being checked.
func (g *Group) packageError(pos token.Position, msg, pkg string) *Error {
	if newer(g.env.GOVERSION, g.l.built) {
		return NewError(pos, "%s (package %s was not checked: unless go build %[2]s fails too, rebuild maplint, built with %s, with %s)",
			msg, pkg, g.l.built, g.env.GOVERSION)
	}
	return NewError(pos, "%s (package %s does not compile and was not checked: see go build %[2]s)", msg, pkg)
}

// cutOpen takes an error of reading a file apart.
func cutOpen(msg string) (path, reason string, ok bool) {
	rest, ok := strings.CutPrefix(msg, "open ")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, ": ")
}

// parsePos parses file:line:col or a part of it. Relative names are relative
// to where the go command ran.
func parsePos(dir, s string) token.Position {
	var pos token.Position
	if s == "" || s == "-" {
		return pos
	}
	var nums []int
	for len(nums) < 2 {
		i := strings.LastIndexByte(s, ':')
		if i < 0 {
			break
		}
		n, err := strconv.Atoi(s[i+1:])
		if err != nil {
			break
		}
		nums = append(nums, n)
		s = s[:i]
	}
	pos.Filename = s
	if !filepath.IsAbs(s) {
		pos.Filename = filepath.Join(dir, s)
	}
	slices.Reverse(nums)
	if len(nums) > 0 {
		pos.Line = nums[0]
	}
	if len(nums) > 1 {
		pos.Column = nums[1]
	}
	return pos
}

// versionError is about a module that is written in a newer Go than maplint
// can read.
func (g *Group) versionError(m *packages.Module) *Error {
	return NewError(noPos, "built with %s, module %s needs go%s: rebuild maplint with go%[3]s or later", g.l.built, m.Path, m.GoVersion)
}

// staleError is about packages that could not be checked because the go
// command, and with it the standard library, is newer than maplint. What
// there is to read in the errors themselves would only mislead.
func (g *Group) staleError(n int) *Error {
	return NewError(noPos, "built with %s, the go command is %s: maplint can't read its standard library, and %d packages were not checked: rebuild maplint with %[2]s",
		g.l.built, g.env.GOVERSION, n)
}

// goVersion finds the release in what runtime.Version says, which may also
// name experiments or a commit.
func goVersion(s string) string {
	for f := range strings.FieldsSeq(s) {
		if f, _, _ = strings.Cut(f, "-"); version.IsValid(f) {
			return f
		}
	}
	return s
}

// newer reports whether a language version (1.27, or go1.27.4 of a
// toolchain) is newer than the one of the given release.
func newer(v, built string) bool {
	if !strings.HasPrefix(v, "go") {
		v = "go" + v
	}
	a, b := version.Lang(goVersion(v)), version.Lang(built)
	return a != "" && b != "" && version.Compare(a, b) > 0
}
