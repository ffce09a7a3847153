// Package packets has keys that packets bring one by one.
package packets

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
)

type flow struct{ done bool }

// Traffic: packets from a connection that the owner keeps.
type Packets struct {
	live map[string]*flow // verdict: reported
	conn net.PacketConn
}

func NewPackets(conn net.PacketConn) *Packets {
	return &Packets{live: make(map[string]*flow), conn: conn}
}

func (s *Packets) Run() error {
	buf := make([]byte, 1500)
	for {
		_, from, err := s.conn.ReadFrom(buf)
		if err != nil {
			return err
		}
		s.live[from.String()] = &flow{}
	}
}

func (s *Packets) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Packets\.live`
		}
	}
}

// Traffic: packets of peers from a UDP connection.
type Udp struct {
	live map[netip.AddrPort]*flow // verdict: reported
	conn *net.UDPConn
}

func NewUdp(conn *net.UDPConn) *Udp {
	return &Udp{live: make(map[netip.AddrPort]*flow), conn: conn}
}

func (s *Udp) Run() error {
	buf := make([]byte, 1500)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(buf)
		if err != nil || n == 0 {
			return err
		}
		s.live[from] = &flow{}
	}
}

func (s *Udp) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Udp\.live`
		}
	}
}

// Traffic: identifiers read from the bytes of a packet.
type Frames struct {
	live map[uint64]*flow // verdict: reported
	conn net.Conn
}

func NewFrames(conn net.Conn) *Frames {
	return &Frames{live: make(map[uint64]*flow), conn: conn}
}

func (s *Frames) Run() error {
	var head [8]byte
	for {
		if _, err := io.ReadFull(s.conn, head[:]); err != nil {
			return err
		}
		s.live[binary.BigEndian.Uint64(head[:])] = &flow{}
	}
}

func (s *Frames) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Frames\.live`
		}
	}
}

// Traffic: lines from a connection that the owner keeps.
type Lines struct {
	live map[string]*flow // verdict: reported
	conn net.Conn
}

func NewLines(conn net.Conn) *Lines {
	return &Lines{live: make(map[string]*flow), conn: conn}
}

func (s *Lines) Run() error {
	sc := bufio.NewScanner(s.conn)
	for sc.Scan() {
		s.live[sc.Text()] = &flow{}
	}
	return sc.Err()
}

func (s *Lines) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Lines\.live`
		}
	}
}

// Traffic: peers that connect.
type Accepted struct {
	live map[string]*flow // verdict: reported
	l    net.Listener
}

func NewAccepted(l net.Listener) *Accepted {
	return &Accepted{live: make(map[string]*flow), l: l}
}

func (s *Accepted) Run() error {
	for {
		c, err := s.l.Accept()
		if err != nil {
			return err
		}
		s.live[c.RemoteAddr().String()] = &flow{}
		c.Close()
	}
}

func (s *Accepted) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Accepted\.live`
		}
	}
}

// Traffic: messages from a stream that the owner keeps.
type receiver interface{ Recv() (string, error) }

type Received struct {
	live map[string]*flow // verdict: reported
	st   receiver
}

func NewReceived(st receiver) *Received {
	return &Received{live: make(map[string]*flow), st: st}
}

func (s *Received) Run() error {
	for {
		id, err := s.st.Recv()
		if err != nil {
			return err
		}
		s.live[id] = &flow{}
	}
}

func (s *Received) Collect() {
	for k, f := range s.live {
		if f.done {
			delete(s.live, k) // want `Received\.live`
		}
	}
}
