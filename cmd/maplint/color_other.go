//go:build !windows

package main

import "os"

// canColor reports whether a terminal knows escape sequences.
func canColor(*os.File) bool { return true }
