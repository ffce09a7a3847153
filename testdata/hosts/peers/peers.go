// Package peers has maps of low confidence: each entry holds a connection.
package peers

import "net"

// Peers are those that we are connected to.
type Peers struct {
	conns map[string]net.Conn
	zones map[string]string // under the same keys
}

// New returns no peers.
func New() *Peers {
	return &Peers{conns: make(map[string]net.Conn), zones: make(map[string]string)}
}

// Add adds a peer.
func (p *Peers) Add(name, zone string, c net.Conn) {
	p.conns[name] = c
	p.zones[name] = zone
}

// LeaveZone drops the peers in a zone.
func (p *Peers) LeaveZone(zone string) {
	for name, z := range p.zones {
		if z == zone {
			_ = p.conns[name].Close()
			delete(p.conns, name)
			delete(p.zones, name)
		}
	}
}
