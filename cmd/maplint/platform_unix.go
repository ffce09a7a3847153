//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// keepOnPipe makes a reader of standard output that has gone an error of the
// write, which is reported, and no silent death.
func keepOnPipe() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// canColor reports whether a terminal knows escape sequences.
func canColor(*os.File) bool { return true }
