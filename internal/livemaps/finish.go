package livemaps

import "github.com/maplint/maplint/internal/maplayout"

// finish puts together what is known of a map.
func (p *program) finish(m *foundMap) Map {
	out := Map{
		Addr: m.addr, Entries: m.entries, Slots: m.slots, Room: m.room, Tables: m.tables, Bytes: m.bytes,
		Holder: m.named,
	}
	if m.holder != nil {
		out.Holder = m.holder.asHolder()
	}
	if out.Holder.Kind == "" {
		out.Holder.Kind = Unknown
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

// fits reports whether the tables of m can be those of a map of type t.
func (p *program) fits(m *foundMap, t *typ) bool {
	g := p.index.group(t)
	return g != nil && uint64(g.size) <= m.block && p.index.hasPointers(g) != m.noscan &&
		(m.groups == nil || m.groups.size == g.size)
}
