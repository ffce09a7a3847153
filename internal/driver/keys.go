package driver

import (
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"hash"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/driver/outline"
)

// A keyer makes the keys of results in the cache. The result of a package
// depends on its own source, comments included, and on the declarations of
// other packages that it can reach by names: an edit of another function's
// body, or of a declaration that it does not use, leaves its key as it is.
//
// Packages of the module cache and of the standard library do not change;
// for them the version, and those of all that they import, stand for the
// declarations.
type keyer struct {
	s       *session
	g       group
	reached *reacher

	nodes map[*outline.Decl]*node
	found map[symbol][]*node
	whole map[string]*node             // by package ID
	sums  map[string][sha256.Size]byte // of the sources of roots, by package ID
	round int
}

// A node is a declaration, or a package that does not change.
type node struct {
	sum   [sha256.Size]byte
	next  []*node
	known bool // next is
	ref   ref
	meta  *packages.Package
	round int // the last walk that came here
}

func newKeyer(s *session, g group, roots []*root) *keyer {
	sums := make(map[string][sha256.Size]byte)
	for _, r := range roots {
		sums[r.meta.ID] = r.sum
	}
	return &keyer{
		sums:    sums,
		s:       s,
		g:       g,
		reached: newReacher(func(p *packages.Package) []string { return p.GoFiles }, s.readString),
		nodes:   make(map[*outline.Decl]*node),
		found:   make(map[symbol][]*node),
		whole:   make(map[string]*node),
	}
}

// missing returns the roots whose result is not in the cache, and gives the
// others theirs.
func (k *keyer) missing(roots []*root) []*root {
	var cached []*root // or could be
	for _, r := range roots {
		if !k.s.inspects(r) {
			cached = append(cached, r)
		}
	}
	k.identify(cached)
	return slices.DeleteFunc(roots, k.s.cached)
}

// identify gives each root its key. Where no source has changed, that of the
// last run is found by a hash of all sources, which is much less work.
func (k *keyer) identify(roots []*root) {
	var todo []*root
	shortcuts := make(map[*root]cache.Key)
	for _, r := range roots {
		if r.meta.Imports["C"] != nil || r.meta.ID == commandLine {
			continue // depends on more than Go sources
		}
		sources := k.sources(r)
		if data, ok := k.s.cfg.Cache.Get(sources); ok && len(data) == len(r.key) {
			r.key = cache.Key(data)
			continue
		}
		shortcuts[r] = sources
		todo = append(todo, r)
	}
	k.keys(todo)
	for _, r := range todo {
		if k.s.moved.Load() {
			break
		}
		k.s.cfg.Cache.Put(shortcuts[r], r.key[:])
	}
}

// sources returns a hash of the sources of a root and of all that it imports.
func (k *keyer) sources(r *root) (key cache.Key) {
	h := k.hash("sources", r.meta)
	h.Write(r.sum[:])
	for _, path := range slices.Sorted(maps.Keys(r.meta.Imports)) {
		n := k.version(r.meta.Imports[path])
		h.Write(n.sum[:])
	}
	h.Sum(key[:0])
	return key
}

// hash begins a key with what all of them depend on.
func (k *keyer) hash(kind string, p *packages.Package) hash.Hash {
	h := sha256.New()
	for _, part := range []string{"maplint 1", kind, k.s.tool, k.g.env.GOVERSION, k.g.env.GOARCH, k.g.env.GOOS, p.PkgPath, p.Name, moduleOfPackage(p)} {
		addString(h, part)
	}
	return h
}

// keys computes the keys of roots.
func (k *keyer) keys(roots []*root) {
	k.s.outline(roots)
	// All that can be reached is read at once, in parallel.
	var symbols []symbol
	for _, r := range roots {
		r.needs(r.meta, func(sym symbol) {
			if k.changes(sym.pkg) {
				symbols = append(symbols, sym)
			}
		})
	}
	k.reached.only = k.changes
	k.reached.reach(symbols)
	for _, r := range roots {
		r.key = k.key(r)
	}
}

// key returns the key of a root.
func (k *keyer) key(r *root) (key cache.Key) {
	// The sum of hashes does not depend on the order in which declarations
	// are found.
	var sum [sha256.Size / 8]uint64
	k.round++
	var stack []*node
	push := func(n *node) {
		if n.round == k.round {
			return
		}
		n.round = k.round
		for i := range sum {
			sum[i] += binary.LittleEndian.Uint64(n.sum[8*i:])
		}
		stack = append(stack, n)
	}
	r.needs(r.meta, func(sym symbol) {
		for _, n := range k.lookup(sym) {
			push(n)
		}
	})
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, next := range k.follow(n) {
			push(next)
		}
	}
	h := k.hash("result", r.meta)
	h.Write(r.sum[:])
	_ = binary.Write(h, binary.LittleEndian, sum) // a hash takes all
	h.Sum(key[:0])
	return key
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
func (k *keyer) changes(p *packages.Package) bool {
	switch m := p.Module; {
	case isStd(p):
		return strings.Contains(k.g.env.GOVERSION, "devel")
	case m == nil || m.Main || m.Replace != nil && m.Replace.Version == "":
		return true
	}
	return slices.ContainsFunc(p.GoFiles, func(name string) bool {
		return strings.Contains(filepath.ToSlash(name), "/vendor/")
	})
}

// lookup returns the nodes of a symbol. None is an answer too: a name that
// is declared nowhere is one of a local variable, or of the universe.
func (k *keyer) lookup(sym symbol) []*node {
	if !k.changes(sym.pkg) {
		return []*node{k.version(sym.pkg)}
	}
	nodes, ok := k.found[sym]
	if ok {
		return nodes
	}
	if s := k.reached.sketches[sym.pkg.ID]; s != nil {
		for _, ref := range s.lookup(sym.name) {
			nodes = append(nodes, k.node(sym.pkg, ref))
		}
	}
	k.found[sym] = nodes
	return nodes
}

// node returns the node of a declaration. Its hash has the declaration's
// text and what each qualifier in it stands for.
func (k *keyer) node(meta *packages.Package, r ref) *node {
	if n := k.nodes[r.decl]; n != nil {
		return n
	}
	n := &node{meta: meta, ref: r}
	k.nodes[r.decl] = n
	h := sha256.New()
	addString(h, meta.PkgPath)
	addString(h, r.file.Text(r.decl))
	for _, use := range k.reached.needed[r.decl] {
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
func (k *keyer) follow(n *node) []*node {
	if n.known || n.ref.decl == nil {
		return n.next
	}
	n.known = true
	add := func(sym symbol) { n.next = append(n.next, k.lookup(sym)...) }
	if !n.ref.decl.Method {
		for _, name := range n.ref.decl.Names {
			add(symbol{n.meta, name})
		}
	}
	follow(n.meta, n.ref.file.Imports, k.reached.needed[n.ref.decl], add)
	return n.next
}

// version returns the node of a package as a whole: of one that does not
// change its version, of another one its sources, and the names of its files,
// which build tags select, with the same of all that it imports.
func (k *keyer) version(p *packages.Package) *node {
	if n := k.whole[p.ID]; n != nil {
		return n
	}
	n := &node{known: true}
	k.whole[p.ID] = n
	h := sha256.New()
	addString(h, p.PkgPath)
	addString(h, moduleOfPackage(p))
	for _, f := range p.GoFiles {
		addString(h, filepath.Base(f))
	}
	if k.changes(p) {
		if sum, ok := k.sums[p.ID]; ok {
			h.Write(sum[:])
		} else {
			for _, f := range p.GoFiles {
				src, _ := k.s.readString(f)
				addString(h, src)
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		dep := k.version(p.Imports[path])
		h.Write(dep.sum[:])
	}
	h.Sum(n.sum[:0])
	return n
}

// toolID identifies this build of maplint, and what the checks are set to.
func toolID(checks []*analysis.Analyzer) (string, error) {
	info, _ := debug.ReadBuildInfo()
	id := fmt.Sprint(info)
	if info == nil || info.Main.Sum == "" { // not a released version
		name, err := os.Executable()
		if err != nil {
			return "", err
		}
		stat, err := os.Stat(name)
		if err != nil {
			return "", err
		}
		id += fmt.Sprintln(name, stat.Size(), stat.ModTime().UnixNano())
	}
	for _, a := range checks {
		id += "\n" + a.Name
		a.Flags.VisitAll(func(f *flag.Flag) { id += fmt.Sprintf(" -%s=%s", f.Name, f.Value) })
	}
	return id, nil
}
