package driver

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/driver/cache"
	"github.com/maplint/maplint/internal/load"
)

// A keyer makes the keys of results in the cache, of the digests of packages
// and of this build of maplint.
type keyer struct {
	s       *session
	digests *load.Digests
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
	var shortcuts []cache.Key
	for _, r := range roots {
		if !r.OnlyGo() {
			continue
		}
		sources := k.s.key("sources", k.digests.Sources(r.Root))
		if data, ok := k.s.cfg.Cache.Get(sources); ok && len(data) == len(r.key) {
			r.key = cache.Key(data)
			continue
		}
		shortcuts = append(shortcuts, sources)
		todo = append(todo, r)
	}
	for i, digest := range k.digests.Of(loaded(todo)) {
		todo[i].key = k.s.key("result", digest)
	}
	for i, r := range todo {
		if k.s.loader.Moved() {
			break
		}
		k.s.cfg.Cache.Put(shortcuts[i], r.key[:])
	}
}

// key returns the key of something that this build of maplint keeps.
func (s *session) key(kind string, digest load.Digest) (key cache.Key) {
	h := sha256.New()
	fmt.Fprintf(h, "maplint 2 %s %q %x", kind, s.tool, digest)
	h.Sum(key[:0])
	return key
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
