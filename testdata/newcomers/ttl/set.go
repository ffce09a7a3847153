package ttl

import "sync"

// Set is a set with a lock. Its zero value is ready to use.
type Set[T comparable] struct {
	mu sync.Mutex
	m  map[T]struct{} // want: reported: RemoveAll deletes in a loop
}

func (s *Set[T]) Add(v T) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = make(map[T]struct{})
	}
	_, had := s.m[v]
	s.m[v] = struct{}{}
	return !had
}

func (s *Set[T]) RemoveAll(vs ...T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range vs {
		delete(s.m, v)
	}
}
