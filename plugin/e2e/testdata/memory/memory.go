// Package memory has a fault for each linter of docs/memory.golangci.yml. A
// comment tells which finds it.
package memory

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

func body(url string) (int, error) {
	resp, err := http.Get(url) // want bodyclose
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func nested(ctx context.Context, keys []string) context.Context {
	for _, key := range keys {
		ctx = context.WithValue(ctx, contextKey(key), true) // want fatcontext
	}
	return ctx
}

type contextKey string

func lost(ctx context.Context) context.Context {
	ctx, _ = context.WithCancel(ctx) // want govet
	return ctx
}

func zeros(names []string) []string {
	out := make([]string, len(names)) // want prealloc
	for _, name := range names {
		out = append(out, name+"!") // want makezero
	}
	return out
}

// Sessions have times of expiry.
type Sessions struct{ byID map[string]Session }

// A Session is one user's visit.
type Session struct {
	User    string
	Expires time.Time
}

// NewSessions returns none.
func NewSessions() *Sessions { return &Sessions{make(map[string]Session)} }

// Login adds a session.
func (s *Sessions) Login(id string, session Session) { s.byID[id] = session }

// Expire drops the sessions that have expired.
func (s *Sessions) Expire(now time.Time) {
	for id, session := range s.byID {
		if now.After(session.Expires) {
			delete(s.byID, id) // want maplint
		}
	}
}

func grown(numbers []int) []string {
	var out []string // want prealloc
	for _, n := range numbers {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

func piled(names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // want revive
	}
	return nil
}

func rows(db *sql.DB) (n int, err error) {
	rows, err := db.Query("SELECT 1") // want rowserrcheck sqlclosecheck
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, nil
}

type handle struct{ f *os.File }

func finalizer(f *os.File) *handle {
	h := &handle{f}
	closes := func(*handle) { h.f.Close() }
	runtime.SetFinalizer(h, closes) // want staticcheck
	return h
}

var pool = sync.Pool{New: func() any { return make([]byte, 0, 1024) }}

func put(b []byte) { pool.Put(b[:0]) } // want staticcheck
