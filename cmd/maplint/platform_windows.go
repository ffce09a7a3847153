package main

import (
	"os"

	"golang.org/x/sys/windows"
)

func keepOnPipe() {} // nothing dies of it here

// canColor reports whether a console knows escape sequences, and has it obey
// them: it does not of itself.
func canColor(out *os.File) bool {
	var mode uint32
	console := windows.Handle(out.Fd())
	return windows.GetConsoleMode(console, &mode) == nil &&
		windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
