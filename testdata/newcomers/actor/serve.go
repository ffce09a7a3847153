package actor

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
)

// Serve speaks a line protocol with each client.
func Serve(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go serveConn(conn)
	}
}

func serveConn(conn net.Conn) {
	defer conn.Close()
	vars := make(map[string]string) // want: silent: as long as one connection
	sc := bufio.NewScanner(conn)
	for sc.Scan() {
		switch f := strings.Fields(sc.Text()); {
		case len(f) == 3 && f[0] == "set":
			vars[f[1]] = f[2]
		case len(f) == 2 && f[0] == "del":
			delete(vars, f[1])
		case len(f) == 2:
			fmt.Fprintln(conn, vars[f[1]])
		default:
			return
		}
	}
}

// Tail passes on what one caller wants to see, until its context ends.
func Tail(ctx context.Context, in <-chan Event) ([]string, error) {
	open := make(map[string]bool) // want: silent: the function returns to its caller
	var done []string
	for e := range in {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if e.Value > 0 {
			open[e.Key] = true
		} else if open[e.Key] {
			delete(open, e.Key)
			done = append(done, e.Key)
		}
	}
	return done, nil
}
