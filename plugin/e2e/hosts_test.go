package e2e

import (
	"encoding/json"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHosts compares what the command, maplint why, the corpus tool, go vet,
// golangci-lint and gopls say of the sample of testdata/hosts, with default
// and with low confidence.
func TestHosts(t *testing.T) {
	for _, test := range []struct{ confidence, want, lint string }{
		{"default", "testdata/hosts/want.txt", ""},
		{"low", "testdata/hosts/low.txt", "        settings:\n          confidence: low\n"},
	} {
		t.Run(test.confidence, func(t *testing.T) {
			want := slices.Sorted(strings.Lines(read(t, test.want)))
			dir := sample(t)
			write(t, dir, ".golangci.yml", config(t)+test.lint)
			same := func(host, errs string, got, want []string) {
				if !slices.Equal(got, want) {
					t.Errorf("%s finds\n%sand not\n%s%s", host, strings.Join(got, ""), strings.Join(want, ""), errs)
				}
			}
			level := "-confidence=" + test.confidence
			out, errs, _ := run(t, dir, "maplint", level, "./...")
			same("the command", errs, findings(dir, out), want)
			out, errs, _ = run(t, dir, "go", "vet", "-vettool="+filepath.Join(bin, "maplint"), level, "./...")
			same("go vet", "", findings(dir, out+errs), want)
			out, errs, _ = run(t, dir, "golangci-lint", "run", "./...")
			same("golangci-lint", errs, findings(dir, out), want)

			gopls := filepath.Join(bin, "gopls-"+test.confidence)
			if _, errs, code := run(t, root, "maplint", "gopls", level, "-o", gopls); code != 0 {
				t.Fatalf("maplint gopls: exit code %d\n%s", code, errs)
			}
			out, errs, _ = run(t, dir, gopls, append([]string{"check"}, slices.Sorted(maps.Keys(sources(t, dir)))...)...)
			same("gopls", errs, findings(dir, out), want)

			levels := []string{"default", "low"}
			levels = levels[:1+slices.Index(levels, test.confidence)]
			found, silenced := why(t, dir, levels)
			same("maplint why", "", found, without(`:\d+:\d+`, want))
			// Labels are of maps: a comment in the source silences none there.
			all := slices.Sorted(slices.Values(slices.Concat(found, silenced)))
			same("the corpus tool", "", without(`:\d+`, corpus(t, dir, levels)), all)
		})
	}
}

// without removes what matches from findings, and names the folder in the
// place of the file: why tells another place of a map, the corpus tool no
// column.
func without(position string, findings []string) []string {
	var out []string
	at := regexp.MustCompile(`^(\S+?)/[^/\s]+` + position + `: `)
	for _, line := range findings {
		out = append(out, at.ReplaceAllString(line, "$1: "))
	}
	slices.Sort(out)
	return out
}

// why returns the findings of the levels that maplint why knows of, and those
// that comments silence.
func why(t *testing.T, dir string, levels []string) (found, silenced []string) {
	t.Helper()
	out, errs, code := run(t, dir, "maplint", "why", "-json", ".", "./...")
	var all struct {
		Holders []struct {
			Package  string
			Verdicts []struct {
				Answer, Confidence, Message string
				SilencedBy                  *struct{}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &all); err != nil || code != 0 {
		t.Fatalf("maplint why: exit code %d, %v\n%s", code, err, errs)
	}
	for _, h := range all.Holders {
		for _, v := range h.Verdicts {
			line := path.Base(h.Package) + ": " + v.Message + "\n"
			switch {
			case v.Answer != "reported" || !slices.Contains(levels, v.Confidence):
			case v.SilencedBy != nil:
				silenced = append(silenced, line)
			default:
				found = append(found, line)
			}
		}
	}
	slices.Sort(found)
	return found, silenced
}

// corpus returns the findings of the levels that the corpus tool prints.
func corpus(t *testing.T, dir string, levels []string) []string {
	t.Helper()
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "."},
		{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "sample"},
	} {
		if out, errs, code := run(t, dir, "git", args...); code != 0 {
			t.Fatalf("git %v: exit code %d\n%s%s", args, code, out, errs)
		}
	}
	out, errs, code := run(t, dir, "corpus", "run", "example/hosts="+dir)
	if code != 0 {
		t.Fatalf("corpus run: exit code %d\n%s", code, errs)
	}
	var found []string
	for line := range strings.Lines(out) {
		var r struct {
			File, Confidence, Message string
			Line                      json.Number
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
		if slices.Contains(levels, r.Confidence) {
			found = append(found, r.File+":"+r.Line.String()+": "+r.Message+"\n")
		}
	}
	return found
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
		msg := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(m[2], " (mapshrink)"), " [fixable]"), " (maplint)")
		found = append(found, filepath.ToSlash(at)+": "+msg+"\n")
	}
	slices.Sort(found)
	return found
}
