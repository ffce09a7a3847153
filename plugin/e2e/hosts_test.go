package e2e

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHosts compares what the command, go vet, golangci-lint and gopls find in
// the sample of testdata/hosts: likely findings, and possible ones where there
// is a way to ask for them, which gopls lacks.
func TestHosts(t *testing.T) {
	gopls := filepath.Join(bin, "gopls")
	if _, errs, code := run(t, root, "maplint", "gopls", "-o", gopls); code != 0 {
		t.Fatalf("maplint gopls: exit code %d\n%s", code, errs)
	}
	for _, test := range []struct {
		want  string
		flags []string // of the command
		lint  string   // settings of golangci-lint
	}{
		{"testdata/hosts/want.txt", nil, ""},
		{"testdata/hosts/possible.txt", []string{"-possible"}, "        settings:\n          possible: true\n"},
	} {
		want := slices.Sorted(strings.Lines(read(t, test.want)))
		dir := sample(t)
		write(t, dir, ".golangci.yml", config(t)+test.lint)
		same := func(host, out, errs string) {
			if got := findings(dir, out+errs); !slices.Equal(got, want) {
				t.Errorf("%s finds\n%sand not\n%s%s", host, strings.Join(got, ""), strings.Join(want, ""), errs)
			}
		}
		out, errs, _ := run(t, dir, "maplint", append(test.flags, "./...")...)
		same("the command", out, errs)
		out, errs, _ = run(t, dir, "go", slices.Concat([]string{"vet", "-vettool=" + filepath.Join(bin, "maplint")}, test.flags, []string{"./..."})...)
		same("go vet", out, errs)
		out, errs, _ = run(t, dir, "golangci-lint", "run", "./...")
		same("golangci-lint", out, errs)
		if test.flags == nil {
			out, errs, _ = run(t, dir, gopls, append([]string{"check"}, slices.Sorted(maps.Keys(sources(t, dir)))...)...)
			same("gopls", out, errs)
		}
	}
}

// finding is the line of a finding: not that of a related place, which the
// command begins with a tab, and go vet and gopls mark behind the position.
var finding = regexp.MustCompile(`^(\S+\.go:\d+:\d+)(?:-[\d:]+)?: ([^\t-].*)`)

// findings returns the findings that a host has printed, in the form of
// testdata/hosts/want.txt.
func findings(dir, out string) []string {
	var found []string
	for line := range strings.Lines(out) {
		m := finding.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		at := strings.TrimPrefix(strings.TrimPrefix(m[1], dir+string(filepath.Separator)), "."+string(filepath.Separator))
		msg := strings.TrimSuffix(strings.TrimSuffix(m[2], " (mapshrink)"), " (maplint)")
		found = append(found, filepath.ToSlash(at)+": "+msg+"\n")
	}
	slices.Sort(found)
	return found
}
