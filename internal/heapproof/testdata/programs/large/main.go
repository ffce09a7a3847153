// A map of large values in a struct that lies in a map; a loop deletes the keys
// that another has gathered.
package main

import (
	"fmt"
	"time"

	"heapproof/live"
)

// A packet has 128 bytes, the most that a map stores in its table.
type packet struct {
	seq  uint64
	data [120]byte
}

type stream struct {
	packets map[uint64]packet
	last    time.Time // when one was received
}

type Hub struct {
	streams map[string]*stream
}

func NewHub() *Hub { return &Hub{streams: make(map[string]*stream)} }

func (h *Hub) Receive(name string, p packet) {
	s := h.streams[name]
	if s == nil {
		s = &stream{packets: make(map[uint64]packet)}
		h.streams[name] = s
	}
	s.packets[p.seq] = p
	s.last = time.Now()
}

// Ack returns how many packets of the stream came before the given one, and
// forgets them.
func (s *stream) Ack(seq uint64) int {
	var old []uint64
	for id := range s.packets {
		if id < seq {
			old = append(old, id)
		}
	}
	for _, id := range old {
		delete(s.packets, id)
	}
	return len(old)
}

var (
	hub   = NewHub()
	acked int
)

func main() {
	live.Main(live.Program{
		Put: func(i int) {
			hub.Receive("a", packet{seq: uint64(i), data: [120]byte{byte(i)}})
		},
		Sweep: func(n int) { acked += hub.streams["a"].Ack(uint64(n - n/100)) },
		Result: func() string {
			sum := 0
			for _, p := range hub.streams["a"].packets {
				sum += int(p.seq) + int(p.data[0])
			}
			return fmt.Sprint(len(hub.streams["a"].packets), sum, acked)
		},
	})
}
