package sessions

import (
	"testing"
	"time"
)

// reset replaces the map. What a test file does changes no verdict.
func (s *Store) reset() { s.sessions = make(map[string]Session) }

// forget sweeps a map that nothing else removes from.
func (s *Store) forget() {
	for user := range s.users {
		delete(s.users, user)
	}
}

// seen is swept in a test file only.
var seen = map[time.Time]bool{}

func TestExpire(t *testing.T) {
	s, now := NewStore(), time.Now()
	s.Login("1", "a", now)
	s.Login("2", "b", now.Add(time.Hour))
	s.Expire(now.Add(time.Minute))
	if n, users := s.Len(); n != 1 || users != 2 {
		t.Errorf("%d sessions of %d users, want 1 of 2", n, users)
	}
	s.reset()
	s.forget()
	if n, users := s.Len(); n+users != 0 {
		t.Errorf("%d sessions of %d users are left", n, users)
	}
	seen[now] = true
	for at := range seen {
		if at.Before(now) {
			delete(seen, at)
		}
	}
}
