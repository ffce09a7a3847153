// Command closures keeps its state in variables of main.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.test/newcomers/source"
)

func main() {
	var mu sync.Mutex
	seen := make(map[string]time.Time) // want: reported: goroutines that never end capture it
	hour := make(map[string]int)       // want: silent: the loop of main replaces it

	go func() {
		for {
			id := source.Next()
			mu.Lock()
			seen[id] = time.Now()
			hour[id[:2]]++
			mu.Unlock()
		}
	}()
	for now := range time.Tick(time.Minute) {
		mu.Lock()
		for id, t := range seen {
			if now.Sub(t) > time.Hour {
				delete(seen, id)
			}
		}
		for p, n := range hour {
			if n < 2 {
				delete(hour, p)
			}
		}
		fmt.Println(len(hour), "prefixes")
		hour = make(map[string]int)
		mu.Unlock()
	}
}
