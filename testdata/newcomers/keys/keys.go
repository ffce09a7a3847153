// Package keys builds its keys from parts.
package keys

import "strings"

const (
	userPrefix  = "user:"
	groupPrefix = "group:"
	teamPrefix  = "team:"
)

type Kind string

const (
	Read  Kind = "read"
	Write Kind = "write"
)

type Index struct {
	refs   map[string]int // want: reported: the constants are parts of the keys only
	access map[Kind]int   // want: silent: an enumeration
	labels map[Kind]int   // want: reported: any string becomes a Kind
}

func NewIndex() *Index {
	return &Index{refs: map[string]int{}, access: map[Kind]int{}, labels: map[Kind]int{}}
}

func (x *Index) User(id string)  { x.refs[userPrefix+id]++ }
func (x *Index) Group(id string) { x.refs[groupPrefix+id]++ }
func (x *Index) Team(id string)  { x.refs[teamPrefix+id]++ }

func (x *Index) read()  { x.access[Read]++ }
func (x *Index) write() { x.access[Write]++ }

func (x *Index) Use(write bool, label string) {
	if write {
		x.write()
	} else {
		x.read()
	}
	x.labels[Kind(label)]++
}

// Drop removes what starts with prefix.
func (x *Index) Drop(prefix string) {
	for k := range x.refs {
		if strings.HasPrefix(k, prefix) {
			delete(x.refs, k)
		}
	}
	for k := range x.access {
		delete(x.access, k)
	}
	for k := range x.labels {
		delete(x.labels, k)
	}
}

// Empty returns an index with the same labels and no references.
func (x *Index) Empty() *Index {
	n := *x
	n.refs = map[string]int{}
	return &n
}
