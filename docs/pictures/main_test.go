package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUpToDate draws what was measured again: pictures and table must be
// those of the documentation.
func TestUpToDate(t *testing.T) {
	runs, err := load("measured.json")
	if err != nil {
		t.Fatal(err)
	}
	made, err := render(runs)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("docs/%s is stale: go run -C docs/pictures . -draw", name)
		}
	}
	doc, err := os.ReadFile("../maps.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(doc), begin+"\n"+table(runs)+"\n"+end) {
		t.Errorf("the table of docs/maps.md is stale: go run -C docs/pictures . -draw")
	}
}
