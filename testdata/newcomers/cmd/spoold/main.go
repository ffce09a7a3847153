// Command spoold writes what it has read once in a second.
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"

	"example.test/newcomers/spool"
)

func main() {
	s := spool.New()
	lines := make(chan string)
	go func() {
		defer close(lines)
		for sc := bufio.NewScanner(os.Stdin); sc.Scan(); {
			lines <- sc.Text()
		}
	}()
	tick := time.Tick(time.Second)
	for {
		select {
		case l, ok := <-lines:
			if !ok {
				os.Exit(0)
			}
			s.Add(l)
			if s.HotLen() < 100 {
				s.Heat(l)
			}
		case <-tick:
			s.Flush(func(l string, n int) { fmt.Println(n, l) })
		}
	}
}
