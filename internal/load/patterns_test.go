package load

import (
	"path/filepath"
	"testing"
)

func TestPatterns(t *testing.T) {
	for _, test := range []struct {
		pattern, path string
		want          bool
	}{
		{"example.com/...", "example.com/a/b", true},
		{"example.com/...", "example.com", true},
		{"example.com/...", "example.community", false},
		{"example.com/a...", "example.com/ab/c", true},
		{"example.com/.../c", "example.com/ab/c", true},
		{"example.com/.../c", "example.com/c", false},
		{"example.com/a.b/...", "example.com/axb", false},
		{"...", "fmt", true},
	} {
		if got := wildcard(test.pattern).MatchString(test.path); got != test.want {
			t.Errorf("%s matches %s: %t", test.pattern, test.path, got)
		}
	}
	for pattern, want := range map[string]string{
		"/a/b":       "/a/b",
		"/a/b/...":   "/a/b",
		"/a/b...":    "/a",
		"/a/.../c":   "/a",
		"/...":       "/",
		"/a/b.../c/": "/a",
	} {
		if got := patternDir(filepath.FromSlash(pattern)); filepath.ToSlash(got) != want {
			t.Errorf("patternDir(%q) = %q, want %q", pattern, got, want)
		}
	}
}
