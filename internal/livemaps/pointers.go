package livemaps

import (
	"cmp"
	"context"
	"slices"
)

// A pointer is a word that points to something looked for.
type pointer struct {
	at     uint64
	target uint64
	stack  *goroutine // that the word lies on the stack of
}

// name gives the maps their holders: by the walk, and for those that it does
// not reach by the words that point to their headers.
func (p *program) name(ctx context.Context, found []*foundMap) error {
	if err := p.walk(ctx); err != nil {
		return err
	}
	gs := p.goroutines()
	var left []*foundMap
	for _, m := range found {
		if m.holder == nil && !p.onStack(m, gs) {
			left = append(left, m)
		}
	}
	if len(left) == 0 {
		return nil
	}
	// The second time it is about the objects with the words that the first
	// time found, where nothing says their type: what holds those? A variable
	// that is captured by reference is such an object.
	for round := range 2 {
		targets := make(map[uint64][]*foundMap)
		for _, m := range left {
			if round == 0 {
				targets[m.addr] = append(targets[m.addr], m)
			} else if m.via != 0 && m.rank < rankStack {
				targets[m.via] = append(targets[m.via], m)
			}
		}
		words, err := p.pointers(ctx, targets, gs)
		if err != nil {
			return err
		}
		if round == 0 {
			p.groupOwners(words)
			p.garbage(left, words)
		}
		for _, w := range words {
			for _, m := range targets[w.target] {
				p.nameBy(m, w, round)
			}
		}
	}
	return nil
}

// garbage names the maps that no word points to.
func (p *program) garbage(left []*foundMap, words []pointer) {
	if p.stopped {
		return
	}
	held := make(map[uint64]bool)
	for _, w := range words {
		held[w.target] = true
	}
	for _, m := range left {
		if !held[m.addr] {
			m.rank, m.named = rankObject, Holder{Kind: Garbage}
		}
	}
}

// onStack names a map whose header lies on a goroutine's stack.
func (p *program) onStack(m *foundMap, gs []goroutine) bool {
	for i := range gs {
		if m.addr >= gs[i].lo && m.addr < gs[i].hi {
			m.named = Holder{Kind: Goroutine, Name: p.goName(&gs[i])}
			return true
		}
	}
	return false
}

// pointers returns the words that point to the targets, by address: in the
// objects of the heap, in the data segments, on the stacks.
func (p *program) pointers(ctx context.Context, targets map[uint64][]*foundMap, gs []goroutine) ([]pointer, error) {
	if len(targets) == 0 {
		return nil, nil
	}
	f := newFilter(targets)
	var words []pointer
	look := func(lo, hi uint64, stack *goroutine) {
		p.chunks(lo, hi, func(addr uint64, b []byte) bool {
			for i := 0; i+8 <= len(b); i += 8 {
				w := p.order.Uint64(b[i:])
				if f.has(w) && targets[w] != nil && len(words) < maxWords {
					words = append(words, pointer{addr + uint64(i), w, stack})
				}
			}
			return ctx.Err() == nil
		})
	}
	for i := 0; i < len(p.spans.all); i++ {
		s := &p.spans.all[i]
		if s.noscan {
			continue
		}
		// Spans side by side are read in one piece.
		end := s.end
		for i+1 < len(p.spans.all) && p.spans.all[i+1].base == end && !p.spans.all[i+1].noscan {
			i++
			end = p.spans.all[i].end
		}
		look(s.base, end, nil)
	}
	for _, m := range p.modules {
		look(m.data, m.edata, nil)
		look(m.bss, m.ebss, nil)
	}
	for i := range gs {
		look(gs[i].lo, gs[i].hi, &gs[i])
	}
	p.stopped = p.stopped || p.unread >= maxUnread || len(words) == maxWords
	slices.SortFunc(words, func(a, b pointer) int { return cmp.Compare(a.at, b.at) })
	return words, ctx.Err()
}

// A filter says fast of nearly all words that they point to no target: one bit
// for each page of 512 bytes.
type filter struct {
	lo, hi uint64
	pages  []uint64
}

const filterShift = 9

func newFilter(targets map[uint64][]*foundMap) filter {
	f := filter{lo: ^uint64(0)}
	for at := range targets {
		f.lo, f.hi = min(f.lo, at), max(f.hi, at)
	}
	// The heap can have far more than one arena. What is then beyond the bits
	// passes.
	n := min((f.hi-f.lo)>>filterShift+1, 1<<28)
	f.pages = make([]uint64, n/64+1)
	for at := range targets {
		if i := (at - f.lo) >> filterShift; i < n {
			f.pages[i/64] |= 1 << (i % 64)
		}
	}
	return f
}

func (f *filter) has(w uint64) bool {
	if w-f.lo > f.hi-f.lo || w%8 != 0 {
		return false
	}
	i := (w - f.lo) >> filterShift
	return i/64 >= uint64(len(f.pages)) || f.pages[i/64]&(1<<(i%64)) != 0
}

// ranks of what a word can say of a map, the best last.
const (
	rankNone = iota
	rankObject
	rankStack
	rankLayout
	rankTyped
)

// nameBy names a map by a word that points to its header, or in the second
// round to the object with that word, unless a better word was seen.
func (p *program) nameBy(m *foundMap, w pointer, round int) {
	set := func(rank int, h Holder) {
		if rank > m.rank {
			m.rank, m.named = rank, h
		}
	}
	if w.stack != nil {
		set(rankStack, Holder{Kind: Goroutine, Name: p.goName(w.stack)})
		return
	}
	base, s, ok := p.object(w.at)
	if !ok {
		if name, ok := p.variableAt(w.at, m); ok && round == 0 {
			set(rankTyped, Holder{Kind: Variable, Name: name})
		}
		return
	}
	start, run := p.start(base, s)
	if round == 0 && m.via == 0 {
		m.via = start
	}
	if w.at < start {
		return
	}
	if owner := p.owners[start]; owner != nil && round == 0 {
		if m.rank < rankTyped {
			m.rank, m.inner = rankTyped, owner
		}
		return
	}
	off := w.at - start
	if t := p.runtimeType(run); t != nil && t.size > 0 && round == 0 {
		if l, ok := p.leafAt(t, off%uint64(t.size), m); ok && l.anchor != "" {
			m.setType(l.typ)
			set(rankTyped, Holder{Kind: Field, Name: l.anchor})
		}
		return
	}
	if h, t, ok := p.closureAt(start, off, m, round); ok {
		m.setType(t)
		set(rankTyped, h)
	} else if l, ok := p.byLayout(start, off, s, m); ok && round == 0 {
		m.setType(l.typ)
		set(rankLayout, Holder{Kind: Field, Name: l.anchor, ByLayout: true})
	} else {
		set(rankObject, Holder{})
	}
}

func (m *foundMap) setType(t *typ) {
	if m.typ == nil && t.kind == kindMap {
		m.typ = t
	}
}

// closureAt names a map that a closure points to, or in the second round a
// captured variable with the map.
func (p *program) closureAt(start, off uint64, m *foundMap, round int) (Holder, *typ, bool) {
	if off == 0 {
		return Holder{}, nil, false
	}
	for _, l := range p.captured(p.u64(start)) {
		t := l.typ
		if round == 1 && t.kind == kindPointer {
			t = p.index.elem(t)
		}
		if l.off == off && l.anchor != "" && t.kind == kindMap && p.fits(m, t) {
			return Holder{Kind: Captured, Name: l.anchor}, t, true
		}
	}
	return Holder{}, nil, false
}

// leafAt returns the map that a value of type t has at an offset.
func (p *program) leafAt(t *typ, off uint64, m *foundMap) (leaf, bool) {
	for _, l := range p.index.plan(t) {
		if l.off == off && l.typ.kind == kindMap && p.fits(m, l.typ) {
			return l, true
		}
		if l.typ.kind != kindArray || off < l.off || off >= l.off+uint64(l.typ.size) {
			continue
		}
		elem := p.index.elem(l.typ)
		if elem.size == 0 {
			continue
		}
		in, ok := p.leafAt(elem, (off-l.off)%uint64(elem.size), m)
		if ok && in.anchor == "" && l.anchor != "" {
			in.anchor = l.anchor + "[]" + in.step
		}
		return in, ok
	}
	return leaf{}, false
}

// variableAt returns the name of the package-level variable with a map at an
// address of the data segments.
func (p *program) variableAt(at uint64, m *foundMap) (string, bool) {
	if p.vars == nil {
		for name, v := range p.index.vars {
			p.vars = append(p.vars, namedVariable{name, v})
		}
		slices.SortFunc(p.vars, func(a, b namedVariable) int {
			return cmp.Or(cmp.Compare(a.addr, b.addr), cmp.Compare(a.name, b.name))
		})
	}
	at -= p.bias
	i, found := slices.BinarySearchFunc(p.vars, at, func(v namedVariable, at uint64) int { return cmp.Compare(v.addr, at) })
	if !found {
		i--
	}
	if i < 0 {
		return "", false
	}
	v := p.vars[i]
	l, ok := p.leafAt(p.index.typeAt(v.typ), at-v.addr, m)
	if !ok {
		return "", false
	}
	m.setType(l.typ)
	return cmp.Or(l.anchor, unescape(v.name)+l.step), true
}

type namedVariable struct {
	name string
	variable
}

// groupOwners finds the maps whose entries have the words: the pointers to
// maps that are elements of maps.
func (p *program) groupOwners(words []pointer) {
	starts := make(map[uint64]bool)
	for _, w := range words {
		if base, s, ok := p.object(w.at); ok && w.stack == nil {
			start, _ := p.start(base, s)
			starts[start] = true
		}
	}
	p.owners = make(map[uint64]*foundMap)
	if len(starts) == 0 {
		return
	}
	o := p.layout.hdr
	for addr, m := range p.byAddr {
		p.tables(p.u64(addr+o.dir), p.u64(addr+o.dirLen), func(groups, _ uint64) {
			if starts[groups] {
				p.owners[groups] = m
			}
		})
	}
}
