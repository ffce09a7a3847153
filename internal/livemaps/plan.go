package livemaps

import (
	"slices"
	"strings"
)

// A leaf is a place in a value from which a map can be reached: a pointer,
// slice, array, map, interface or func, in however many structs.
type leaf struct {
	off uint64
	typ *typ

	// step is what the place adds to a path, as in ".a.b". anchor is its name
	// as a field, as in "main.Cache.b"; it is empty outside named structs.
	step, anchor string
	kind         Kind
}

// elements is the leaf of what a slice, array or map has in it.
var elements = &leaf{step: "[]"}

// plan returns the leaves of a value of type t.
func (x *index) plan(t *typ) []leaf {
	if !t.planned {
		t.planned = true
		if x.reaches(t) {
			t.plan = x.flatten(nil, t, leaf{}, 0)
		}
	}
	return t.plan
}

func (x *index) flatten(to []leaf, t *typ, at leaf, depth int) []leaf {
	if depth > maxNested || len(to) >= maxLeaves || !x.reaches(t) {
		return to
	}
	if t.kind != kindStruct {
		at.typ = t
		return append(to, at)
	}
	if elem, v, ok := x.atomicPointer(t); ok {
		at.off, at.typ = at.off+v.off, elem
		return append(to, at)
	}
	for _, f := range t.fields {
		sub := leaf{off: at.off + f.off, step: at.step + "." + f.name, kind: Field}
		switch {
		case t.isNamed():
			sub.anchor = unescape(t.name) + "." + f.name
		case at.anchor != "":
			sub.anchor = at.anchor + "." + f.name
		}
		if f.name != "_" {
			to = x.flatten(to, f.typ, sub, depth+1)
		}
	}
	return to
}

// atomicPointer looks through sync/atomic.Pointer[T], which holds an
// unsafe.Pointer, and *T only in a blank field without size. The result is a
// pointer type.
func (x *index) atomicPointer(t *typ) (ptr *typ, v field, ok bool) {
	if !strings.HasPrefix(t.name, "sync/atomic.Pointer[") {
		return nil, v, false
	}
	v, ok = t.field("v")
	if !ok || len(t.fields) == 0 || t.fields[0].typ.kind != kindArray {
		return nil, v, false
	}
	ptr = x.elem(t.fields[0].typ)
	return ptr, v, ptr.kind == kindPointer
}

func (t *typ) isNamed() bool {
	return t.kind == kindStruct && !strings.HasPrefix(t.name, "struct {") && !strings.HasPrefix(t.name, "noalg.")
}

// unescape undoes what the linker does to the dots in the last element of an
// import path (objabi.PathToPrefix).
func unescape(name string) string { return strings.ReplaceAll(name, "%2e", ".") }

// reaches reports whether a value of type t can lead to a map. Through an
// interface or a func all can.
func (x *index) reaches(t *typ) bool {
	if t.reach != reachUnknown {
		return t.reach == reachYes
	}
	seen := map[*typ]bool{t: true}
	queue := []*typ{t}
	visit := func(u *typ) {
		if !seen[u] {
			seen[u] = true
			queue = append(queue, u)
		}
	}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		switch {
		case u.reach == reachNo:
		case u.reach == reachYes, u.kind == kindMap, u.kind == kindIface, u.kind == kindFunc:
			t.reach = reachYes
			return true
		case u.kind == kindPointer, u.kind == kindSlice, u.kind == kindArray:
			visit(x.elem(u))
		case u.kind == kindStruct:
			for _, f := range u.fields {
				visit(f.typ)
			}
		}
	}
	for u := range seen { // t reaches nothing, so none of them does
		u.reach = reachNo
	}
	return false
}

// isDirect reports whether an interface holds values of type t in its data
// word: types that are one pointer.
func (x *index) isDirect(t *typ) bool {
	switch t.kind {
	case kindPointer, kindMap, kindChan, kindFunc, kindUnsafe:
		return true
	case kindStruct:
		return len(t.fields) == 1 && x.isDirect(t.fields[0].typ)
	case kindArray:
		return t.length == 1 && x.isDirect(x.elem(t))
	}
	return false
}

// A node is a path from a package-level variable. Paths that differ only in
// which element of a collection they take are one node, and so are those that
// go through the same field once more.
type node struct {
	parent   *node
	leaf     *leaf
	children map[*leaf]*node
}

// child returns the path that goes on with a leaf.
func (w *walker) child(n *node, l *leaf) *node {
	if l.step == "" {
		return n
	}
	if c, ok := n.children[l]; ok {
		return c
	}
	c := n
	for l.anchor != "" && c != nil && c.leaf != l {
		c = c.parent
	}
	if c == nil || l.anchor == "" {
		if w.nodes++; w.nodes > maxNodes {
			w.p.stopped = true
			return n
		}
		c = &node{parent: n, leaf: l}
	}
	if n.children == nil {
		n.children = make(map[*leaf]*node)
	}
	n.children[l] = c
	return c
}

// asHolder names the last field or variable of the path.
func (n *node) asHolder() Holder {
	var h Holder
	var steps []string
	suffix := ""
	for ; n != nil; n = n.parent {
		if h.Name == "" {
			if n.leaf.anchor != "" {
				h.Kind, h.Name = n.leaf.kind, n.leaf.anchor+suffix
			}
			suffix = n.leaf.step + suffix
		}
		steps = append(steps, n.leaf.step)
	}
	slices.Reverse(steps)
	h.Path = strings.Join(steps, "")
	return h
}
