package driver

import (
	"context"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/load"
)

// foreign has the checks judge the dependencies of packages that
// Config.WantsForeign asks for. Nobody has asked to check them, so what is wrong with them is no error.
func (s *session) foreign(ctx context.Context, g *load.Group, pkgs []*packages.Package) []*root {
	if s.cfg.Inspect == nil || s.cfg.WantsForeign == nil || ctx.Err() != nil {
		return nil
	}
	own := make(map[string]bool)
	for _, p := range pkgs {
		own[p.ID] = true
	}
	var wanted []*packages.Package
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if !own[p.ID] && len(p.GoFiles) > 0 && s.cfg.WantsForeign(p.PkgPath) {
			wanted = append(wanted, p)
		}
	})
	roots := newRoots(g.Scan(wanted))
	for _, r := range roots {
		r.foreign = true
	}
	s.load(ctx, g, roots)
	return roots
}
