package e2e

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHosts compares what the command, go vet and golangci-lint find in the
// sample of testdata/hosts: likely findings, and possible ones too.
func TestHosts(t *testing.T) {
	for _, test := range []struct {
		want     string
		possible bool
	}{
		{"testdata/hosts/want.txt", false},
		{"testdata/hosts/possible.txt", true},
	} {
		want := slices.Sorted(strings.Lines(read(t, test.want)))
		var flags []string
		dir := sample(t)
		if test.possible {
			flags = []string{"-possible"}
			write(t, dir, ".golangci.yml", config(t)+"        settings:\n          possible: true\n")
		}
		same := func(host, out string, code int) {
			if got := findings(dir, out); !slices.Equal(got, want) {
				t.Errorf("%s, exit code %d, finds\n%s\nand not\n%s", host, code, strings.Join(got, ""), strings.Join(want, ""))
			}
		}
		out, _, code := run(t, dir, "maplint", append(flags, "./...")...)
		same("the command", out, code)
		_, out, code = run(t, dir, "go", slices.Concat([]string{"vet", "-vettool=" + filepath.Join(bin, "maplint")}, flags, []string{"./..."})...)
		same("go vet", out, code)
		out, _, code = run(t, dir, "golangci-lint", "run", "./...")
		same("golangci-lint", out, code)
	}
}

var finding = regexp.MustCompile(`^(\S+\.go:\d+:\d+: )(\S.*)`)

// findings returns the findings that a host has printed, in the form of
// testdata/hosts/want.txt. Related places begin with a tab.
func findings(dir, out string) []string {
	var found []string
	for line := range strings.Lines(out) {
		m := finding.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		at := strings.TrimPrefix(strings.TrimPrefix(m[1], dir+string(filepath.Separator)), "."+string(filepath.Separator))
		msg := strings.TrimSuffix(strings.TrimSuffix(m[2], " (mapshrink)"), " (maplint)")
		found = append(found, filepath.ToSlash(at)+msg+"\n")
	}
	slices.Sort(found)
	return found
}
