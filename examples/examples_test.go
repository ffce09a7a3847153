// Package examples has small programs to try maplint on. Its tests check what
// the README says of them.
package examples

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme runs the commands of the README's console blocks on the
// examples and compares their output.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, block := range strings.Split(string(readme), "```")[1:] {
		session, ok := strings.CutPrefix(block, "console\n$ go run ./cmd/maplint ")
		if !ok {
			continue
		}
		ran++
		args, want, _ := strings.Cut(session, "\n")
		cmd := exec.Command("go", append([]string{"run", "./cmd/maplint"}, strings.Fields(args)...)...)
		cmd.Dir = ".."
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if got := filepath.ToSlash(string(out)); got != want {
			t.Errorf("maplint %s prints\n%s%s\nthe README says\n%s", args, got, stderr.String(), want)
		}
		// The exit code of go run is 1 for all failures; it prints the real one.
		found := !strings.HasPrefix(args, "why ")
		if exit1 := strings.HasSuffix(strings.TrimSpace(stderr.String()), "exit status 1"); exit1 != found || (err != nil) != found {
			t.Errorf("maplint %s: %v\n%s", args, err, stderr.String())
		}
	}
	if ran != 3 {
		t.Errorf("the README has %d runs of maplint on the examples, want a finding, a diff and a run of why", ran)
	}
}

// TestFindings wants one finding in each example, and none in limiter.
func TestFindings(t *testing.T) {
	dirs, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]int)
	for _, dir := range dirs {
		if dir.IsDir() && dir.Name() != "limiter" {
			want[dir.Name()] = 1
		}
	}
	cmd := exec.Command("go", "run", "./cmd/maplint", "./examples/...")
	cmd.Dir = ".."
	out, _ := cmd.Output() // fails, since it finds something
	got := make(map[string]int)
	for line := range strings.SplitSeq(filepath.ToSlash(string(out)), "\n") {
		if place, ok := strings.CutPrefix(line, "examples/"); ok {
			dir, _, _ := strings.Cut(place, "/")
			got[dir]++
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("findings by example: %v, want %v\n%s", got, want, out)
	}
}
