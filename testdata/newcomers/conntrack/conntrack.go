// Package conntrack closes connections that are idle.
package conntrack

import (
	"net"
	"net/http"
	"sync"
	"time"
)

type Tracker struct {
	mu    sync.Mutex
	conns map[net.Conn]time.Time // want: low: the keys are live connections
	bytes map[string]int64       // want: reported: deleted with the connections
	state map[http.ConnState]int // want: silent: an enumeration
}

func (t *Tracker) init() {
	if t.conns == nil {
		t.conns = make(map[net.Conn]time.Time)
		t.bytes = make(map[string]int64)
	}
}

func (t *Tracker) Touch(c net.Conn, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.init()
	t.conns[c] = time.Now()
	t.bytes[c.RemoteAddr().String()] += int64(n)
}

// Reap runs until the program ends.
func (t *Tracker) Reap(idle time.Duration) {
	for now := range time.Tick(idle / 2) {
		t.mu.Lock()
		for c, last := range t.conns {
			if now.Sub(last) > idle {
				c.Close()
				delete(t.conns, c)
				delete(t.bytes, c.RemoteAddr().String())
			}
		}
		t.mu.Unlock()
	}
}

// ConnState fits http.Server.ConnState.
func (t *Tracker) ConnState(_ net.Conn, s http.ConnState) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state == nil {
		t.state = map[http.ConnState]int{}
	}
	switch s {
	case http.StateNew, http.StateClosed, http.StateIdle:
		t.state[s]++
	}
	if len(t.state) == 3 {
		clear(t.state)
	}
}
