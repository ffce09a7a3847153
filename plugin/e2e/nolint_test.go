package e2e

import (
	"os/exec"
	"strings"
	"testing"
)

// silenced is a package with three maps that comments keep quiet and one that
// none does. Comments are in all places that count.
const silenced = `
type S struct {
	a map[int]stamp //nolint:maplint // at the declaration
	b map[int]stamp
	//nolint:maplint,errcheck // errcheck finds nothing
	c map[int]stamp
	d map[int]stamp
}

func New() *S {
	return &S{map[int]stamp{}, map[int]stamp{}, map[int]stamp{}, map[int]stamp{}}
}

func (s *S) Add(id int, at time.Time) {
	s.a[id], s.b[id], s.c[id], s.d[id] = stamp{at}, stamp{at}, stamp{at}, stamp{at}
}

func (s *S) Expire(t time.Time) {
	for id, at := range s.a {
		if at.Before(t) {
			delete(s.a, id)
		}
	}
	for id, at := range s.b {
		if at.Before(t) {
			delete(s.b, id) //nolint
		}
	}
	for id, at := range s.c {
		if at.Before(t) {
			delete(s.c, id)
		}
	}
	for id, at := range s.d {
		if at.Before(t) {
			delete(s.d, id)
		}
	}
}

func Unused() {} //nolint:maplint // nothing here

type stamp struct{ time.Time }
`

// silencer is the message that golangci-lint must never show.
const silencer = "silences a finding of"

// TestNolint checks that comments silence in golangci-lint too, and that
// nolintlint complains of those alone that are no use.
func TestNolint(t *testing.T) {
	dir := sample(t)
	write(t, dir, "silenced/silenced.go", "package silenced\n\nimport \"time\"\n"+silenced)
	const finding, unused, errcheck = "silenced/silenced.go:39:4: map S.d ",
		"silenced/silenced.go:44:18: directive `//nolint:maplint // nothing here` is unused for linter \"maplint\" (nolintlint)",
		"silenced/silenced.go:8:2: directive `//nolint:maplint,errcheck // errcheck finds nothing` is unused for linter \"errcheck\" (nolintlint)"
	for _, args := range [][]string{
		{},
		{"--disable=nolintlint"},
		{"--default=none", "--enable=maplint"},
		{"--enable-only=maplint"},
		{"--uniq-by-line=false", "--max-same-issues=0", "--max-issues-per-linter=0"},
		{"--show-stats=false", "--path-mode=abs", "--path-prefix=x"},
		{"--tests=false"},
		{"--fast-only"},
	} {
		found, _ := lint(t, dir, append(args, "./silenced")...)
		switch strings.Join(args, " ") {
		case "--fast-only":
			want(t, "no linter with types", found)
		default:
			if len(found) != 1 || !strings.Contains(found[0], "silenced.go:39:4: map S.d ") {
				t.Errorf("%v: found\n%s", args, strings.Join(found, "\n"))
			}
		}
	}
	found, _ := lint(t, dir, "--enable=nolintlint", "./silenced", "./quiet")
	want(t, "with nolintlint", found, finding, errcheck, unused)

	// What is no linter of golangci-lint it only warns of.
	edit(t, dir, "silenced/silenced.go", "//nolint:maplint // nothing here", "")
	edit(t, dir, "silenced/silenced.go", "maplint,errcheck // errcheck finds nothing", "maplint")
	edit(t, dir, "silenced/silenced.go", "delete(s.d, id)", "delete(s.d, id) //nolint:mapshrink // few")
	found, warnings := lint(t, dir, "--enable=nolintlint", "./silenced")
	want(t, "by the check's name", found)
	if want := "Found unknown linters in //nolint directives: mapshrink"; !strings.Contains(warnings, want) {
		t.Errorf("no warning %q:\n%s", want, warnings)
	}

	// nolintlint removes comments that it takes for unused.
	before, _, _ := run(t, dir, "grep", "-c", "nolint", "silenced/silenced.go")
	found, _ = lint(t, dir, "--enable=nolintlint", "--fix", "./silenced")
	want(t, "fixed", found)
	if after, _, _ := run(t, dir, "grep", "-c", "nolint", "silenced/silenced.go"); after != before {
		t.Errorf("nolintlint has removed comments that are in use: %s of %s are left", after, before)
	}
}

// TestNolintElsewhere silences in files whose positions lead elsewhere.
func TestNolintElsewhere(t *testing.T) {
	dir := sample(t)
	write(t, dir, "line/line.go", "package line\n\nimport \"time\"\n\n//line grammar.y:100\n"+silenced)
	found, _ := lint(t, dir, "./line")
	want(t, "a line directive", found, "line/line.go:41:4: map S.d ")

	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("cgo needs a C compiler")
	}
	write(t, dir, "cgo/cgo.go", "package cgo\n\n// int one(void) { return 1; }\nimport \"C\"\n\nimport \"time\"\n\nvar One = C.one()\n"+silenced)
	found, _ = lint(t, dir, "--enable=nolintlint", "./cgo")
	for _, line := range found {
		if strings.Contains(line, silencer) {
			t.Error(line)
		}
	}
	want(t, "cgo", found, "cgo/cgo.go:44:4: map S.d ", "cgo/cgo.go:13:2: directive `//nolint:maplint,errcheck", "cgo/cgo.go:49:18: directive `//nolint:maplint // nothing here`")
}
