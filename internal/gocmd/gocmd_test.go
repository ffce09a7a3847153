package gocmd

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestOutput(t *testing.T) {
	dir := t.TempDir()
	c := Command{Dir: dir, Env: []string{"GOFLAGS=", "GOOS=plan9"}}
	out, err := c.Output(t.Context(), "env", "GOOS")
	if err != nil || strings.TrimSpace(string(out)) != "plan9" {
		t.Errorf("go env GOOS: %q, %v", out, err)
	}
	if !slices.Contains(c.Environ(), "PWD="+dir) {
		t.Error("the environment has another PWD")
	}

	var fail *Error
	_, err = c.Output(t.Context(), "list", ".")
	if !errors.As(err, &fail) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "go.mod file not found") {
		t.Errorf("go list outside of a module: %v", err)
	}
	if _, ok := errors.AsType[*exec.ExitError](err); !ok {
		t.Errorf("%v does not unwrap to an exit code", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Command{}).Output(ctx, "env"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestNotFound(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Command{}.Output(t.Context(), "env")
	if !errors.Is(err, exec.ErrNotFound) || !strings.HasPrefix(err.Error(), "the go command is not found: install Go") {
		t.Errorf("error %v", err)
	}
}

func TestError(t *testing.T) {
	tests := []struct{ stderr, all, first string }{
		{"", "go build: exit status 1", "go build: exit status 1"},
		{"go: downloading a v1.0.0\ngo: downloading b v1.0.0\ngo: b: gone\n", "b: gone", "b: gone"},
		{"go: errors parsing go.mod:\n/m/go.mod:3: unknown directive: x\n", "errors parsing go.mod: /m/go.mod:3: unknown directive: x", "errors parsing go.mod: /m/go.mod:3: unknown directive: x"},
		{"# example.com/m\n./a.go:1:2: first\n\tmore of it\n./a.go:3:4: second\n", "# example.com/m ./a.go:1:2: first more of it ./a.go:3:4: second", "./a.go:1:2: first more of it"},
	}
	for _, test := range tests {
		e := &Error{Args: []string{"build"}, Stderr: test.stderr, Err: errors.New("exit status 1")}
		if got := e.Error(); got != test.all {
			t.Errorf("%q: %q, want %q", test.stderr, got, test.all)
		}
		if got := e.First(); got != test.first {
			t.Errorf("%q: first %q, want %q", test.stderr, got, test.first)
		}
	}
	if got := Message("err: exit status 1: stderr: go: updates to go.mod needed"); got != "updates to go.mod needed" {
		t.Errorf("message %q", got)
	}
}
