package livemaps

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"time"
)

// A foundMap is a map with tables, and what its memory says of it.
type foundMap struct {
	addr                         uint64
	entries, slots, room, tables int64
	bytes                        int64
	groups                       *typ   // struct of the tables by the heap's word, or nil
	block                        uint64 // bytes that the heap has for each group at most
	noscan                       bool

	holder *node // by the walk
	typ    *typ  // by its holder

	// If the walk did not come there:
	named Holder
	rank  int       // of what named it
	via   uint64    // object with the first word that points to the header
	inner *foundMap // that has it as an element
}

// rounds is how often a map that changes is read.
const rounds = 6

// find returns all maps with tables, by address, and the number of those that
// changed whenever they were read.
func (p *program) find(ctx context.Context) (found []*foundMap, changing int, err error) {
	p.byAddr = make(map[uint64]*foundMap)
	var again []uint64
	for round := range rounds {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		// A map that grew has tables in spans that were not there before.
		p.forget()
		if p.spans, err = p.readSpans(); err != nil {
			return nil, 0, err
		}
		test := func(addr uint64, b []byte) {
			if h, ok := p.header(b); ok && p.byAddr[addr] == nil && len(p.byAddr) < maxMaps {
				switch m, v := p.read(addr, h); v {
				case isMap:
					p.byAddr[addr] = m
					found = append(found, m)
				case isChanging:
					again = append(again, addr)
				}
			}
		}
		if round == 0 {
			p.everyHeader(test)
			p.everyStackHeader(test)
		} else {
			old := again
			again = nil
			for _, addr := range old {
				// Not through the cache: it is about this moment.
				b := make([]byte, p.layout.hdr.size)
				if p.mem.readAt(b, addr) == nil {
					test(addr, b)
				}
			}
		}
		if len(again) == 0 {
			break
		}
		time.Sleep(time.Duration(round) * time.Millisecond)
	}
	slices.SortFunc(found, func(a, b *foundMap) int { return cmp.Compare(a.addr, b.addr) })
	return found, len(again), nil
}

// everyHeader calls f with the allocated objects that have the size of a map
// header and can have pointers.
func (p *program) everyHeader(f func(addr uint64, b []byte)) {
	size := uint64(p.layout.hdr.size)
	for i := range p.spans.all {
		s := &p.spans.all[i]
		if s.noscan || s.size != size {
			continue
		}
		for n := range uint64(s.elems) {
			b, ok := p.bytes(s.base+n*size, int(size))
			if !ok {
				continue
			}
			// Few objects pass for a header, and asking whether one is
			// allocated takes longer.
			if _, ok := p.header(b); ok && p.allocated(s, n) {
				b, _ = p.bytes(s.base+n*size, int(size))
				f(s.base+n*size, b)
			}
		}
	}
}

// everyStackHeader calls f with what can be a header on a goroutine's stack:
// where a map does not escape the compiler keeps its header there.
func (p *program) everyStackHeader(f func(addr uint64, b []byte)) {
	size := int(p.layout.hdr.size)
	for _, g := range p.goroutines() {
		var tail []byte // of the piece before, which ends at next
		next := uint64(0)
		p.chunks(g.lo, g.hi, func(addr uint64, b []byte) bool {
			end := addr + uint64(len(b))
			if addr == next {
				b = append(tail, b...)
			}
			addr, next = end-uint64(len(b)), end
			for i := 0; i+size <= len(b); i += 8 {
				f(addr+uint64(i), b[i:i+size])
			}
			tail = slices.Clone(b[max(0, len(b)-size+8):])
			return true
		})
	}
}

// A header is what is read of a maps.Map.
type header struct {
	used, dir, dirLen uint64
	depth             uint8
}

// header reads a map header from b, if that can be one of a map with tables: NewMap and
// depthToShift in internal/runtime/maps/map.go.
func (p *program) header(b []byte) (h header, ok bool) {
	o := p.layout.hdr
	h.depth = b[o.depth]
	if h.depth >= 40 || b[o.shift] != 64-h.depth || b[o.writing] > 1 {
		return h, false
	}
	h.dirLen = p.order.Uint64(b[o.dirLen:])
	h.dir = p.order.Uint64(b[o.dir:])
	h.used = p.order.Uint64(b[o.used:])
	return h, h.dirLen == 1<<h.depth && h.dir != 0 && h.dir%8 == 0 && h.used <= maxSlots<<h.depth
}

type verdict int

const (
	noMap verdict = iota
	isMap
	isChanging
)

// read reads the tables of a map, and reports isChanging if they don't fit
// together, as those of a map that is being written to.
func (p *program) read(addr uint64, h header) (*foundMap, verdict) {
	base, s, ok := p.object(h.dir)
	if !ok || s.noscan {
		return nil, noMap
	}
	start, _ := p.start(base, s)
	if start != h.dir || h.dir+8*h.dirLen > base+s.size {
		return nil, noMap
	}
	m := &foundMap{addr: addr, entries: int64(h.used), bytes: int64(s.size)}
	used := uint64(0)
	for i := uint64(0); i < h.dirLen; {
		t, ok := p.table(p.u64(h.dir + 8*i))
		if !ok || t.index != i || t.depth > h.depth {
			if i == 0 && !ok {
				return nil, noMap // no table at all: not a directory
			}
			return nil, isChanging
		}
		// All entries of the directory for this table are the same.
		same := uint64(1) << (h.depth - t.depth)
		if same > h.dirLen-i {
			return nil, isChanging
		}
		for k := i + 1; k < i+same; k++ {
			if p.u64(h.dir+8*k) != t.addr {
				return nil, isChanging
			}
		}
		i += same
		used += t.used
		if !m.add(t) {
			return nil, isChanging
		}
	}
	if used != h.used {
		return nil, isChanging
	}
	return m, isMap
}

// A table is what is read of a maps.table and its groups.
type table struct {
	addr, used, slots, room, index uint64
	depth                          uint8
	bytes                          uint64
	groups                         *typ
	block                          uint64
	noscan                         bool
}

// add counts a table. All tables of a map have groups of one type.
func (m *foundMap) add(t table) bool {
	if m.tables == 0 {
		m.groups, m.noscan, m.block = t.groups, t.noscan, t.block
	}
	if t.noscan != m.noscan {
		return false
	}
	if m.groups == nil {
		m.groups = t.groups // the first table can be too small to say it
	}
	if t.groups != nil && m.groups != t.groups {
		return false
	}
	m.block = min(m.block, t.block)
	m.tables++
	m.slots += int64(t.slots)
	m.room += int64(t.room)
	m.bytes += int64(t.bytes)
	return true
}

// table reads a table, if there is one at the address: newTable and
// resetGrowthLeft in internal/runtime/maps/table.go.
func (p *program) table(addr uint64) (t table, ok bool) {
	base, s, ok := p.object(addr)
	if !ok || base != addr || s.noscan || s.size < uint64(p.layout.table.size) || s.size > 2*uint64(p.layout.table.size) {
		return t, false
	}
	b, ok := p.bytes(addr, int(p.layout.table.size))
	if !ok {
		return t, false
	}
	o := p.layout.table
	t = table{
		addr: addr, depth: b[o.depth], index: p.order.Uint64(b[o.index:]),
		used: uint64(p.order.Uint16(b[o.used:])), slots: uint64(p.order.Uint16(b[o.capacity:])),
	}
	growth := uint64(p.order.Uint16(b[o.growth:]))
	data, mask := p.order.Uint64(b[o.groups:]), p.order.Uint64(b[o.mask:])
	if bits.OnesCount64(t.slots) != 1 || t.slots < groupSlots || t.slots > maxSlots || mask != t.slots/groupSlots-1 {
		return t, false
	}
	if t.room = t.slots * 7 / 8; t.used > t.room || growth > t.room-t.used {
		return t, false
	}
	base, gs, ok := p.object(data)
	if !ok {
		return t, false
	}
	start, run := p.start(base, gs)
	n := t.slots / groupSlots
	if start != data || gs.size-(start-base) < n*groupSlots {
		return t, false
	}
	if run != 0 {
		t.groups = p.runtimeType(run)
	}
	if t.groups != nil && uint64(t.groups.size)*n > gs.size {
		return t, false
	}
	t.noscan, t.block = gs.noscan, (gs.size-(start-base))/n
	t.bytes = gs.size + s.size
	return t, true
}
