package load

import (
	"crypto/sha256"
	"hash"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/load/outline"
)

// A Root is a package to be checked, as far as it can be known from the text
// of its files.
type Root struct {
	Meta *packages.Package
	// Relevant is whether it matters: [Config.Relevant].
	Relevant bool

	paths []string // of its files
	names *names
	// sums are of the text of each file, sum is a hash of all.
	sums map[string][sha256.Size]byte
	sum  [sha256.Size]byte
	// edited is whether a file had another text when it was parsed. Then sums
	// are of that.
	edited bool
	// of is the root that this one is for, with files made by cgo; or nil.
	of *Root
}

// names are all names that the files of a root use.
type names struct {
	once  sync.Once
	files []fileNames
}

type fileNames struct {
	imports []outline.Import
	uses    []outline.Use
}

// Sum returns the hash of the text that a file of the package had when it was
// last read.
func (r *Root) Sum(file string) (sum [sha256.Size]byte, ok bool) {
	sum, ok = r.sums[file]
	return sum, ok
}

// Edited reports whether a file had another text when the package was loaded
// than when it was scanned: its digests are not those of what was loaded.
func (r *Root) Edited() bool { return r.edited }

// OnlyGo reports whether the package depends on Go sources alone, as far as it
// shows: not if it uses cgo. One that is given as a list of files has no name
// that others know it by, and does not count either.
func (r *Root) OnlyGo() bool {
	return r.Meta.Imports["C"] == nil && r.Meta.ID != commandLine
}

func (r *Root) clone() *Root {
	return &Root{Meta: r.Meta, Relevant: r.Relevant, paths: r.paths, names: r.names, sums: maps.Clone(r.sums), sum: r.sum}
}

// parsed notes the text that a file had when it was parsed.
func (r *Root) parsed(name string, src []byte) {
	if sum := sha256.Sum256(src); r.sums[name] != sum {
		r.sums[name] = sum
		r.edited = true
	}
}

// Scan reads the files of packages of the group.
func (g *Group) Scan(pkgs []*packages.Package) []*Root {
	return g.scan(pkgs, goFiles)
}

func goFiles(p *packages.Package) []string { return p.GoFiles }

func (g *Group) scan(pkgs []*packages.Package, filesOf func(*packages.Package) []string) []*Root {
	l := g.l
	all := l.cfg.Relevant == nil || isSmall(pkgs)
	roots := make([]*Root, len(pkgs))
	Parallel(len(pkgs), func(i int) {
		r := &Root{Meta: pkgs[i], paths: filesOf(pkgs[i]), names: new(names), Relevant: all, sums: make(map[string][sha256.Size]byte)}
		roots[i] = r
		h := sha256.New()
		for _, name := range r.paths {
			data, err := l.source(name)
			if err != nil {
				r.Relevant = true // the parser will say what is wrong
				continue
			}
			r.Relevant = r.Relevant || l.cfg.Relevant(string(data))
			addString(h, name)
			sum := sha256.Sum256(data)
			l.sums.Store(name, sum)
			r.sums[name] = sum
			h.Write(sum[:])
		}
		h.Sum(r.sum[:0])
	})
	return roots
}

// Outline finds the names that the files of roots use, several at a time,
// where that was not done before. [Root.Mentions] needs them.
func (g *Group) Outline(roots []*Root) {
	Parallel(len(roots), func(i int) {
		r := roots[i]
		r.names.once.Do(func() {
			for _, name := range r.paths {
				if src, err := g.l.readString(name); err == nil { // else the parser will say what is wrong
					imports, uses := outline.Uses(src)
					r.names.files = append(r.names.files, fileNames{detachImports(imports), detachUses(uses)})
				}
			}
		})
	})
}

// Mentions reports whether the files of a package that was outlined use one of
// the names, as far as their text shows.
func (r *Root) Mentions(names map[string]bool) bool {
	return slices.ContainsFunc(r.names.files, func(f fileNames) bool {
		return slices.ContainsFunc(f.uses, func(use outline.Use) bool { return names[use.Name] })
	})
}

// Foreign tells why a file of a package is not the user's to change: it would
// be overwritten, or is shared with all that is built on the machine. It is
// empty for a file that is.
func (g *Group) Foreign(p *packages.Package, file string) string {
	below := func(dir string) bool {
		rel, err := filepath.Rel(dir, file)
		return dir != "" && err == nil && filepath.IsLocal(rel)
	}
	switch {
	case below(g.env.GOROOT):
		return "it is of the Go installation"
	case below(g.env.GOMODCACHE):
		return "it is in the module cache"
	case p.Module != nil && !p.Module.Main:
		return "it is of module " + p.Module.Path + ", which is not the main module"
	case p.Module == nil && strings.Contains("/"+p.PkgPath, "/vendor/"): // of GOPATH
		return "it is in a vendor directory"
	}
	return ""
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
func (r *Root) needs(meta *packages.Package, found func(symbol)) {
	for _, f := range r.names.files {
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
