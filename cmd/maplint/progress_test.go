package main

import (
	"strings"
	"testing"
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
