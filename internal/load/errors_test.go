package load

import (
	"go/token"
	"path/filepath"
	"testing"
)

func TestNewer(t *testing.T) {
	for _, test := range []struct {
		v, built string
		want     bool
	}{
		{"1.27", "go1.26.8", true},
		{"go1.27.4", "go1.26.8", true},
		{"1.27rc1", "go1.26.8", true},
		{"1.26.9", "go1.26.8", false}, // the same language
		{"1.26", "go1.26", false},
		{"1.13", "go1.26.8", false},
		{"", "go1.26.8", false},
		{"1.27", goVersion("devel go1.27-abcdef Mon"), false},
		{"1.28", goVersion("devel go1.27-abcdef Mon"), true},
		{"1.27", goVersion("go1.26.8 X:nodwarf5"), true},
		{"1.27", "unknown", false},
	} {
		if got := newer(test.v, test.built); got != test.want {
			t.Errorf("newer(%q, %q) = %t", test.v, test.built, got)
		}
	}
}

func TestParsePos(t *testing.T) {
	dir := t.TempDir()
	abs := filepath.Join(dir, "x.go")
	for s, want := range map[string]token.Position{
		"":                {},
		"-":               {},
		"x.go":            {Filename: abs},
		"x.go:3":          {Filename: abs, Line: 3},
		"x.go:3:4":        {Filename: abs, Line: 3, Column: 4},
		abs + ":3:4":      {Filename: abs, Line: 3, Column: 4},
		"a:b/x.go:3:4":    {Filename: filepath.Join(dir, "a:b", "x.go"), Line: 3, Column: 4},
		"x.go:3:4 (from)": {Filename: filepath.Join(dir, "x.go:3:4 (from)")},
	} {
		if got := parsePos(dir, s); got != want {
			t.Errorf("parsePos(%q) = %#v, want %#v", s, got, want)
		}
	}
}
