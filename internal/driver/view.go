package driver

import (
	"context"
	"maps"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/packages"
)

// leftOut finds, for each root, the packages of the main modules that import
// it and are not in the patterns: what they do to its exported maps is not
// seen. What can't be listed is not known to be left out.
func (s *session) leftOut(ctx context.Context, g group, roots []*packages.Package) {
	seen := make(map[string]bool)
	dirs := make(map[string]bool)
	for _, r := range roots {
		seen[r.PkgPath] = true
		if m := r.Module; m != nil && m.Main {
			dirs[filepath.Join(m.Dir, "...")] = true
		}
	}
	if len(dirs) == 0 {
		return
	}
	all, err := g.load(ctx, slices.Sorted(maps.Keys(dirs))...)
	if err != nil {
		return
	}
	for _, p := range all {
		if seen[p.PkgPath] || len(p.GoFiles) == 0 {
			continue
		}
		for path := range p.Imports {
			if seen[path] {
				s.report.leave(path, p.PkgPath)
			}
		}
	}
}
