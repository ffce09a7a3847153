// Command wggo starts a producer and a consumer.
package main

import (
	"sync"
	"time"

	"example.test/newcomers/source"
)

type window struct {
	sync.Mutex
	ids map[string]time.Time // want: reported: goroutines that never end share it
}

func produce(w *window) {
	for {
		id := source.Next()
		w.Lock()
		w.ids[id] = time.Now()
		w.Unlock()
	}
}

func consume(w *window) {
	for {
		time.Sleep(time.Second)
		w.Lock()
		for id, t := range w.ids {
			if time.Since(t) > time.Minute {
				delete(w.ids, id)
			}
		}
		w.Unlock()
	}
}

func main() {
	w := window{ids: make(map[string]time.Time)}
	var wg sync.WaitGroup
	wg.Go(func() { produce(&w) })
	wg.Go(func() { consume(&w) })
	wg.Wait()
}
