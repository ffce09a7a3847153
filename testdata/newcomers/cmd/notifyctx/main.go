// Command notifyctx counts lines by their first word.
package main

import (
	"bufio"
	"context"
	"log"
	"net"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

type counter struct {
	mu   sync.Mutex
	last map[string]time.Time // want: reported: main owns it and waits for the context of a signal
	n    map[string]int       // want: reported: likewise
}

func (c *counter) read(conn net.Conn) {
	defer conn.Close()
	for sc := bufio.NewScanner(conn); sc.Scan(); {
		word, _, _ := strings.Cut(sc.Text(), " ")
		c.mu.Lock()
		c.last[word] = time.Now()
		c.n[word]++
		c.mu.Unlock()
	}
}

func (c *counter) accept(ln net.Listener) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		go c.read(conn)
	}
}

func (c *counter) clean(ctx context.Context) {
	t := time.NewTicker(time.Minute)
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		c.mu.Lock()
		for w, at := range c.last {
			if time.Since(at) > time.Hour {
				delete(c.last, w)
				delete(c.n, w)
			}
		}
		c.mu.Unlock()
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	ln, err := net.Listen("tcp", "localhost:4000")
	if err != nil {
		log.Fatal(err)
	}
	c := &counter{last: map[string]time.Time{}, n: map[string]int{}}
	go c.accept(ln)
	go c.clean(ctx)

	<-ctx.Done()
	ln.Close()
	log.Print("bye")
}
