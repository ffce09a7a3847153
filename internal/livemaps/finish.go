package livemaps

import "github.com/maplint/maplint/internal/maplayout"

// finish puts together what is known of a map.
func (p *program) finish(m *foundMap) Map {
	out := Map{
		Addr: m.addr, Entries: m.entries, Slots: m.slots, Room: m.room, Tables: m.tables, Bytes: m.bytes,
		Holder: m.heldBy(0),
	}
	group := m.groups
	if m.typ != nil {
		out.Type = m.typ.name
		group = p.index.group(m.typ)
	} else if group != nil {
		out.Type = mapOfGroup(group)
	}
	// Without its type, what the heap has for a group is an upper bound, so
	// that the waste is a lower one.
	size, pointers := int64(m.block), !m.noscan
	if group != nil {
		size, pointers = group.size, p.index.hasPointers(group)
	}
	out.Wasted = max(0, m.bytes-maplayout.Grown(size, pointers, m.entries))
	return out
}

// heldBy returns the holder of a map; that of a map which is an element of
// another follows from the other's.
func (m *foundMap) heldBy(depth int) Holder {
	switch {
	case m.holder != nil:
		return m.holder.asHolder()
	case m.inner != nil && depth < maxNested:
		h := m.inner.heldBy(depth + 1)
		if h.Kind == Variable || h.Kind == Field || h.Kind == Captured {
			h.Name += "[]"
		}
		if h.Path != "" {
			h.Path += "[]"
		}
		return h
	case m.named.Kind == "":
		return Holder{Kind: Unknown}
	}
	return m.named
}

// fits reports whether the tables of m can be those of a map of type t.
func (p *program) fits(m *foundMap, t *typ) bool {
	g := p.index.group(t)
	return g != nil && uint64(g.size) <= m.block && p.index.hasPointers(g) != m.noscan &&
		(m.groups == nil || m.groups.size == g.size)
}
