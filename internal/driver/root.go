package driver

import (
	"crypto/sha256"

	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/load"
)

// A root is a package to be checked.
type root struct {
	*load.Root
	// foreign is whether it is a dependency that is only inspected.
	foreign bool
	// result is what the checks say, nil while they have not run or if they
	// could not.
	result *result
	// verdicts are for Config.Inspect, nil unless that asks for them.
	verdicts *Package
	// key is that of its result in the cache, zero if that has none.
	key cache.Key
}

// newRoots returns the roots that were scanned.
func newRoots(scanned []*load.Root) []*root {
	out := make([]*root, len(scanned))
	for i, r := range scanned {
		out[i] = &root{Root: r}
	}
	return out
}

// loaded returns the roots as package load knows them.
func loaded(roots []*root) []*load.Root {
	out := make([]*load.Root, len(roots))
	for i, r := range roots {
		out[i] = r.Root
	}
	return out
}

// A Source is what a run knows of a file that a fix changes.
type Source struct {
	// Sum is of the text that the offsets of edits are about.
	Sum [sha256.Size]byte
	// Foreign says why the file is not the user's to change, or is empty.
	Foreign string
}

// sources describes the files that fixes of findings change. A finding of one
// root can lie in a file of another.
func sources(g *load.Group, roots []*root, findings []Finding) map[string]Source {
	out := make(map[string]Source)
	for _, f := range findings {
		for _, fix := range f.Fixes {
			for _, e := range fix.Edits {
				for _, r := range roots {
					if sum, ok := r.Sum(e.File); ok {
						out[e.File] = Source{sum, g.Foreign(r.Meta, e.File)}
					}
				}
			}
		}
	}
	return out
}
