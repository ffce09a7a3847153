package livemaps

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// What stands in the way of reading a target. Errors of this package wrap one
// of them where the caller can do something about it.
var (
	ErrPermission = errors.New("no permission to read the memory of the process")
	ErrNoProcess  = errors.New("no such process")
	ErrGone       = errors.New("the process ended while it was read")
	ErrNotGo      = errors.New("not a Go program")
	ErrNoDWARF    = errors.New("the executable has no DWARF")
	ErrMismatch   = errors.New("the executable is not the one that the process runs")
	ErrVersion    = errors.New("the layout of its maps is not known")
	ErrSystem     = errors.New("reading a process works on Linux only")
	ErrMachine    = errors.New("only 64-bit Linux programs can be read")
	ErrCorrupt    = errors.New("this can't be the memory of a Go program")
)

// corrupt is ErrCorrupt with what does not fit.
func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCorrupt, fmt.Sprintf(format, args...))
}

// recovered turns a panic into an error. debug/elf and debug/dwarf are not
// hardened against hostile files, and say so.
func recovered(err *error) {
	if v := recover(); v != nil {
		*err = corrupt("%v\n%s", v, debug.Stack())
	}
}
