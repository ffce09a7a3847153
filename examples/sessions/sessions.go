// Package sessions is a server's session store. Sessions are deleted when they
// expire, and yet the map keeps the memory of the busiest hour: maplint reports
// Store.sessions.
//
//	go run ./cmd/maplint ./examples/sessions
//	go test -v ./examples/sessions
package sessions

import (
	"sync"
	"time"
)

// A Session is one user's visit.
type Session struct {
	User    string
	Expires time.Time
}

// A Store has the sessions that have not expired.
type Store struct {
	mu       sync.Mutex
	sessions map[string]Session
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{sessions: make(map[string]Session)}
}

// Login begins a session.
func (s *Store) Login(id, user string, expires time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[id] = Session{user, expires}
}

// Expire deletes the sessions that have expired. A server calls it every
// minute.
func (s *Store) Expire(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, session := range s.sessions {
		if now.After(session.Expires) {
			delete(s.sessions, id)
		}
	}
}
