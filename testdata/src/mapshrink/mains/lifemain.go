package main

import (
	"log"
	"net"
	"sync"
	"time"
)

// Long-lived, case: the owner is made by main, and its loops run until the
// process ends.
type agent struct {
	mu sync.Mutex
	at map[string]time.Time // verdict: reported
}

func newAgent() *agent { return &agent{at: make(map[string]time.Time)} }

func (a *agent) janitor() {
	for range time.Tick(time.Second) {
		a.mu.Lock()
		for k, at := range a.at {
			if time.Since(at) > time.Minute {
				delete(a.at, k) // want `agent\.at`
			}
		}
		a.mu.Unlock()
	}
}

func (a *agent) listen(conn net.PacketConn) {
	buf := make([]byte, 1500)
	for {
		_, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		a.mu.Lock()
		a.at[from.String()] = time.Now()
		a.mu.Unlock()
	}
}

func main() {
	conn, err := net.ListenPacket("udp", ":53")
	if err != nil {
		log.Fatal(err)
	}
	a := newAgent()
	go a.janitor()
	a.listen(conn)
}
