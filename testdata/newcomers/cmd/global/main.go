// Command global has its server in a package-level variable.
package main

import (
	"bufio"
	"log"
	"net"
	"time"
)

type server struct {
	nicks map[string]time.Time // want: reported: the server is a package-level variable
	calls chan func()
}

var srv *server

func (s *server) loop() {
	tick := time.NewTicker(time.Minute)
	for {
		select {
		case f := <-s.calls:
			f()
		case now := <-tick.C:
			for n, at := range s.nicks {
				if now.Sub(at) > time.Hour {
					delete(s.nicks, n)
				}
			}
		}
	}
}

func handle(conn net.Conn) {
	defer conn.Close()
	for in := bufio.NewScanner(conn); in.Scan(); {
		nick := in.Text()
		srv.calls <- func() { srv.nicks[nick] = time.Now() }
	}
}

func main() {
	srv = &server{nicks: make(map[string]time.Time), calls: make(chan func())}
	go srv.loop()
	ln, err := net.Listen("tcp", ":6000")
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Print(err)
			continue
		}
		go handle(conn)
	}
}
