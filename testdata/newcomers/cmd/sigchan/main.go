// Command sigchan runs until it gets a signal.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type cache struct {
	sync.Mutex
	pages map[string]page // want: reported: main owns it and waits for a signal
}

type page struct {
	body    string
	fetched time.Time
}

func newCache() *cache {
	return &cache{pages: make(map[string]page)}
}

func (c *cache) expire() {
	c.Lock()
	defer c.Unlock()
	for url, p := range c.pages {
		if time.Since(p.fetched) > time.Hour {
			delete(c.pages, url)
		}
	}
}

func (c *cache) handle(w http.ResponseWriter, r *http.Request) {
	c.Lock()
	defer c.Unlock()
	p, ok := c.pages[r.URL.Path]
	if !ok {
		p = page{"page " + r.URL.Path, time.Now()}
		c.pages[r.URL.Path] = p
	}
	fmt.Fprintln(w, p.body)
}

func main() {
	c := newCache()
	http.HandleFunc("/", c.handle)
	go http.ListenAndServe(":8080", nil)
	go func() {
		for range time.Tick(time.Minute) {
			c.expire()
		}
	}()

	sig := make(chan os.Signal, 1)
	signal.Notify(sig, os.Interrupt, syscall.SIGTERM)
	<-sig
}
