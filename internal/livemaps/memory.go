package livemaps

import (
	"cmp"
	"encoding/binary"
	"io"
	"slices"
)

// memory is the address space of a process. A read is complete or an error.
type memory interface {
	readAt(p []byte, addr uint64) error
}

// errUnmapped is a read of memory that is not there, or no longer.
var errUnmapped = corrupt("memory that can't be read")

// A reader reads words, through a cache of blocks: the walk and the spans read
// many small things that lie side by side.
//
// A failed read gives zero, which no caller takes for a valid pointer, table
// or type; so each caller checks what it reads and none has an error to pass
// on.
type reader struct {
	mem    memory
	order  binary.ByteOrder
	blocks map[uint64]*block
	ring   []*block // in the order in which they came in
	next   int      // place in ring that is reused next
	last   *block
	unread int // pages that chunks could not read
	buf    [4 << 10]byte
}

const blockSize = 4 << 10

type block struct {
	base uint64
	ok   bool
	data [blockSize]byte
}

func newReader(mem memory, order binary.ByteOrder) *reader {
	return &reader{mem: mem, order: order, blocks: make(map[uint64]*block)}
}

// forget drops what the cache has, so that reads see the process as it is now.
func (r *reader) forget() {
	r.blocks = make(map[uint64]*block)
	r.ring, r.next, r.last = r.ring[:0], 0, nil
}

func (r *reader) block(addr uint64) *block {
	base := addr &^ (blockSize - 1)
	if r.last != nil && r.last.base == base {
		return r.last
	}
	b, ok := r.blocks[base]
	if !ok {
		if len(r.ring) < maxBlocks {
			b = new(block)
			r.ring = append(r.ring, b)
		} else {
			b = r.ring[r.next]
			r.next = (r.next + 1) % maxBlocks
			delete(r.blocks, b.base)
		}
		b.base = base
		b.ok = r.mem.readAt(b.data[:], base) == nil
		r.blocks[base] = b
	}
	r.last = b
	return b
}

// bytes returns n bytes at addr, until the next call. It is for small n; what
// can be large is read by chunks.
func (r *reader) bytes(addr uint64, n int) ([]byte, bool) {
	if n < 0 || n > len(r.buf) || addr+uint64(n) < addr {
		return nil, false
	}
	b := r.block(addr)
	off := int(addr - b.base)
	if off+n <= blockSize {
		return b.data[off : off+n], b.ok
	}
	// The two blocks can be of different age: consistency is for the caller
	// to check, as with any two reads.
	if !b.ok {
		return nil, false
	}
	k := copy(r.buf[:n], b.data[off:])
	if b = r.block(b.base + blockSize); !b.ok {
		return nil, false
	}
	copy(r.buf[k:n], b.data[:])
	return r.buf[:n], true
}

func (r *reader) u64(addr uint64) uint64 {
	if b, ok := r.bytes(addr, 8); ok {
		return r.order.Uint64(b)
	}
	return 0
}

func (r *reader) u32(addr uint64) uint32 {
	if b, ok := r.bytes(addr, 4); ok {
		return r.order.Uint32(b)
	}
	return 0
}

func (r *reader) u8(addr uint64) uint8 {
	if b, ok := r.bytes(addr, 1); ok {
		return b[0]
	}
	return 0
}

// chunks calls f with the memory from lo to hi in pieces of up to 256 KiB, past
// the cache. Pages that can't be read are left out: a core can be without
// those that were never written to. The buffer is f's until it returns; f says
// whether to go on.
func (r *reader) chunks(lo, hi uint64, f func(addr uint64, b []byte) bool) {
	const most = 256 << 10
	var buf []byte
	for lo < hi && r.unread < maxUnread {
		n := min(hi-lo, most)
		if uint64(len(buf)) < n {
			buf = make([]byte, n)
		}
		if r.mem.readAt(buf[:n], lo) == nil {
			if !f(lo, buf[:n]) {
				return
			}
			lo += n
			continue
		}
		for end := lo + n; lo < end; {
			n := min(blockSize-lo%blockSize, end-lo)
			if r.mem.readAt(buf[:n], lo) != nil {
				r.unread++
			} else if !f(lo, buf[:n]) {
				return
			}
			lo += n
		}
	}
}

// A section is a part of a file that a process has in its memory.
type section struct {
	addr, size uint64
	off        int64
}

// A fileMemory is memory in a file, by ascending address.
type fileMemory struct {
	r        io.ReaderAt
	sections []section
}

// layers is memory in several files. The earlier hide the later.
type layers []fileMemory

func (l layers) readAt(p []byte, addr uint64) error {
	for len(p) > 0 {
		n := 0
		for _, m := range l {
			if n = m.readSome(p, addr); n > 0 {
				break
			}
		}
		if n == 0 {
			return errUnmapped
		}
		p, addr = p[n:], addr+uint64(n)
	}
	return nil
}

// readSome reads from one section, up to the end of its last page, and says
// how much that was. What the page has beyond the section are zeros.
func (m fileMemory) readSome(p []byte, addr uint64) int {
	i, found := slices.BinarySearchFunc(m.sections, addr, func(s section, addr uint64) int {
		return cmp.Compare(s.addr, addr)
	})
	if !found {
		i--
	}
	if i < 0 {
		return 0
	}
	s := m.sections[i]
	at := addr - s.addr
	pages := (s.size + blockSize - 1) &^ (blockSize - 1)
	if at >= pages {
		return 0
	}
	p = p[:min(uint64(len(p)), pages-at)]
	n := 0
	if at < s.size {
		n = int(min(uint64(len(p)), s.size-at))
		if _, err := m.r.ReadAt(p[:n], s.off+int64(at)); err != nil {
			return 0
		}
	}
	clear(p[n:])
	return len(p)
}
