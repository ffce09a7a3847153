package livemaps

import (
	"cmp"
	"slices"
)

// A span is a run of heap pages with objects of one size.
type span struct {
	addr      uint64 // of its mspan
	base, end uint64
	size      uint64 // of an object with what the size class adds
	bits      uint64 // address of the allocation bits
	elems     uint32
	free      uint32 // objects from here on are free unless their bit is set
	noscan    bool
	large     bool   // one object, of no size class
	typ       uint64 // of the object of a large span: its run-time type
}

// spans are those of the heap that hold objects, by ascending base.
type spans struct {
	all   []span
	inUse int64
}

// readSpans reads runtime.mheap_.allspans. Spans come and go meanwhile; one
// that makes no sense is left out. The array moves when it grows, and what was
// read of the old one is then not all.
func (p *program) readSpans() (*spans, error) {
	at := p.layout.heap + p.layout.allspans
	for {
		array, n := p.u64(at), p.u64(at+8)
		s, err := p.spansOf(array, n)
		if p.moved++; p.freshWord(at) == array || p.moved > maxMoves {
			return s, err
		}
		p.forget()
	}
}

func (p *program) spansOf(array, n uint64) (*spans, error) {
	if array == 0 || n == 0 || n > maxSpans {
		return nil, corrupt("%d spans", n)
	}
	s := new(spans)
	unread := 0
	for i := range n {
		sp, ok := p.readSpan(p.u64(array + 8*i))
		if !ok {
			// In a process all can be read. A core that lacks them says
			// nothing of its maps.
			if unread++; unread > 1<<16 {
				return nil, corrupt("%d of %d spans can't be read", unread, i)
			}
			continue
		}
		if sp.end > sp.base {
			s.all = append(s.all, sp)
		}
	}
	slices.SortFunc(s.all, func(a, b span) int { return cmp.Compare(a.base, b.base) })
	// A span that was freed and allocated again meanwhile can be there twice.
	kept := s.all[:0]
	for _, sp := range s.all {
		if n := len(kept); n > 0 && sp.base < kept[n-1].end {
			continue
		}
		kept = append(kept, sp)
		s.inUse += int64(sp.end - sp.base)
	}
	s.all = kept
	if len(s.all) == 0 {
		return nil, corrupt("no span is in use")
	}
	return s, nil
}

// readSpan reads an mspan. The span is empty when it does not hold objects; ok
// is false when it can't be read.
func (p *program) readSpan(addr uint64) (s span, ok bool) {
	b, ok := p.bytes(addr, int(p.layout.spanBytes))
	if !ok {
		return span{}, false
	}
	return p.parseSpan(addr, b), true
}

func (p *program) parseSpan(addr uint64, b []byte) span {
	o := p.layout.span
	word := func(off uint64) uint64 { return p.order.Uint64(b[off:]) }
	half := func(off uint64) uint32 { return uint32(p.order.Uint16(b[off:])) }
	pages := word(o.pages)
	s := span{
		addr: addr,
		base: word(o.start), size: word(o.size), bits: word(o.bits), typ: word(o.large),
		elems: half(o.elems), free: half(o.free),
		noscan: b[o.class]&noscanBit != 0, large: b[o.class]>>1 == 0,
	}
	if b[o.state] != spanInUse {
		return span{}
	}
	if s.base == 0 || s.base%heapPage != 0 || pages == 0 || pages > 1<<34 || s.base > 1<<56 {
		return span{}
	}
	s.end = s.base + pages*heapPage
	if s.size < 8 || s.elems == 0 || uint64(s.elems) > (s.end-s.base)/s.size {
		return span{}
	}
	return s
}

// at returns the span that an address lies in.
func (s *spans) at(addr uint64) *span {
	i, found := slices.BinarySearchFunc(s.all, addr, func(s span, addr uint64) int { return cmp.Compare(s.base, addr) })
	if !found {
		i--
	}
	if i < 0 || addr >= s.all[i].end {
		return nil
	}
	return &s.all[i]
}

// object returns the object that an address lies in, if it is allocated.
func (p *program) object(addr uint64) (base uint64, s *span, ok bool) {
	if s = p.spans.at(addr); s == nil {
		return 0, nil, false
	}
	i := (addr - s.base) / s.size
	if i >= uint64(s.elems) || !p.allocated(s, i) {
		return 0, nil, false
	}
	return s.base + i*s.size, s, true
}

// allocated reports whether the i-th object of a span is: (*mspan).isFree in
// runtime/mbitmap.go.
//
// A sweep gives a span new bits, and what the old ones were in is soon used for
// others. So nothing counts as free by what was read before.
func (p *program) allocated(s *span, i uint64) bool {
	if i < uint64(s.free) || p.u8(s.bits+i/8)&(1<<(i%8)) != 0 {
		return true
	}
	for range rounds {
		before, ok := p.freshSpan(s.addr)
		if !ok || before.base != s.base || before.size != s.size {
			return false
		}
		if i < uint64(before.free) {
			return true
		}
		var bits [1]byte
		if p.mem.readAt(bits[:], before.bits+i/8) != nil {
			return false
		}
		if after, ok := p.freshSpan(s.addr); ok && after.bits == before.bits {
			return bits[0]&(1<<(i%8)) != 0
		}
	}
	return false
}

// freshSpan reads an mspan past the cache.
func (p *program) freshSpan(addr uint64) (span, bool) {
	b := make([]byte, p.layout.spanBytes)
	if p.mem.readAt(b, addr) != nil {
		return span{}, false
	}
	s := p.parseSpan(addr, b)
	return s, s.end > s.base
}

func (p *program) freshWord(addr uint64) uint64 {
	var b [8]byte
	if p.mem.readAt(b[:], addr) != nil {
		return 0
	}
	return p.order.Uint64(b[:])
}

// start returns where the contents of an object begin, and its run-time type,
// which is 0 where the heap does not say it: (*mspan).typePointersOfUnchecked
// in runtime/mbitmap.go.
func (p *program) start(base uint64, s *span) (addr, runtimeType uint64) {
	switch {
	case s.noscan || s.size <= maxInSpan:
		return base, 0
	case s.large:
		return base, s.typ
	}
	return base + mallocHead, p.u64(base)
}
