// Package sessions has a map that is swept by time: a finding, also
// though a test replaces the map, and though a test file sweeps another.
package sessions

import "time"

// A Session is one user's visit.
type Session struct {
	User    string
	Expires time.Time
}

// A Store has the sessions that have not expired.
type Store struct {
	sessions map[string]Session
	users    map[string]int // only a test removes from it
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{sessions: make(map[string]Session), users: make(map[string]int)}
}

// Login begins a session.
func (s *Store) Login(id, user string, expires time.Time) {
	s.sessions[id] = Session{user, expires}
	s.users[user]++
}

// Len returns the number of sessions and of users.
func (s *Store) Len() (sessions, users int) { return len(s.sessions), len(s.users) }

// Expire deletes the sessions that have expired.
func (s *Store) Expire(now time.Time) {
	for id, session := range s.sessions {
		if now.After(session.Expires) {
			delete(s.sessions, id)
		}
	}
}
