package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgress(t *testing.T) {
	var b strings.Builder
	now := time.Unix(0, 0)
	show, remove := newProgress(&b, func() time.Time { return now })
	show(1, 9)
	remove()
	if b.Len() > 0 {
		t.Errorf("a short run shows %q", b.String())
	}
	now = now.Add(progressAfter + time.Millisecond)
	show(2, 9)
	show(3, 9) // too soon after the last
	now = now.Add(time.Second)
	show(4, 9)
	remove()
	if got, want := b.String(), "\rmaplint: 2 of 9 packages\rmaplint: 4 of 9 packages\r\x1b[K"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is no terminal is never told.
func TestNoProgress(t *testing.T) {
	var b strings.Builder
	c := &command{stderr: &b}
	if show, remove := c.progress(); show != nil {
		t.Error("a pipe is taken for a terminal")
	} else {
		remove()
	}
}

// TestElapsed has the line with the time, which messages and the end remove.
func TestElapsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b strings.Builder
		tick := make(chan time.Time)
		log, stop := newElapsed(&b, "compiling", tick)
		after := func(d time.Duration) {
			tick <- time.Now().Add(d)
			synctest.Wait() // until the line is written
		}
		log("building %s", "gopls")
		after(time.Second)
		after(62 * time.Second)
		after(63 * time.Second)
		log("wrote %s", "gopls")
		after(64 * time.Second)
		stop()
		want := "maplint: building gopls\n\rmaplint: compiling: 1s\rmaplint: compiling: 1m2s\rmaplint: compiling: 1m3s\r\x1b[Kmaplint: wrote gopls\n\rmaplint: compiling: 1m4s\r\x1b[K"
		if b.String() != want {
			t.Errorf("%q, want %q", b.String(), want)
		}
	})
}
