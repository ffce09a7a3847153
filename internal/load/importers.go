package load

import (
	"context"
	"maps"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/packages"
)

// Importers finds, for packages of the group, those of the main modules that
// import one and are not among them. What can't be listed is not known to be
// left out.
func (g *Group) Importers(ctx context.Context, pkgs []*packages.Package) map[string][]string {
	seen := make(map[string]bool)
	dirs := make(map[string]bool)
	for _, p := range pkgs {
		seen[p.PkgPath] = true
		if m := p.Module; m != nil && m.Main {
			dirs[filepath.Join(m.Dir, "...")] = true
		}
	}
	if len(dirs) == 0 {
		return nil
	}
	all, err := g.load(ctx, slices.Sorted(maps.Keys(dirs))...)
	if err != nil {
		return nil
	}
	found := make(map[string][]string)
	for _, p := range all {
		if seen[p.PkgPath] || len(p.GoFiles) == 0 {
			continue
		}
		for path := range p.Imports {
			if seen[path] {
				found[path] = append(found[path], p.PkgPath)
			}
		}
	}
	return found
}
