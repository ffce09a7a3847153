package load

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"

	"golang.org/x/tools/go/packages"
)

// cgoFiles are the files that the go command has made of packages with cgo.
// The zero value is for a program that does without: it takes what comes from
// C as being of an invalid type, which the go/types package is silent about.
type cgoFiles struct {
	files   map[string][]string // by package ID; none for a package where cgo fails
	imports []*packages.Package // what the made files import besides
}

// filesOf returns the files of a package, those that cgo has made in place
// of their sources.
func (c cgoFiles) filesOf(p *packages.Package) []string {
	if files := c.files[p.ID]; files != nil {
		return files
	}
	return p.GoFiles
}

// listCgo lets the go command run cgo on packages. Why that fails for one is
// not kept: cgo reads files in parallel and tells of any one of them.
func (g *Group) listCgo(ctx context.Context, pkgs []*packages.Package, errs *errorList) cgoFiles {
	args := []string{"list", "-e", "-compiled", "-json=ImportPath,Dir,CompiledGoFiles,Error", "--"}
	for _, p := range pkgs {
		if p.ID == commandLine {
			args = append(args, g.files()...)
		} else {
			args = append(args, p.ID)
		}
	}
	out, _ := goCommand(g.dir).Output(ctx, args...)
	made := cgoFiles{files: make(map[string][]string)}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p struct {
			ImportPath, Dir string
			CompiledGoFiles []string
			Error           *struct{ Err string }
		}
		if dec.Decode(&p) != nil {
			break
		}
		if p.Error != nil {
			continue
		}
		for _, f := range p.CompiledGoFiles {
			// Those without an extension are from the build cache.
			if ext := filepath.Ext(f); ext != ".go" && ext != "" {
				continue
			}
			if !filepath.IsAbs(f) {
				f = filepath.Join(p.Dir, f)
			}
			made.files[p.ImportPath] = append(made.files[p.ImportPath], f)
		}
	}
	if len(made.files) > 0 && ctx.Err() == nil {
		var err error
		if made.imports, err = g.load(ctx, "runtime/cgo", "syscall"); err != nil {
			errs.add(g.refusal(err))
		}
	}
	return made
}

// failCgo reports a root that can't be checked since its types, or those of
// packages it depends on, come from C.
func (l *program) failCgo(u *unit) {
	for _, p := range u.fakeC {
		if l.cgoed.files[p.ID] != nil {
			continue
		}
		needs := ""
		if p != u.meta {
			needs = ", which depends on " + p.PkgPath + ","
		}
		l.errs.add(NewError(noPos, "cgo fails, and package %s%s was not checked: make go build %s work, or set CGO_ENABLED=0 to leave out files with cgo",
			u.meta.PkgPath, needs, p.PkgPath))
		return
	}
	l.errs.add(NewError(noPos, "package %s uses types of C that maplint can't see, and was not checked: see go build %[1]s", u.meta.PkgPath))
}
