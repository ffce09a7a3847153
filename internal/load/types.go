package load

import (
	"cmp"
	"errors"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/gocmd"
)

// A flaw is an error in a package.
type flaw struct {
	pos token.Position
	msg string
	in  *packages.Package
}

func (f *flaw) inStd() bool { return f != nil && isStd(f.in) }

// checked is a package that has been type-checked.
type checked struct {
	files []*ast.File
	info  *types.Info // nil unless the package is a root
	usesC bool        // it uses cgo itself, and types of C are invalid in it
	// own is the first error in the package, inherited one in a package that
	// it depends on.
	own, inherited *flaw
}

// check type-checks a package, and notes what is wrong with its types for
// those that depend on it.
func (l *program) check(u *unit, files []*ast.File, imports []*unit, parseErr error, info *types.Info) checked {
	c := checked{files: files, info: info, usesC: len(u.fakeC) > 0}
	c.own = l.firstFlaw(u, parseErr, l.typeCheck(u, files, c.info))
	for _, dep := range imports {
		if c.inherited == nil {
			c.inherited = dep.flaw
		}
		for _, p := range dep.fakeC {
			if !slices.Contains(u.fakeC, p) {
				u.fakeC = append(u.fakeC, p)
			}
		}
	}
	u.flaw = cmp.Or(c.own, c.inherited)
	return c
}

// settle has a root visited, or tells why that can't be done. Errors elsewhere
// matter only to a package that uses what they make invalid.
func (l *program) settle(u *unit, c checked) {
	sound := c.own == nil && !c.usesC
	if sound && (c.inherited != nil || len(u.fakeC) > 0) {
		sound = !anyInvalid(c.info, len(u.fakeC) > 0)
	}
	switch {
	case sound:
		l.visit(l.pack(u, u.root, c.files, c.info))
	case l.reached != nil && (c.own != nil || c.inherited != nil):
		l.later(&l.doubtful, u)
	case len(u.fakeC) > 0 && l.cgoed.files == nil:
		l.later(&l.cgo, u)
	case len(u.fakeC) > 0:
		l.failCgo(u)
	case newer(l.group.env.GOVERSION, l.group.l.built) && (c.own.inStd() || c.inherited.inStd()):
		l.later(&l.stale, u)
	case c.own != nil:
		l.errs.add(l.group.packageError(c.own.pos, c.own.msg, u.meta.PkgPath))
	default:
		l.errs.add(NewError(c.inherited.pos, "%s (package %s does not compile, and package %s, which depends on it, was not checked)",
			c.inherited.msg, c.inherited.in.PkgPath, u.meta.PkgPath))
	}
}

// typeCheck fills in the types of a unit; with info, those of a root.
func (l *program) typeCheck(u *unit, files []*ast.File, info *types.Info) (errs []types.Error) {
	cfg := &types.Config{
		Importer:                 importer(func(path string) (*types.Package, error) { return l.importPath(u, path) }),
		Sizes:                    l.sizes,
		IgnoreFuncBodies:         info == nil,
		FakeImportC:              true,
		DisableUnusedImportCheck: info == nil,
		Error: func(err error) {
			// A message that begins with a tab continues the one before it.
			if err, ok := errors.AsType[types.Error](err); ok && (info != nil || !err.Soft) && !strings.HasPrefix(err.Msg, "\t") {
				errs = append(errs, err)
			}
		},
	}
	// Outlines have no build constraints, which can raise the version.
	if m := u.meta.Module; m != nil && m.GoVersion != "" && (info != nil || l.reached == nil) {
		cfg.GoVersion = "go" + m.GoVersion
	}
	_ = types.NewChecker(cfg, l.fset, u.types, info).Files(files) // cfg.Error has them all
	return errs
}

// firstFlaw is the first error in the package itself: of the parser, since
// errors of the type checker then follow from it, or by position.
func (l *program) firstFlaw(u *unit, parseErr error, errs []types.Error) *flaw {
	var list scanner.ErrorList
	var path *fs.PathError
	switch {
	case errors.As(parseErr, &list):
		return &flaw{list[0].Pos, list[0].Msg, u.meta}
	case errors.As(parseErr, &path):
		return &flaw{token.Position{Filename: path.Path}, path.Err.Error(), u.meta}
	case parseErr != nil:
		return &flaw{msg: parseErr.Error(), in: u.meta}
	case len(errs) == 0:
		return nil
	}
	first := slices.MinFunc(errs, func(a, b types.Error) int {
		return ComparePos(l.fset.Position(a.Pos), l.fset.Position(b.Pos))
	})
	return &flaw{l.fset.Position(first.Pos), first.Msg, u.meta}
}

func (l *program) importPath(u *unit, path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	dep := l.unitOf(u, path)
	switch {
	case dep == nil:
		return nil, errors.New("no such package, or an import cycle")
	case len(dep.meta.Errors) > 0 && len(dep.meta.GoFiles) == 0:
		return nil, errors.New(gocmd.OneLine(dep.meta.Errors[0].Msg))
	}
	return dep.types, nil
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

func newInfo() *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
}

// anyInvalid reports whether the package uses a value or type that a flaw in
// a dependency has made invalid. The type checker is silent about such uses,
// and SSA can't be built with them. With sizes, a type that consists of an
// invalid one counts too: messages have its size.
func anyInvalid(info *types.Info, sizes bool) bool {
	seen, unsizedSeen := make(map[types.Type]bool), make(map[types.Type]bool)
	for _, tv := range info.Types {
		if tv.IsBuiltin() {
			continue // one whose result is constant is of an invalid type too
		}
		if invalid(tv.Type, seen) || sizes && unsized(tv.Type, unsizedSeen) {
			return true
		}
	}
	return false
}

// unsized reports whether the size of t, or of its keys and elements, is that
// of an invalid type. Unlike invalid it looks into types with a name, but not
// behind pointers.
func unsized(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Alias, *types.Named:
		return unsized(t.Underlying(), seen)
	case *types.Basic:
		return t.Kind() == types.Invalid
	case *types.Map:
		return unsized(t.Key(), seen) || unsized(t.Elem(), seen)
	case *types.Array:
		return unsized(t.Elem(), seen)
	case *types.Struct:
		for f := range t.Fields() {
			if unsized(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}

// invalid looks for invalid types in t, but not in the fields and methods of
// types with a name: using those is a use of its own.
func invalid(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Basic:
		return t.Kind() == types.Invalid
	case *types.Alias:
		return invalid(types.Unalias(t), seen)
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			if invalid(arg, seen) {
				return true
			}
		}
	case *types.Map:
		return invalid(t.Key(), seen) || invalid(t.Elem(), seen)
	case interface{ Elem() types.Type }: // pointers, slices, arrays, channels
		return invalid(t.Elem(), seen)
	case *types.Struct:
		for f := range t.Fields() {
			if invalid(f.Type(), seen) {
				return true
			}
		}
	case *types.Tuple:
		for v := range t.Variables() {
			if invalid(v.Type(), seen) {
				return true
			}
		}
	case *types.Signature:
		return invalid(t.Params(), seen) || invalid(t.Results(), seen)
	}
	return false
}
