// Command forever blocks on an empty select.
package main

import (
	"strings"
	"time"

	"example.test/newcomers/source"
)

func main() {
	last := make(chan string)
	go source.Each(func(id string) { last <- id })
	go track(last)
	select {}
}

func track(ids <-chan string) {
	open := map[string]time.Time{} // want: reported: local to a loop that never ends
	for id := range ids {
		open[id] = time.Now()
		for other, t := range open {
			if time.Since(t) > time.Second || strings.HasPrefix(other, "A") {
				delete(open, other)
			}
		}
	}
}
