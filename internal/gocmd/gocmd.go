// Package gocmd runs the go command. Nothing else in maplint starts it, so
// that there is one environment, one way to be cancelled and one kind of
// error.
//
// It runs the command that the PATH has, with the environment of this process
// and what is added to it. It does not know what the go command does: whoever
// calls it reads the output.
package gocmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// A Command says where and with what the go command runs.
type Command struct {
	// Dir is the directory; the current one if empty.
	Dir string
	// Env is added to the environment of this process.
	Env []string
}

// grace is how long a cancelled go command has to end what it has started.
const grace = 5 * time.Second

// Output runs the go command and returns what it prints, also together with
// an error, which is the context's or an [*Error].
func (c Command) Output(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = c.Dir
	cmd.Env = c.Environ()
	cmd.Cancel = func() error {
		if cmd.Process.Signal(os.Interrupt) == nil { // it ends its compilers
			return nil
		}
		return cmd.Process.Kill() // as Windows has it
	}
	cmd.WaitDelay = grace // what it has started can keep its pipes open
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return out, &Error{Args: args, Stderr: stderr.String(), Err: err}
}

// Environ is the environment that the command runs with.
func (c Command) Environ() []string {
	env := os.Environ()
	if c.Dir != "" {
		env = append(env, "PWD="+c.Dir) // as os/exec has it
	}
	return append(env, c.Env...)
}

// An Error is a run of the go command that failed.
type Error struct {
	Args   []string
	Stderr string // all that it has printed there
	Err    error
}

// Error returns all that the command has printed, in one line.
func (e *Error) Error() string {
	if errors.Is(e.Err, exec.ErrNotFound) {
		return "the go command is not found: install Go (https://go.dev/dl), or add its bin directory to the PATH"
	}
	if text := OneLine(Message(e.Stderr)); text != "" {
		return text
	}
	return fmt.Sprintf("go %s: %v", e.Args[0], e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// First returns the first message: a build that fails has many.
func (e *Error) First() string {
	if text := First(e.Stderr); text != "" {
		return text
	}
	return e.Error()
}

var prefix = regexp.MustCompile(`(?s)^(err: .*?: stderr: )?(go: downloading [^\n]*\n)*(go: )?`)

// Message is what the go command has printed, without what it says of itself
// and without its downloads. go/packages puts words of its own before it,
// which are left out as well.
func Message(text string) string {
	return strings.TrimSpace(prefix.ReplaceAllString(text, ""))
}

// OneLine makes a message that may span lines, as those of the go command do,
// one line.
func OneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}

// First returns the first message of what the go command has printed as one
// line, without the progress of downloads and the headings of packages.
func First(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		continued := strings.HasPrefix(line, "\t")
		line = strings.TrimPrefix(strings.TrimSpace(line), "go: ")
		switch {
		case line == "" || strings.HasPrefix(line, "downloading ") || strings.HasPrefix(line, "# "):
			continue
		case b.Len() == 0:
			b.WriteString(line)
		case continued || strings.HasSuffix(b.String(), ":"):
			b.WriteString(" " + line)
		default:
			return b.String()
		}
	}
	return b.String()
}
