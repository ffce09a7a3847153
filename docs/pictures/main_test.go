package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestUpToDate draws what was measured: the documentation must have it.
func TestUpToDate(t *testing.T) {
	made, err := render("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("docs/%s is stale: go run -C docs/pictures .", name)
		}
	}
}
