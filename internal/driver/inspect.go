package driver

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
)

// A Package is what the checks say of one package, for [Config.Inspect].
type Package struct {
	// Path is the import path, Name what package clauses have.
	Path, Name string
	// Module is the path of its module, empty for the standard library.
	Module string
	// Foreign says that it is only a dependency: see Config.WantsForeign.
	Foreign bool
	// Fset has the positions.
	Fset *token.FileSet
	// Verdicts are those on the maps that the package declares, with details:
	// judged together with other packages, if it is.
	Verdicts []Verdict
	// Allocations are the places where it allocates tables of maps. They are
	// those of the first check that tells.
	Allocations *check.Allocations
}

// A Verdict is that of one check.
type Verdict struct {
	Check *analysis.Analyzer
	*check.Verdict
}

func newPackage(a *analysed) *Package {
	p := &Package{Path: a.meta.PkgPath, Name: a.meta.Name, Fset: a.fset}
	if m := a.meta.Module; m != nil {
		p.Module = m.Path
	}
	return p
}

// add adds what one check says.
func (p *Package) add(of *analysis.Analyzer, said *check.Judgement) {
	for _, v := range said.Verdicts {
		p.Verdicts = append(p.Verdicts, Verdict{of, v})
	}
	if p.Allocations == nil {
		p.Allocations = said.Allocations
	}
}

// inspects reports whether Config.Inspect is to be called with a root.
func (s *session) inspects(r *root) bool {
	if s.cfg.Inspect == nil {
		return false
	}
	return r.foreign || s.cfg.Wants == nil || s.cfg.Wants(r.Meta.PkgPath, r.Meta.Name)
}

// inspect calls Config.Inspect with roots.
func (s *session) inspect(roots []*root) {
	for _, r := range roots {
		if r.verdicts != nil {
			r.verdicts.Foreign = r.foreign
			s.cfg.Inspect(r.verdicts)
			r.verdicts = nil
		}
	}
}
