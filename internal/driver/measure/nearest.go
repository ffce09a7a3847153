package measure

import (
	"github.com/maplint/maplint/internal/heapprof"
	"github.com/maplint/maplint/internal/maplayout"
)

// settle finds the nearest sites for the hits that are at none: the profile is
// of a build before the function was edited, or after. Most edits move all
// that follows by as many lines, so it is the shift by which most bytes come
// to lie on sites that counts first.
func (m *matcher) settle() {
	byFunction := make(map[*function][]hit)
	var order []*function
	for _, h := range m.later {
		var sites []*site
		for _, s := range h.sites {
			if !m.taken[s] && s.layout.fits(h.sample, true) { // else its own bytes are there
				sites = append(sites, s)
			}
		}
		if len(sites) == 0 {
			continue
		}
		if byFunction[h.fn] == nil {
			order = append(order, h.fn)
		}
		h.sites, h.quality = sites, nearest
		byFunction[h.fn] = append(byFunction[h.fn], h)
	}
	for _, fn := range order {
		shift := shiftOf(byFunction[fn])
		for _, h := range byFunction[fn] {
			h.sites = h.near(h.line + shift)
			h.landed = h.sites[0].distance(h.line+shift) == 0
			if h.landed || h.sites[0].layout.fits(h.sample, false) {
				m.hits = append(m.hits, h)
			}
		}
	}
}

// maxShifts bounds how many shifts are tried in one function.
const maxShifts = 1000

// shiftOf returns the shift by which most bytes of hits come to lie on sites;
// of several the smallest one.
func shiftOf(hits []hit) int {
	type line struct {
		at   int
		size int64
	}
	bytes := make(map[line]int64)
	large := make(map[line]bool)
	sites := make(map[line][]*site)
	shifts := make(map[int]bool)
	for _, h := range hits {
		l := line{h.line, h.sample.Block}
		bytes[l] += h.sample.Bytes
		sites[l] = h.sites
		for _, s := range h.sites {
			large[l] = large[l] || s.layout.fits(h.sample, false)
			if len(shifts) < maxShifts && s.layout.fits(h.sample, false) {
				shifts[s.first-h.line] = true
			}
		}
	}
	best, most := 0, int64(-1)
	for shift := range shifts {
		var sum int64
		for l, n := range bytes {
			for _, s := range sites[l] {
				if s.distance(l.at+shift) == 0 && large[l] {
					sum += n
					break
				}
			}
		}
		nearer := distance(shift, 0) < distance(best, 0) || distance(shift, 0) == distance(best, 0) && shift > best
		if sum > most || sum == most && nearer {
			best, most = shift, sum
		}
	}
	return best
}

// near returns the sites of a hit that are nearest to a line.
func (h hit) near(line int) []*site {
	var best []*site
	for _, s := range h.sites {
		switch d := s.distance(line); {
		case len(best) == 0 || d < best[0].distance(line):
			best = []*site{s}
		case d == best[0].distance(line):
			best = append(best, s)
		}
	}
	return best
}

// distance is that of a line from a site.
func (s *site) distance(line int) int {
	return max(s.first-line, line-s.last, 0)
}

func distance(a, b int) int { return max(a-b, b-a) }

// fits reports whether a map of any version of Go has tables like these. Many
// other things have the sizes of small ones.
func (l layout) fits(s *heapprof.Sample, small bool) bool {
	least := int64(9)
	if small {
		least = 1
	}
	return s.Block == 0 || l.swiss[s.Block].Entries >= least || l.buckets[s.Block].Entries >= least
}

// table returns the table that has blocks of the given size; reports false if
// no table of the site's map has.
func (l layout) table(block int64, era maplayout.Era) (maplayout.Table, bool) {
	sizes := l.swiss
	if era == maplayout.Buckets {
		sizes = l.buckets
	}
	t, ok := sizes[block]
	return t, ok
}
