package measure

import (
	"path"
	"strings"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/heapprof"
)

// quality tells how well a sample and a site match.
type quality int

const (
	exact   quality = iota
	moved           // the function begins at another line than in the source
	nearest         // the line was edited: it is the nearest in its function
)

// A hit is a sample with the sites that can be what it is of.
type hit struct {
	sample  *heapprof.Sample
	sites   []*site
	quality quality
	fn      *function
	leaf    heapprof.Frame
	landed  bool // nearest, but at a site once the lines are shifted
	line    int  // in the source as it is now
}

// A matcher matches the samples of one profile.
type matcher struct {
	c     *Collector
	index map[string][]*function
	main  *pkg // the program's own package, nil if it was not looked at

	hits  []hit
	later []hit // at no site of their function
	taken map[*site]bool

	gone    int64 // bytes in functions that the packages don't have
	unclear bool  // which program it is
}

// maxOut is how many frames out of a helper its caller is looked for.
const maxOut = 12

// run finds the sites of each sample.
func (m *matcher) run(p *heapprof.Profile) {
	m.taken = make(map[*site]bool)
	m.main = m.program(p)
	samples := m.merge(p)
	var frames []heapprof.Frame
	for i := range samples {
		if frames = p.Frames(frames[:0], &samples[i]); len(frames) > 0 {
			m.sample(&samples[i], frames)
		}
	}
	m.settle()
}

// merge joins samples of one line and block size where the frames around it
// don't matter: most stacks of a large profile differ far from the line.
func (m *matcher) merge(p *heapprof.Profile) []heapprof.Sample {
	type line struct {
		location int
		block    int64
	}
	at := make(map[line]int)
	alone := make(map[int]bool) // memo, by location
	var out []heapprof.Sample
	var frames []heapprof.Frame
	for i := range p.Samples {
		s := &p.Samples[i]
		location, ok := p.Innermost(s)
		if ok {
			known, seen := alone[location]
			if !seen {
				frames = p.Frames(frames[:0], s)
				known = m.standsAlone(frames[0])
				alone[location] = known
			}
			ok = known
		}
		if !ok {
			out = append(out, *s)
			continue
		}
		l := line{location, s.Block}
		if j, seen := at[l]; seen {
			out[j].Bytes += s.Bytes
			out[j].Objects += s.Objects
			continue
		}
		at[l] = len(out)
		out = append(out, *s)
	}
	return out
}

// standsAlone reports whether the sites of a frame are known without those
// around it.
func (m *matcher) standsAlone(f heapprof.Frame) bool {
	if heapprof.IsHelper(f.Pkg) {
		return false
	}
	fn := m.lookup(f, 0, false)
	if fn == nil || fn.pkg.foreign {
		return false
	}
	for _, s := range fn.sites {
		if len(s.calls) > 0 {
			return false
		}
	}
	return true
}

// sample looks for the sites of one sample: at the line that allocates, or,
// behind a helper, at a line that calls it.
func (m *matcher) sample(s *heapprof.Sample, frames []heapprof.Frame) {
	leaf := frames[0]
	if heapprof.IsHelper(leaf.Pkg) {
		m.outside(s, frames, check.Known, check.Handed)
		return
	}
	fn := m.lookup(leaf, s.Bytes, true)
	// A literal of maps.Insert, once inlined, passes for one of its caller.
	if (fn == nil || fn.pkg.foreign) && m.outside(s, frames, check.Known, check.Handed) {
		return
	}
	if fn != nil {
		m.at(s, frames, 0, fn, check.Direct, true)
	}
}

// outside looks for a call in the frames around the innermost one.
func (m *matcher) outside(s *heapprof.Sample, frames []heapprof.Frame, kinds ...check.SiteKind) bool {
	first := true
	for i := 1; i < min(len(frames), maxOut); i++ {
		if heapprof.IsHelper(frames[i].Pkg) {
			continue
		}
		fn := m.lookup(frames[i], 0, false)
		if fn == nil || fn.pkg.foreign {
			continue
		}
		for _, kind := range kinds {
			if m.at(s, frames, i, fn, kind, first) {
				return true
			}
		}
		first = false // the others are known by what they call
	}
	return false
}

// at looks for the sites of a kind in the function of frame i, and reports
// whether there are any. unnamed says whether sites count that call what is not
// known.
func (m *matcher) at(s *heapprof.Sample, frames []heapprof.Frame, i int, fn *function, kind check.SiteKind, unnamed bool) bool {
	frame := frames[i]
	line, shifted := fn.lineOf(frame)
	h := hit{sample: s, fn: fn, leaf: frames[0], line: line}
	if shifted {
		h.quality = moved
	}
	var there, all []*site
	best := 0.0
	for _, site := range fn.sites {
		if site.kind != kind || kind == check.Handed && !site.layout.fits(s, false) {
			continue
		}
		if i > 0 && site.callee != frames[i-1].Func && (site.callee != "" || !unnamed) {
			continue
		}
		score, ok := m.chain(site, frames[i+1:])
		if !ok {
			continue
		}
		all = append(all, site)
		if line < site.first || site.last < line {
			continue
		}
		if len(there) > 0 && score > best {
			there = nil
		}
		if len(there) == 0 || score == best {
			there, best = append(there, site), score
		}
	}
	switch {
	case len(there) > 0:
		h.sites = there
		m.hits = append(m.hits, h)
		for _, site := range there {
			if site.layout.fits(s, true) {
				m.taken[site] = true
			}
		}
	case len(all) > 0:
		h.sites = all
		m.later = append(m.later, h)
	}
	return len(all) > 0
}

// chain looks for the calls of a site among the frames around it. The score is
// the share of them that are at the line too.
func (m *matcher) chain(s *site, frames []heapprof.Frame) (score float64, ok bool) {
	if len(s.calls) == 0 {
		return 1, true
	}
	n := 0
	for _, call := range s.calls {
		found := false
		for i, f := range frames {
			if f.Func != call.fn && !(f.Pkg == "main" && strings.HasSuffix(call.fn, strings.TrimPrefix(f.Func, "main"))) {
				continue
			}
			found = true
			line := int(f.Line)
			if fn := m.lookup(f, 0, false); fn != nil {
				line, _ = fn.lineOf(f)
			}
			if call.first <= line && line <= call.last {
				n++
			}
			frames = frames[i+1:]
			break
		}
		if !found {
			return 0, false
		}
	}
	return float64(n) / float64(len(s.calls)), true
}

// lineOf returns the line of a frame in the source as it is now: the function
// may begin elsewhere.
func (fn *function) lineOf(f heapprof.Frame) (line int, shifted bool) {
	line = int(f.Line)
	if f.Start <= 0 {
		return line, false
	}
	start := fn.start
	if f.Closure {
		if len(fn.literals) == 0 {
			return line, false
		}
		start = fn.literals[0]
		for _, l := range fn.literals {
			if distance(l, int(f.Start)) < distance(start, int(f.Start)) {
				start = l
			}
		}
	}
	if start <= 0 {
		return line, false
	}
	return line + start - int(f.Start), start != int(f.Start)
}

// lookup returns the function of a frame, or nil. Bytes in functions that the
// source does not have are noted if count is set.
func (m *matcher) lookup(f heapprof.Frame, bytes int64, count bool) *function {
	list := m.index[f.Func]
	if f.Closure && len(list) == 0 {
		list = m.inlined(f)
	}
	base := path.Base(f.File)
	if len(list) == 0 {
		pkg := m.c.packages[f.Pkg]
		if f.Pkg == "main" {
			pkg = m.main
		}
		if count && pkg != nil && !pkg.foreign && !f.Closure && !strings.HasSuffix(base, "_test.go") && base != "<autogenerated>" {
			m.gone += bytes
		}
		return nil
	}
	var best *function
	most := -1
	for _, fn := range list {
		if f.Pkg == "main" && fn.pkg != m.main {
			continue
		}
		n := 2 * commonTail(fn.file, f.File)
		if n == 0 && f.Closure {
			continue // a literal of another function, which was inlined
		}
		if fn.start == int(f.Start) {
			n++ // one of several initializers of a file
		}
		if n > most {
			best, most = fn, n
		}
	}
	if best == nil && count && !f.Closure {
		m.gone += bytes
	}
	return best
}

// program finds the package of the program that a profile is of, by the files
// of its functions and by its name.
func (m *matcher) program(p *heapprof.Profile) *pkg {
	score := make(map[*pkg]int)
	for f := range p.Functions() {
		if f.Pkg != "main" {
			continue
		}
		for _, fn := range m.index[f.Func] {
			score[fn.pkg] = max(score[fn.pkg], 2*commonTail(fn.file, f.File))
		}
	}
	var best *pkg
	most, equal := 0, 0
	for pkg, n := range score {
		if path.Base(pkg.path) == p.Program {
			n++
		}
		switch {
		case n > most:
			best, most, equal = pkg, n, 1
		case n == most && best != nil:
			equal++
			if pkg.path < best.path {
				best = pkg
			}
		}
	}
	m.unclear = equal > 1
	return best
}

// inlined returns the functions that a literal stands in whose name is longer:
// it has all functions into which the one that has it was inlined, and that
// one at the end. main.Log.run.each.Log.run.func1 is a literal of Log.run.
func (m *matcher) inlined(f heapprof.Frame) []*function {
	rest := strings.TrimPrefix(f.Func, f.Pkg+".")
	for rest != "" {
		if list := m.index[f.Pkg+"."+rest]; len(list) > 0 {
			return list
		}
		_, rest, _ = strings.Cut(rest, ".")
	}
	return nil
}

// commonTail is the number of parts that two file names have in common, from
// the end.
func commonTail(a, b string) int {
	n := 0
	for {
		i, j := strings.LastIndexByte(a, '/'), strings.LastIndexByte(b, '/')
		if a[i+1:] != b[j+1:] {
			return n
		}
		n++
		if i < 0 || j < 0 {
			return n
		}
		a, b = a[:i], b[:j]
	}
}
