package livemaps

import (
	"slices"

	"github.com/maplint/maplint/internal/maplayout"
)

// byLayout returns the map field of the one struct type of the program that an
// object can be: its size class is that of the object, and it has a map there
// that fits.
func (p *program) byLayout(start, off uint64, s *span, m *foundMap) (leaf, bool) {
	var one leaf
	for _, c := range p.layouts(shape{int64(s.size), off}) {
		if !p.fits(m, c.leaf.typ) || !p.plausible(start, c.of) {
			continue
		}
		if one.typ != nil && one.anchor != c.leaf.anchor {
			return leaf{}, false
		}
		one = c.leaf
	}
	return one, one.anchor != ""
}

// plausible reports whether memory can be a value of type t: its pointers are
// nil, or lead into the heap or the program.
func (p *program) plausible(at uint64, t *typ) bool {
	for _, l := range p.index.plan(t) {
		if l.typ.kind == kindArray {
			elem := p.index.elem(l.typ)
			for i := range uint64(min(l.typ.length, maxInSpan/8)) {
				if !p.plausible(at+l.off+i*uint64(elem.size), elem) {
					return false
				}
			}
			continue
		}
		w := p.u64(at + l.off)
		if w == 0 || p.spans.at(w) != nil {
			continue
		}
		if !slices.ContainsFunc(p.modules, func(m module) bool { return w >= m.text && w < m.end }) {
			return false
		}
	}
	return true
}

// A shape is what is known of an object without a type.
type shape struct {
	size int64  // its size class
	off  uint64 // of the map
}

type candidate struct {
	of   *typ
	leaf leaf
}

// mapLeaves returns the maps in a value of type t, those in arrays as well: a
// small map of structs with maps is an array of slots.
func (p *program) mapLeaves(to []leaf, t *typ, at leaf, depth int) []leaf {
	for _, l := range p.index.plan(t) {
		l.off += at.off
		if l.anchor == "" && at.anchor != "" {
			l.anchor = at.anchor + l.step
		}
		switch {
		case len(to) > maxLeaves || depth > maxNested:
			return to
		case l.typ.kind == kindMap:
			to = append(to, l)
		case l.typ.kind == kindArray:
			elem := p.index.elem(l.typ)
			if l.anchor != "" {
				l.anchor += "[]"
			}
			for range min(l.typ.length, maxInSpan/8) {
				to = p.mapLeaves(to, elem, l, depth+1)
				l.off += uint64(elem.size)
			}
		}
	}
	return to
}

// layouts returns the map fields of the struct types with a shape.
func (p *program) layouts(s shape) []candidate {
	if p.shapes == nil {
		p.shapes = make(map[shape][]candidate)
		for _, at := range p.index.structs {
			t := p.index.typeAt(at)
			if t.size == 0 || t.size > maxInSpan {
				continue
			}
			for _, l := range p.mapLeaves(nil, t, leaf{}, 0) {
				k := shape{maplayout.Block(t.size, true), l.off}
				p.shapes[k] = append(p.shapes[k], candidate{t, l})
			}
		}
	}
	return p.shapes[s]
}
