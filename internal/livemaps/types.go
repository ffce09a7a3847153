package livemaps

import (
	"debug/dwarf"
	"slices"
	"strings"
)

// A typ is a Go type as DWARF tells it.
type typ struct {
	at   dwarf.Offset
	name string
	kind int // a reflect.Kind
	size int64

	elemAt  dwarf.Offset // of a pointer, slice, array or map: see (*index).elem
	underAt dwarf.Offset // of a map or interface: what the runtime has for it
	length  int64
	fields  []field

	plan    []leaf // see (*index).plan
	planned bool
	reach   reach
}

type field struct {
	name string
	off  uint64
	typ  *typ
}

type reach int

const (
	reachUnknown reach = iota
	reachNo
	reachYes
)

func (t *typ) field(name string) (field, bool) {
	if t != nil {
		for _, f := range t.fields {
			if f.name == name {
				return f, true
			}
		}
	}
	return field{}, false
}

// unknownType stands for what can't be parsed. Nothing is reached through it.
var unknownType = &typ{reach: reachNo, planned: true}

// typeAt returns the type at an offset. Only what a type holds by value is
// parsed with it, so that this ends; what it points to is parsed on demand.
func (x *index) typeAt(at dwarf.Offset) *typ {
	if t, ok := x.types[at]; ok {
		return t
	}
	if len(x.types) >= maxTypes || x.depth > maxNested {
		return unknownType
	}
	r := x.data.Reader()
	e := entryAt(r, at)
	// Typedefs only give a name to what has it already, but for those that say
	// that they are a map, a channel or an interface.
	final := at
	for range maxNested {
		if e == nil || e.Tag != dwarf.TagTypedef || e.Val(attrKind) != nil {
			break
		}
		next, ok := e.Val(dwarf.AttrType).(dwarf.Offset)
		if !ok {
			e = nil
			break
		}
		final = next
		e = entryAt(r, final)
	}
	t, ok := x.types[final]
	switch {
	case ok:
	case e == nil:
		t = unknownType
	default:
		t = &typ{at: final}
		x.types[final] = t
		x.depth++
		x.parse(t, r, e)
		x.depth--
	}
	x.types[at] = t
	return t
}

func entryAt(r *dwarf.Reader, at dwarf.Offset) *dwarf.Entry {
	r.Seek(at)
	e, err := r.Next()
	if err != nil {
		return nil
	}
	return e
}

// elem returns the type that t points to, or is a collection of.
func (x *index) elem(t *typ) *typ {
	if t == nil || t.elemAt == 0 {
		return unknownType
	}
	return x.typeAt(t.elemAt)
}

func (x *index) parse(t *typ, r *dwarf.Reader, e *dwarf.Entry) {
	t.name, _ = e.Val(dwarf.AttrName).(string)
	kind, _ := e.Val(attrKind).(int64)
	t.kind = int(kind)
	size, _ := e.Val(dwarf.AttrByteSize).(int64)
	t.size = max(size, 0)
	switch e.Tag {
	case dwarf.TagTypedef:
		t.elemAt = ref(e, attrElem)
		t.underAt = ref(e, dwarf.AttrType)
		if t.size = 8; t.kind == kindIface {
			t.size = 16
		}
	case dwarf.TagPointerType:
		t.size, t.kind = 8, kindPointer
		if t.elemAt = ref(e, dwarf.AttrType); t.elemAt == 0 {
			t.kind = kindUnsafe
		}
	case dwarf.TagArrayType:
		t.kind = kindArray
		t.elemAt = ref(e, dwarf.AttrType)
		t.length = count(r, e)
	case dwarf.TagStructType:
		t.elemAt = ref(e, attrElem)
		x.parseFields(t, r, e)
	case dwarf.TagSubroutineType:
		t.kind, t.size = kindFunc, 8
	}
}

// eface reports whether an interface has no methods.
func (x *index) eface(t *typ) bool { return x.typeAt(t.underAt).name == "runtime.eface" }

// group returns the struct that the tables of a map type are arrays of, or nil.
// It follows map<K,V>.dirPtr, **table<K,V>, and groups.data: the linker makes
// these types for debuggers (synthesizemaptypes in cmd/link/internal/ld/dwarf.go).
func (x *index) group(m *typ) *typ {
	t := x.typeAt(m.underAt)
	for _, step := range []string{"", "dirPtr", "", "", "groups", "data", ""} {
		if step == "" {
			t = x.elem(t)
			continue
		}
		f, ok := t.field(step)
		if !ok {
			return nil
		}
		t = f.typ
	}
	if t.kind != kindStruct || t.size < groupSlots {
		return nil
	}
	return t
}

// ref returns the offset of the type that an attribute refers to, or 0.
func ref(e *dwarf.Entry, attr dwarf.Attr) dwarf.Offset {
	at, _ := e.Val(attr).(dwarf.Offset)
	return at
}

func (x *index) parseFields(t *typ, r *dwarf.Reader, e *dwarf.Entry) {
	if !e.Children {
		return
	}
	for {
		c, err := r.Next()
		if err != nil || c == nil || c.Tag == 0 {
			return
		}
		if c.Tag == dwarf.TagMember {
			name, _ := c.Val(dwarf.AttrName).(string)
			off, ok := c.Val(dwarf.AttrDataMemberLoc).(int64)
			if ok && off >= 0 {
				t.fields = append(t.fields, field{name, uint64(off), x.typeAt(ref(c, dwarf.AttrType))})
			}
		}
		if c.Children {
			r.SkipChildren()
		}
	}
}

// count returns the length of an array type.
func count(r *dwarf.Reader, e *dwarf.Entry) int64 {
	if !e.Children {
		return 0
	}
	c, err := r.Next()
	if err != nil || c == nil || c.Tag != dwarf.TagSubrangeType {
		return 0
	}
	n, _ := c.Val(dwarf.AttrCount).(int64)
	return max(n, 0)
}

// mapOfGroup returns the name of the map type that a group belongs to, of
// maps of a named type the type that it stands for.
func mapOfGroup(t *typ) string {
	if name, ok := strings.CutPrefix(t.name, "noalg.map.group"); ok {
		return "map" + name
	}
	return ""
}

// hasPointers reports whether a type has pointers, as the allocator sees it.
func (x *index) hasPointers(t *typ) bool {
	switch t.kind {
	case kindArray:
		return t.length > 0 && x.hasPointers(x.elem(t))
	case kindStruct:
		return slices.ContainsFunc(t.fields, func(f field) bool { return x.hasPointers(f.typ) })
	}
	return t.kind >= kindChan
}
