package load

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/load/outline"
)

// Digests tell whether anything that a package can depend on is another than
// it was. That is its own source, comments included, and the declarations of
// other packages that it can reach by names: an edit of another function's
// body, or of a declaration that it does not use, leaves its digest as it is.
//
// Packages of the module cache and of the standard library do not change;
// for them the version, and those of all that they import, stand for the
// declarations.
type Digests struct {
	g       *Group
	reached *reacher

	nodes map[*outline.Decl]*node
	found map[symbol][]*node
	whole map[string]*node             // by package ID
	sums  map[string][sha256.Size]byte // of the sources of roots, by package ID
	round int
}

// A Digest is a hash of all that a package depends on.
type Digest [sha256.Size]byte

// A node is a declaration, or a package that does not change.
type node struct {
	sum   [sha256.Size]byte
	next  []*node
	known bool // next is
	ref   ref
	meta  *packages.Package
	round int // the last walk that came here
}

// Digests returns the digests of a group, of which the roots were scanned.
// What they read of other packages, [Group.Load] need not read again.
func (g *Group) Digests(roots []*Root) *Digests {
	d := &Digests{
		g:       g,
		reached: newReacher(goFiles, g.l.readString),
		nodes:   make(map[*outline.Decl]*node),
		found:   make(map[symbol][]*node),
		whole:   make(map[string]*node),
		sums:    make(map[string][sha256.Size]byte),
	}
	d.reached.sketches = g.sketches
	d.reached.only = d.changes
	for _, r := range roots {
		d.sums[r.Meta.ID] = r.sum
	}
	return d
}

// Sources returns a hash of the sources of a root and of all that it imports.
// It takes much less work than the digest, and changes with more.
func (d *Digests) Sources(r *Root) (sum Digest) {
	h := d.hash(r.Meta)
	h.Write(r.sum[:])
	for _, path := range slices.Sorted(maps.Keys(r.Meta.Imports)) {
		n := d.version(r.Meta.Imports[path])
		h.Write(n.sum[:])
	}
	h.Sum(sum[:0])
	return sum
}

// hash begins a digest with what all of them depend on.
func (d *Digests) hash(p *packages.Package) hash.Hash {
	h := sha256.New()
	for _, part := range []string{d.g.env.GOVERSION, d.g.env.GOARCH, d.g.env.GOOS, p.PkgPath, p.Name, moduleOfPackage(p)} {
		addString(h, part)
	}
	return h
}

// Of returns the digest of each root.
func (d *Digests) Of(roots []*Root) []Digest {
	d.g.Outline(roots)
	// All that can be reached is read at once, in parallel.
	var symbols []symbol
	for _, r := range roots {
		r.needs(r.Meta, func(sym symbol) {
			if d.changes(sym.pkg) {
				symbols = append(symbols, sym)
			}
		})
	}
	d.reached.reach(symbols)
	out := make([]Digest, len(roots))
	for i, r := range roots {
		out[i] = d.of(r)
	}
	return out
}

// of returns the digest of a root.
func (d *Digests) of(r *Root) (digest Digest) {
	// The sum of hashes does not depend on the order in which declarations
	// are found.
	var sum [sha256.Size / 8]uint64
	d.round++
	var stack []*node
	push := func(n *node) {
		if n.round == d.round {
			return
		}
		n.round = d.round
		for i := range sum {
			sum[i] += binary.LittleEndian.Uint64(n.sum[8*i:])
		}
		stack = append(stack, n)
	}
	r.needs(r.Meta, func(sym symbol) {
		for _, n := range d.lookup(sym) {
			push(n)
		}
	})
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, next := range d.follow(n) {
			push(next)
		}
	}
	h := d.hash(r.Meta)
	h.Write(r.sum[:])
	_ = binary.Write(h, binary.LittleEndian, sum) // a hash takes all
	h.Sum(digest[:0])
	return digest
}

// moduleOfPackage identifies the module of a package with its language
// version.
func moduleOfPackage(p *packages.Package) string {
	if p.Module == nil {
		return ""
	}
	m := p.Module
	id := m.Path + "@" + m.Version + " " + m.GoVersion
	if m.Replace != nil {
		id += " => " + m.Replace.Path + "@" + m.Replace.Version
	}
	return id
}

// changes reports whether the files of a package can change without that its
// version does.
func (d *Digests) changes(p *packages.Package) bool {
	switch m := p.Module; {
	case isStd(p):
		return strings.Contains(d.g.env.GOVERSION, "devel")
	case m == nil || m.Main || m.Replace != nil && m.Replace.Version == "":
		return true
	}
	return slices.ContainsFunc(p.GoFiles, func(name string) bool {
		return strings.Contains(filepath.ToSlash(name), "/vendor/")
	})
}

// lookup returns the nodes of a symbol. None is an answer too: a name that
// is declared nowhere is one of a local variable, or of the universe.
func (d *Digests) lookup(sym symbol) []*node {
	if !d.changes(sym.pkg) {
		return []*node{d.version(sym.pkg)}
	}
	nodes, ok := d.found[sym]
	if ok {
		return nodes
	}
	if s := d.reached.sketches[sym.pkg.ID]; s != nil {
		for _, ref := range s.lookup(sym.name) {
			nodes = append(nodes, d.node(sym.pkg, ref))
		}
	}
	d.found[sym] = nodes
	return nodes
}

// node returns the node of a declaration. Its hash has the declaration's
// text and what each qualifier in it stands for.
func (d *Digests) node(meta *packages.Package, r ref) *node {
	if n := d.nodes[r.decl]; n != nil {
		return n
	}
	n := &node{meta: meta, ref: r}
	d.nodes[r.decl] = n
	h := sha256.New()
	addString(h, meta.PkgPath)
	addString(h, r.file.Text(r.decl))
	for _, use := range d.reached.needed[r.decl] {
		if use.Qualifier == "" {
			continue
		}
		for _, dep := range imported(meta, r.file.Imports, use.Qualifier) {
			addString(h, use.Qualifier)
			addString(h, dep.PkgPath)
		}
	}
	h.Sum(n.sum[:0])
	return n
}

// follow returns the nodes of what a declaration uses, and those of its
// methods and of the other names of its group.
func (d *Digests) follow(n *node) []*node {
	if n.known || n.ref.decl == nil {
		return n.next
	}
	n.known = true
	add := func(sym symbol) { n.next = append(n.next, d.lookup(sym)...) }
	if !n.ref.decl.Method {
		for _, name := range n.ref.decl.Names {
			add(symbol{n.meta, name})
		}
	}
	follow(n.meta, n.ref.file.Imports, d.reached.needed[n.ref.decl], add)
	return n.next
}

// version returns the node of a package as a whole: of one that does not
// change its version, of another one its sources, and the names of its files,
// which build tags select, with the same of all that it imports.
func (d *Digests) version(p *packages.Package) *node {
	if n := d.whole[p.ID]; n != nil {
		return n
	}
	n := &node{known: true}
	d.whole[p.ID] = n
	h := sha256.New()
	addString(h, p.PkgPath)
	addString(h, moduleOfPackage(p))
	for _, f := range p.GoFiles {
		addString(h, filepath.Base(f))
	}
	if d.changes(p) {
		if sum, ok := d.sums[p.ID]; ok {
			h.Write(sum[:])
		} else {
			for _, f := range p.GoFiles {
				src, _ := d.g.l.readString(f)
				addString(h, src)
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		dep := d.version(p.Imports[path])
		h.Write(dep.sum[:])
	}
	h.Sum(n.sum[:0])
	return n
}
