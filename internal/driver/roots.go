package driver

import (
	"crypto/sha256"
	"hash"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/driver/outline"
)

// A root is a package to be checked, as far as it can be known from the text
// of its files.
type root struct {
	meta  *packages.Package
	paths []string    // of its files
	files []fileNames // see session.outline
	// relevant is whether the checks can have something to say.
	relevant bool
	// foreign is whether it is a dependency that is only inspected.
	foreign bool
	// sums are of the text of each file, sum is a hash of all.
	sums map[string][sha256.Size]byte
	sum  [sha256.Size]byte
	// result is what the checks say, nil while they have not run or if they
	// could not.
	result *result
	// key is that of its result in the cache, zero if that has none.
	key cache.Key
}

// fileNames are all names that a file uses.
type fileNames struct {
	imports []outline.Import
	uses    []outline.Use
}

// scan reads the files of packages.
func (s *session) scan(pkgs []*packages.Package, filesOf func(*packages.Package) []string) []*root {
	all := s.cfg.Relevant == nil || isSmall(pkgs)
	roots := make([]*root, len(pkgs))
	parallel(len(pkgs), func(i int) {
		r := &root{meta: pkgs[i], paths: filesOf(pkgs[i]), relevant: all, sums: make(map[string][sha256.Size]byte)}
		roots[i] = r
		h := sha256.New()
		for _, name := range r.paths {
			data, err := s.source(name)
			if err != nil {
				r.relevant = true // the parser will say what is wrong
				continue
			}
			r.relevant = r.relevant || s.cfg.Relevant(string(data))
			addString(h, name)
			sum := sha256.Sum256(data)
			s.sums.Store(name, sum)
			r.sums[name] = sum
			h.Write(sum[:])
		}
		h.Sum(r.sum[:0])
	})
	return roots
}

// outline finds the names that the files of roots use, where that was not
// done before.
func (s *session) outline(roots []*root) {
	parallel(len(roots), func(i int) {
		r := roots[i]
		if r.files != nil {
			return
		}
		r.files = make([]fileNames, 0, len(r.paths))
		for _, name := range r.paths {
			if src, err := s.readString(name); err == nil { // else the parser will say what is wrong
				imports, uses := outline.Uses(src)
				r.files = append(r.files, fileNames{detachImports(imports), detachUses(uses)})
			}
		}
	})
}

// fewRoots and fewInAll are the numbers of packages, and of those with all
// that they depend on, up to which all packages are read, also those that can
// have no finding: it takes no time that a user would notice, and tells of
// those that do not compile.
const (
	fewRoots = 32
	fewInAll = 400
)

// isSmall reports whether a run is one of few packages.
func isSmall(pkgs []*packages.Package) bool {
	if len(pkgs) > fewRoots {
		return false
	}
	n := 0
	packages.Visit(pkgs, func(*packages.Package) bool {
		n++
		return n <= fewInAll
	}, nil)
	return n <= fewInAll
}

// detachImports and detachUses copy names out of the source they are parts
// of, which can then be let go.
func detachImports(list []outline.Import) []outline.Import {
	for i, imp := range list {
		list[i] = outline.Import{Name: strings.Clone(imp.Name), Path: strings.Clone(imp.Path)}
	}
	return list
}

func detachUses(list []outline.Use) []outline.Use {
	for i, use := range list {
		list[i] = outline.Use{Qualifier: strings.Clone(use.Qualifier), Name: strings.Clone(use.Name)}
	}
	return list
}

// needs calls found with each symbol of another package that a root can mean.
// meta is the package with its imports.
func (r *root) needs(meta *packages.Package, found func(symbol)) {
	for _, f := range r.files {
		follow(meta, f.imports, f.uses, func(sym symbol) {
			if sym.pkg.ID != meta.ID {
				found(sym)
			}
		})
	}
}

// addString adds a string to a hash, such that two strings are not one.
func addString(h hash.Hash, s string) {
	var n [8]byte
	for i := range n {
		n[i] = byte(len(s) >> (8 * i))
	}
	h.Write(n[:])
	// A hash takes any number of bytes, in pieces that spare a copy of all.
	var buf [4096]byte
	for len(s) > 0 {
		k := copy(buf[:], s)
		h.Write(buf[:k])
		s = s[k:]
	}
}
