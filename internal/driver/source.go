package driver

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/maplint/maplint/internal/driver/cache"
)

// A Source is what a run knows of a file that a fix changes.
type Source struct {
	// Sum is of the text that the offsets of edits are about.
	Sum [sha256.Size]byte
	// Foreign says why the file is not the user's to change, or is empty.
	Foreign string
}

// source returns the text of a file: of the overlay, or on disk.
func (s *session) source(name string) ([]byte, error) {
	if text, ok := s.cfg.Overlay[name]; ok {
		return text, nil
	}
	return os.ReadFile(name)
}

// readString returns the text of a file. It notes if that is not the text
// that the file had when it was read before: nothing is then kept in the
// cache, where keys and results of different texts would meet.
func (s *session) readString(name string) (string, error) {
	text, err := s.source(name)
	if err == nil {
		sum := sha256.Sum256(text)
		if old, ok := s.sums.LoadOrStore(name, sum); ok && old != sum {
			s.moved.Store(true)
		}
	}
	return string(text), err
}

// parsed notes the text that a file had when it was parsed. If that is not the
// text by which the root is known, its result can't be kept.
func (r *root) parsed(name string, src []byte) {
	if sum := sha256.Sum256(src); r.sums[name] != sum {
		r.sums[name] = sum
		r.key = cache.Key{}
	}
}

// sources describes the files that fixes of findings change. A finding of one
// root can lie in a file of another.
func sources(roots []*root, findings []Finding, env goEnv) map[string]Source {
	out := make(map[string]Source)
	for _, f := range findings {
		for _, fix := range f.Fixes {
			for _, e := range fix.Edits {
				for _, r := range roots {
					if sum, ok := r.sums[e.File]; ok {
						out[e.File] = Source{sum, foreign(r.meta, e.File, env)}
					}
				}
			}
		}
	}
	return out
}

// foreign tells why a file of a package is not the user's to change: it would
// be overwritten, or is shared with all that is built on the machine.
func foreign(p *packages.Package, file string, env goEnv) string {
	below := func(dir string) bool {
		rel, err := filepath.Rel(dir, file)
		return dir != "" && err == nil && filepath.IsLocal(rel)
	}
	switch {
	case below(env.GOROOT):
		return "it is of the Go installation"
	case below(env.GOMODCACHE):
		return "it is in the module cache"
	case p.Module != nil && !p.Module.Main:
		return "it is of module " + p.Module.Path + ", which is not the main module"
	case p.Module == nil && strings.Contains("/"+p.PkgPath, "/vendor/"): // of GOPATH
		return "it is in a vendor directory"
	}
	return ""
}
