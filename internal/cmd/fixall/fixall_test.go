package main

import (
	"os"
	"path/filepath"
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
		{"examples", root, nil, "./examples/...", 1},
		{"mapshrink", filepath.Join(root, "testdata", "src"), gopath, "./mapshrink/...", 200},
		{"fixes", filepath.Join(root, "testdata", "mod", "fixes"), nil, "./...", 20},
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
