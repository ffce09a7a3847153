// Package ops has one operation of each kind on each form of holder. The
// comments name what the model must find on the line.
package ops

import "maps"

var table = map[string]int{} // ops: initialize table

type set map[string]struct{}

func (s set) add(k string) { s[k] = struct{}{} } // ops: insert Owner.names

type inner struct{ refs map[int]int }

type Owner struct {
	names  set
	byKind map[int]map[string]int
	in     *inner
	shards [4]inner
}

func NewOwner() *Owner {
	return &Owner{ // ops: initialize Owner.byKind, initialize Owner.names, initialize inner.refs
		names:  set{},
		byKind: map[int]map[string]int{},
		in:     &inner{refs: map[int]int{}},
	}
}

func (o *Owner) Add(k string) { o.names.add(k) }

func (o *Owner) Drop(ks []string) {
	names := o.names
	for _, k := range ks {
		delete(names, k) // ops: remove Owner.names sweep
	}
}

func (o *Owner) Kind(kind int, k string) {
	if o.byKind[kind] == nil { // ops: read Owner.byKind
		o.byKind[kind] = map[string]int{} // ops: insert Owner.byKind, initialize Owner.byKind[]
	}
	o.byKind[kind][k]++ // ops: read Owner.byKind, read Owner.byKind[], insert Owner.byKind[]
}

func (o *Owner) Forget(kind int) { delete(o.byKind, kind) } // ops: remove Owner.byKind

func forget[K comparable, V any](m map[K]V, k K) { delete(m, k) } // ops: remove inner.refs, remove table sweep

func (o *Owner) Unref(k int) { forget(o.in.refs, k) }

func Clean(ks []string) {
	for _, k := range ks {
		forget(table, k)
	}
}

func (o *Owner) Wipe() {
	for i := range o.shards {
		clear(o.shards[i].refs) // ops: empty inner.refs cleared
	}
	maps.DeleteFunc(o.in.refs, func(k, v int) bool { return v == 0 }) // ops: remove inner.refs sweep
	for k := range o.in.refs {                                        // ops: read inner.refs
		delete(o.in.refs, k) // ops: empty inner.refs sweep
	}
}

func (o *Owner) Replace() {
	o.in.refs = map[int]int{} // ops: replace inner.refs
	reset(&o.names)
}

func reset(s *set) { *s = nil } // ops: replace Owner.names

func (o *Owner) Give() map[string]struct{} { return o.names } // ops: share Owner.names

var sink func(*set)

func (o *Owner) Show() { sink(&o.names) } // ops: expose Owner.names
