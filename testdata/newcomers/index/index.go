// Package index keeps documents in several indexes.
package index

import (
	"container/heap"
	"iter"
	"sync"
	"time"
)

type column struct {
	name string
	rows map[string][]int // want: reported: both loops together delete many keys of each column
}

type zone struct {
	docs map[string]bool // want: silent: each round deletes from another zone
}

type doc struct {
	id    string
	until time.Time
	pos   int
}

type Store struct {
	mu      sync.Mutex
	columns []*column
	zones   []*zone
	docs    map[string]*doc   // want: reported: container/heap gives the keys
	text    map[string]string // want: reported: the iterator function gives the keys
	marks   map[string]int    // want: reported: deleted by a function literal that a field keeps
	notes   map[string]string // want: reported: deleted by a method of an interface
	queue   expiry
	onDrop  []func(id string)
	remover remover
}

type remover interface{ remove(id string) }

type notes struct{ s *Store }

func (n notes) remove(id string) { delete(n.s.notes, id) }

func New(columns ...string) *Store {
	s := &Store{
		docs:  make(map[string]*doc),
		text:  make(map[string]string),
		marks: make(map[string]int),
		notes: make(map[string]string),
	}
	for _, c := range columns {
		s.columns = append(s.columns, &column{c, map[string][]int{}})
	}
	for range 4 {
		s.zones = append(s.zones, &zone{map[string]bool{}})
	}
	s.onDrop = append(s.onDrop, func(id string) { delete(s.marks, id) })
	s.remover = notes{s}
	return s
}

func (s *Store) Add(id, text string, ttl time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &doc{id: id, until: time.Now().Add(ttl)}
	s.docs[id] = d
	s.text[id] = text
	s.marks[id]++
	s.notes[id] = text[:min(len(text), 10)]
	heap.Push(&s.queue, d)
	for i, c := range s.columns {
		c.rows[id] = append(c.rows[id], i)
	}
	s.zones[len(id)%len(s.zones)].docs[id] = true
}

func (s *Store) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var gone []string
	for len(s.queue) > 0 && time.Now().After(s.queue[0].until) {
		d := heap.Pop(&s.queue).(*doc)
		delete(s.docs, d.id)
		gone = append(gone, d.id)
		for _, f := range s.onDrop {
			f(d.id)
		}
		s.remover.remove(d.id)
	}
	for _, id := range gone {
		for _, c := range s.columns {
			delete(c.rows, id)
		}
	}
	for id := range s.orphans() {
		delete(s.text, id)
	}
}

func (s *Store) orphans() iter.Seq[string] {
	return func(yield func(string) bool) {
		for id := range s.text {
			if _, ok := s.docs[id]; !ok && !yield(id) {
				return
			}
		}
	}
}

// Unzone removes one document from every zone.
func (s *Store) Unzone(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, z := range s.zones {
		delete(z.docs, id)
	}
}

type expiry []*doc

func (e expiry) Len() int           { return len(e) }
func (e expiry) Less(i, j int) bool { return e[i].until.Before(e[j].until) }
func (e expiry) Swap(i, j int)      { e[i], e[j] = e[j], e[i]; e[i].pos, e[j].pos = i, j }
func (e *expiry) Push(x any)        { *e = append(*e, x.(*doc)) }
func (e *expiry) Pop() any {
	old := *e
	d := old[len(old)-1]
	*e = old[:len(old)-1]
	return d
}
