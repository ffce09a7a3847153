package load

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Bugs is where errors of maplint itself are reported.
const Bugs = "https://github.com/maplint/maplint/issues"

// A BugError is a failure of maplint itself that keeps a package from being
// checked.
type BugError struct{ text string }

func (e *BugError) Error() string { return e.text }

// Bug describes a failure of maplint itself, in one line that has what a bug
// report needs most: what, where in maplint, and on which package. The trace is
// that of a panic; an error may carry one below its first line.
func Bug(pkg, what string, problem any, trace []byte) error {
	text := strings.TrimSpace(fmt.Sprint(problem))
	first, rest, _ := strings.Cut(text, "\n")
	if trace == nil {
		trace = []byte(rest)
	}
	return &BugError{fmt.Sprintf("internal error in %s: %s%s (package %s was not checked: please report this at %s)",
		what, first, frame(string(trace)), pkg, Bugs)}
}

// frame returns the function and line below the panic in a stack trace.
func frame(trace string) string {
	i := strings.LastIndex(trace, "\npanic(")
	if i < 0 {
		return ""
	}
	lines := strings.Split(trace[i+1:], "\n")
	for i := 2; i+1 < len(lines); i += 2 {
		if strings.HasPrefix(lines[i], "runtime.") {
			continue
		}
		fn, _, _ := strings.Cut(filepath.Base(lines[i]), "(0x")
		line, _, _ := strings.Cut(filepath.Base(lines[i+1]), " ")
		return fmt.Sprintf(" in %s at %s", fn, line)
	}
	return ""
}
