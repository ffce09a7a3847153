// Package sessions keeps logged-in users in memory.
package sessions

import (
	"crypto/rand"
	"errors"
	"sync"
	"time"
)

var ErrNotFound = errors.New("session not found")

type Session struct {
	ID      string
	User    string
	Expires time.Time
	Values  map[string]string // want: silent: nothing removes more than one value
}

// Store is safe for concurrent use.
type Store struct {
	mu     sync.RWMutex
	byID   map[string]*Session // want: reported: expired sessions are deleted in a loop
	logins map[string]int      // want: reported: swept with the sessions
	ttl    time.Duration
}

func NewStore(ttl time.Duration) *Store {
	s := &Store{
		byID:   make(map[string]*Session),
		logins: make(map[string]int),
		ttl:    ttl,
	}
	go s.cleanup()
	return s
}

func (s *Store) Create(user string) *Session {
	sess := &Session{
		ID:      rand.Text(),
		User:    user,
		Expires: time.Now().Add(s.ttl),
		Values:  map[string]string{},
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[sess.ID] = sess
	s.logins[user]++
	return sess
}

func (s *Store) Get(id string) (*Session, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	sess, ok := s.byID[id]
	if !ok || time.Now().After(sess.Expires) {
		return nil, ErrNotFound
	}
	return sess, nil
}

func (s *Session) Set(key, value string) { s.Values[key] = value }

func (s *Session) Unset(key string) { delete(s.Values, key) }
