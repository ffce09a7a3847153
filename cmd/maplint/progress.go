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

// elapsed shows on a terminal that work goes on, and for how long. Messages
// are written by log; stop ends it.
func (c *command) elapsed(what string) (log func(format string, args ...any), stop func()) {
	if !isTerminal(c.stderr) {
		return newElapsed(c.stderr, what, nil)
	}
	tick := time.NewTicker(time.Second)
	log, done := newElapsed(c.stderr, what, tick.C)
	return log, func() {
		tick.Stop()
		done()
	}
}

// newElapsed writes one line, over and over, at each tick. log removes it
// before it writes a message.
func newElapsed(w io.Writer, what string, tick <-chan time.Time) (log func(format string, args ...any), stop func()) {
	var mu sync.Mutex
	shown := false
	erase := func() {
		if shown {
			fmt.Fprint(w, "\r\x1b[K")
			shown = false
		}
	}
	start := time.Now()
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		for {
			select {
			case <-done:
				return
			case now := <-tick:
				mu.Lock()
				fmt.Fprintf(w, "\rmaplint: %s: %v", what, now.Sub(start).Round(time.Second))
				shown = true
				mu.Unlock()
			}
		}
	})
	log = func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		erase()
		fmt.Fprintf(w, "maplint: "+format+"\n", args...)
	}
	return log, func() {
		close(done)
		running.Wait()
		erase()
	}
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
