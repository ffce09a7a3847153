package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestFixtures applies the fixes to all fixtures and examples.
func TestFixtures(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	gopath := append(os.Environ(), "GO111MODULE=off", "GOFLAGS=", "GOPATH="+filepath.Join(root, "testdata"))
	for _, test := range []struct {
		name, dir string
		env       []string
		pattern   string
		fixed     int // at least
	}{
		{"examples", root, nil, "./examples/...", 5},
		{"mapshrink", filepath.Join(root, "testdata", "src"), gopath, "./mapshrink/...", 200},
		{"fixes", filepath.Join(root, "testdata", "mod", "fixes"), nil, "./...", 20},
		{"odd", filepath.Join(root, "testdata", "mod", "odd"), nil, "./...", 15},
		{"unformatted", unformatted(t), nil, "./...", 2},
		{"fixes120", filepath.Join(root, "testdata", "mod", "fixes120"), nil, "./...", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			sum, err := run(&packages.Config{Dir: test.dir, Env: test.env}, test.pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range sum.lines {
				if l.wrong {
					t.Error(l.text)
				}
			}
			if sum.fixed < test.fixed {
				t.Errorf("%d fixed, want %d at least", sum.fixed, test.fixed)
			}
		})
	}
}

// unformatted makes a module of files that gofmt would change: one with
// several statements on a line, and one with lines that end with CR LF.
func unformatted(t *testing.T) string {
	const loose = `package loose
import "fmt"; import ("os")
var at = make(map[string]int64)
func Set(k string, t int64) { at[k] = t }
func Expire(now int64) { for k, t := range at { if t < now { delete(at, k) } }; fmt.Println(os.Args) }
func Forget(now int64) { for k := range at { delete(at, k) }; /* a */ for k, t := range at { if t < now { delete(at, k) } /* b */ } /* c */ }
`
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":         "module example.com/unformatted\n\ngo 1.25\n",
		"loose/loose.go": loose,
		"crlf/crlf.go":   strings.ReplaceAll(strings.Replace(loose, "loose", "crlf", 1), "\n", "\r\n"),
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
