// Package e2e runs the checks inside the real golangci-lint. It is a module of
// its own, so that nobody else needs golangci-lint's.
package e2e

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// update writes the output of the commands in the documentation anew.
var update = flag.Bool("update", false, "write what commands print into docs/golangci-lint.md")

// root is the folder of the repository.
var root = filepath.Join("..", "..")

// bin has golangci-lint, maplint and the corpus tool.
var bin string

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := build(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func build(m *testing.M) (int, error) {
	var err error
	if bin, err = os.MkdirTemp("", "maplint-e2e"); err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(bin) }()
	if root, err = filepath.Abs(root); err != nil {
		return 1, err
	}
	for dir, pkgs := range map[string][]string{".": {"./golangci-lint"}, root: {"./cmd/maplint", "./internal/cmd/corpus"}} {
		cmd := exec.Command("go", append([]string{"build", "-o", bin + string(filepath.Separator)}, pkgs...)...)
		cmd.Dir = dir
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return 1, fmt.Errorf("%s: %w", cmd, err)
		}
	}
	// golangci-lint keeps results here, and a lock in TMPDIR.
	for name, value := range map[string]string{"GOLANGCI_LINT_CACHE": filepath.Join(bin, "cache"), "TMPDIR": bin} {
		if err := os.Setenv(name, value); err != nil {
			return 1, err
		}
	}
	return m.Run(), nil
}

// run runs a program of bin, or of the machine, and returns what it prints
// and its exit code.
func run(t *testing.T, dir, name string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	if file := filepath.Join(bin, name); !filepath.IsAbs(name) && exists(file) {
		name = file
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			t.Fatal(err)
		}
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// read returns the text of a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// write writes a file below dir.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// sample returns a copy of testdata/hosts, set up as the documentation says.
func sample(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "testdata", "hosts"))); err != nil {
		t.Fatal(err)
	}
	write(t, dir, ".golangci.yml", config(t))
	return dir
}
