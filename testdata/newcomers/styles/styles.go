// Package styles reaches its maps in other ways.
package styles

import (
	"maps"
	"slices"
	"sync"
)

type set map[string]struct{}

func (s set) add(name string) { s[name] = struct{}{} }

func (s set) removeAll(names []string) {
	for _, n := range names {
		delete(s, n)
	}
}

func prune[K comparable, V any](m map[K]V, keep func(V) bool) {
	for k, v := range m {
		if !keep(v) {
			delete(m, k)
		}
	}
}

type State struct {
	sync.Mutex
	online set            // want: reported: a method of the map type deletes in a loop
	scores map[string]int // want: reported: a generic helper deletes in a loop
	debts  map[string]int // want: reported: a local variable stands for the map
	queue  map[int]func() // want: reported: goto is a loop too
	ranks  map[string]int // want: silent: Rank makes a new one each time
	nested struct {
		deep map[string]int // want: reported: slices.Collect gives the keys
	}
	head, tail int
}

func New() *State {
	s := &State{
		online: set{},
		scores: make(map[string]int),
		debts:  make(map[string]int),
		queue:  make(map[int]func()),
	}
	s.nested.deep = make(map[string]int)
	return s
}

func (s *State) Login(name string, score, debt int) {
	s.Lock()
	defer s.Unlock()
	s.online.add(name)
	s.scores[name] = score
	s.debts[name] = debt
	s.nested.deep[name]++
	s.queue[s.tail] = func() { println(name) }
	s.tail++
}

func (s *State) Logout(names ...string) {
	s.Lock()
	defer s.Unlock()
	s.online.removeAll(names)
	prune(s.scores, func(n int) bool { return n > 0 })
	debts := s.debts
	for name, d := range debts {
		if d == 0 {
			delete(debts, name)
		}
	}
	for _, name := range slices.Collect(maps.Keys(s.nested.deep)) {
		if s.nested.deep[name] > 9 {
			delete(s.nested.deep, name)
		}
	}
}

func (s *State) Drain() {
	s.Lock()
	defer s.Unlock()
again:
	if f, ok := s.queue[s.head]; ok {
		delete(s.queue, s.head)
		s.head++
		f()
		goto again
	}
}

func (s *State) Rank() []string {
	s.Lock()
	defer s.Unlock()
	s.ranks = make(map[string]int)
	for name, n := range s.scores {
		s.ranks[name] = n
	}
	for name := range s.ranks {
		if _, ok := s.online[name]; !ok {
			delete(s.ranks, name)
		}
	}
	return slices.Sorted(maps.Keys(s.ranks))
}
