package load

import (
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/load/outline"
)

// A sketch is a package as outlines of its files, for following names from
// declaration to declaration.
type sketch struct {
	meta  *packages.Package
	files []*outline.File
	// decls are the declarations of each name, methods those of each type.
	decls, methods map[string][]ref
	err            error // a file can't be read
}

// A ref is a declaration in a file of a sketch.
type ref struct {
	file *outline.File
	decl *outline.Decl
}

// newSketch reads a package. read returns the content of a file.
func newSketch(meta *packages.Package, files []string, read func(string) (string, error)) *sketch {
	s := &sketch{meta: meta, decls: make(map[string][]ref), methods: make(map[string][]ref)}
	for _, name := range files {
		src, err := read(name)
		if err != nil {
			s.err = err
			continue
		}
		f := outline.Of(src)
		s.files = append(s.files, f)
		for i := range f.Decls {
			d := &f.Decls[i]
			into := s.decls
			if d.Method {
				into = s.methods
			}
			for _, name := range d.Names {
				into[name] = append(into[name], ref{f, d})
			}
		}
	}
	return s
}

// lookup returns the declarations of a name, with the methods of a type.
func (s *sketch) lookup(name string) []ref {
	refs, methods := s.decls[name], s.methods[name]
	if len(methods) == 0 {
		return refs
	}
	return slices.Concat(refs, methods)
}

// imported returns the packages that a qualifier can mean in a file with the
// given imports; for "", those of imports with a period.
func imported(meta *packages.Package, imports []outline.Import, qualifier string) []*packages.Package {
	if qualifier == "" {
		qualifier = "."
	}
	var out []*packages.Package
	for _, imp := range imports {
		dep := meta.Imports[imp.Path]
		if dep == nil {
			continue
		}
		if name := imp.Name; name == qualifier || name == "" && dep.Name == qualifier {
			out = append(out, dep)
		}
	}
	return out
}

// A symbol is a name that a package declares.
type symbol struct {
	pkg  *packages.Package
	name string
}

// follow calls found with each symbol that uses in a file of a package can
// mean.
func follow(meta *packages.Package, imports []outline.Import, uses []outline.Use, found func(symbol)) {
	dots := imported(meta, imports, "")
	for _, use := range uses {
		if use.Qualifier == "" {
			found(symbol{meta, use.Name})
			for _, dep := range dots {
				found(symbol{dep, use.Name})
			}
			continue
		}
		for _, dep := range imported(meta, imports, use.Qualifier) {
			found(symbol{dep, use.Name})
		}
	}
}

// A reacher finds the declarations that packages need of others.
type reacher struct {
	filesOf func(*packages.Package) []string
	read    func(string) (string, error)
	// only, if set, tells which packages are of interest.
	only func(*packages.Package) bool

	sketches map[string]*sketch              // by package ID
	needed   map[*outline.Decl][]outline.Use // with the names they use
	seen     map[symbol]bool
}

func newReacher(filesOf func(*packages.Package) []string, read func(string) (string, error)) *reacher {
	return &reacher{
		filesOf:  filesOf,
		read:     read,
		sketches: make(map[string]*sketch),
		needed:   make(map[*outline.Decl][]outline.Use),
		seen:     make(map[symbol]bool),
	}
}

// reach marks what the given symbols need, and what that needs, and so on.
// Packages are read when they are first reached, all those that are at the
// same distance at once.
func (r *reacher) reach(symbols []symbol) {
	for len(symbols) > 0 {
		r.sketch(symbols)
		var next []symbol
		for len(symbols) > 0 {
			last := len(symbols) - 1
			sym := symbols[last]
			symbols = symbols[:last]
			if r.seen[sym] {
				continue
			}
			s := r.sketches[sym.pkg.ID]
			if s == nil {
				next = append(next, sym)
				continue
			}
			r.seen[sym] = true
			for _, ref := range s.lookup(sym.name) {
				if _, ok := r.needed[ref.decl]; ok {
					continue
				}
				uses := ref.file.Uses(ref.decl)
				r.needed[ref.decl] = uses
				// The other names of a group come along, with their methods.
				for _, name := range ref.decl.Names {
					if name != sym.name && !ref.decl.Method {
						symbols = append(symbols, symbol{sym.pkg, name})
					}
				}
				follow(s.meta, ref.file.Imports, uses, func(used symbol) {
					if !r.seen[used] && (r.only == nil || r.only(used.pkg)) {
						symbols = append(symbols, used)
					}
				})
			}
		}
		symbols = next
	}
}

// sketch reads the packages of symbols that have not been read.
func (r *reacher) sketch(symbols []symbol) {
	var todo []*packages.Package
	for _, sym := range symbols {
		if _, ok := r.sketches[sym.pkg.ID]; !ok {
			r.sketches[sym.pkg.ID] = nil
			todo = append(todo, sym.pkg)
		}
	}
	made := make([]*sketch, len(todo))
	Parallel(len(todo), func(i int) {
		made[i] = newSketch(todo[i], r.filesOf(todo[i]), r.read)
	})
	for i, p := range todo {
		r.sketches[p.ID] = made[i]
	}
}

// source returns the part of a file that is needed, as source of its own:
// the imports that are used, and the declarations, each with a line
// directive. It is "" when nothing is needed.
func (r *reacher) source(s *sketch, f *outline.File, name string) string {
	var decls strings.Builder
	used := make(map[string]bool)
	for i := range f.Decls {
		d := &f.Decls[i]
		uses, ok := r.needed[d]
		if !ok {
			continue
		}
		decls.WriteString("//line ")
		decls.WriteString(name)
		decls.WriteByte(':')
		decls.WriteString(strconv.Itoa(d.Line))
		decls.WriteByte('\n')
		decls.WriteString(f.Text(d))
		decls.WriteByte('\n')
		for _, use := range uses {
			used[use.Qualifier] = true
		}
	}
	if decls.Len() == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("package ")
	b.WriteString(f.Package)
	b.WriteByte('\n')
	for _, imp := range f.Imports {
		name := imp.Name
		if dep := s.meta.Imports[imp.Path]; name == "" && dep != nil {
			name = dep.Name
		} else if imp.Path == "C" {
			name = "C"
		}
		if name == "." || used[name] && name != "" {
			b.WriteString("import ")
			b.WriteString(imp.Name)
			b.WriteByte(' ')
			b.WriteString(strconv.Quote(imp.Path))
			b.WriteByte('\n')
		}
	}
	b.WriteString(decls.String())
	return b.String()
}

// Parallel calls do with each number below n, several at a time.
func Parallel(n int, do func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
