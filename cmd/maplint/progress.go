package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// progressAfter is how long a run takes before it tells how far it is.
const progressAfter = 2 * time.Second

// progress returns what shows the progress of a run on a terminal, and what
// removes that. Where standard error is no terminal, both do nothing.
func (c *command) progress() (show func(done, of int), remove func()) {
	f, ok := c.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	return newProgress(f, time.Now)
}

// newProgress writes one line, over and over, ten times a second at most.
func newProgress(w io.Writer, now func() time.Time) (show func(done, of int), remove func()) {
	var mu sync.Mutex
	next := now().Add(progressAfter)
	shown := false
	show = func(done, of int) {
		mu.Lock()
		defer mu.Unlock()
		if t := now(); t.After(next) {
			next = t.Add(100 * time.Millisecond)
			shown = true
			fmt.Fprintf(w, "\rmaplint: %d of %d packages", done, of)
		}
	}
	remove = func() {
		mu.Lock()
		defer mu.Unlock()
		if shown {
			fmt.Fprint(w, "\r\x1b[K")
		}
	}
	return show, remove
}
