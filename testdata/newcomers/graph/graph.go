// Package graph has children that know their owner.
package graph

import (
	"sync"
	"time"
)

type Server struct {
	mu    sync.Mutex
	peers map[string]*peer // want: reported: the peers only point back to the server
	mon   *monitor
}

type peer struct {
	owner *Server
	name  string
	last  time.Time
}

type monitor struct {
	owner *Server
	seen  map[string]int // want: reported: made by the constructor, lives as long as the server
}

func NewServer() *Server {
	s := &Server{peers: make(map[string]*peer)}
	m := &monitor{seen: make(map[string]int)}
	m.owner = s
	s.mon = m
	go m.watch()
	return s
}

func (s *Server) Join(name string) {
	p := &peer{name: name, last: time.Now()}
	p.owner = s
	s.mu.Lock()
	s.peers[name] = p
	s.mu.Unlock()
}

func (m *monitor) watch() {
	for range time.Tick(time.Second) {
		s := m.owner
		s.mu.Lock()
		for name, p := range s.peers {
			m.seen[name]++
			if time.Since(p.last) > time.Minute {
				p.owner = nil
				delete(s.peers, name)
				delete(m.seen, name)
			}
		}
		s.mu.Unlock()
	}
}

// Owner returns the server of a peer that has not left.
func (p *peer) Owner() *Server { return p.owner }
