package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lint runs golangci-lint and returns its findings as lines of
// testdata/hosts/want.txt with the linter behind them, and what it prints on
// standard error. It is to exit with 1 if there are findings, and with 0 if
// not.
func lint(t *testing.T, dir string, args ...string) (found []string, warnings string) {
	t.Helper()
	out, warnings, code := run(t, dir, "golangci-lint", append([]string{"run"}, args...)...)
	for line := range strings.Lines(out) {
		if m := finding.FindStringSubmatch(line); m != nil {
			found = append(found, strings.TrimSpace(filepath.ToSlash(line)))
		}
	}
	if code > 1 || (code == 1) != (len(found) > 0) {
		t.Fatalf("golangci-lint run %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, warnings)
	}
	return found, warnings
}

// want compares findings with what they should be: beginnings of lines.
func want(t *testing.T, what string, found []string, want ...string) {
	t.Helper()
	if !slices.EqualFunc(found, want, strings.HasPrefix) {
		t.Errorf("%s: found\n%s\nwant\n%s", what, strings.Join(found, "\n"), strings.Join(want, "\n"))
	}
}

// edit replaces text in a file, which must have it once.
func edit(t *testing.T, dir, name, old, text string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), old); n != 1 {
		t.Fatalf("%s has %q %d times", name, old, n)
	}
	write(t, dir, name, strings.Replace(string(data), old, text, 1))
}

// TestText checks that a finding is shown with its source line, once, and
// nothing else with it.
func TestText(t *testing.T) {
	dir := sample(t)
	out, _, code := run(t, dir, "golangci-lint", "run", "./sessions")
	message, _, _ := strings.Cut(read(t, "testdata/hosts/want.txt")[strings.Index(read(t, "testdata/hosts/want.txt"), "sessions/"):], "\n")
	if want := message + " (maplint)\n\t\t\tdelete(s.sessions, id)\n\t\t\t^\n1 issues:\n* maplint: 1\n"; out != want || code != 1 {
		t.Errorf("exit code %d, output\n%s\nwant\n%s", code, out, want)
	}
}

// TestLinters checks that golangci-lint knows maplint by its name and
// description, and that none is run which nobody has enabled.
func TestLinters(t *testing.T) {
	dir := sample(t)
	out, _, _ := run(t, dir, "golangci-lint", "linters")
	if want := "maplint: Finds maps that keep the memory of their largest size."; !strings.Contains(out, want) {
		t.Errorf("golangci-lint linters has no %q:\n%s", want, out)
	}
	found, _ := lint(t, dir, "--disable=maplint")
	want(t, "disabled", found)
}

// TestFormats checks what JSON and SARIF have of a finding.
func TestFormats(t *testing.T) {
	dir := sample(t)
	_, _ = lint(t, dir, "--output.text.path=stderr", "--output.json.path=out.json", "--output.sarif.path=out.sarif", "./...", "--issues-exit-code=0")
	lines := strings.Split(strings.TrimSpace(read(t, "testdata/hosts/want.txt")), "\n")

	var report struct {
		Issues []struct {
			FromLinter, Text string
			SourceLines      []string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	decode(t, filepath.Join(dir, "out.json"), &report)
	var found []string
	for _, i := range report.Issues {
		if i.FromLinter != "maplint" || len(i.SourceLines) != 1 {
			t.Errorf("JSON: %+v", i)
		}
		found = append(found, position(i.Pos.Filename, i.Pos.Line, i.Pos.Column)+i.Text)
	}
	if slices.Sort(found); !slices.Equal(found, lines) {
		t.Errorf("JSON has\n%s", strings.Join(found, "\n"))
	}

	var log struct {
		Runs []struct {
			Results []struct {
				RuleID    string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	decode(t, filepath.Join(dir, "out.sarif"), &log)
	found = nil
	for _, r := range log.Runs[0].Results {
		if r.RuleID != "maplint" || len(r.Locations) != 1 {
			t.Errorf("SARIF: %+v", r)
		}
		at := r.Locations[0].PhysicalLocation
		found = append(found, position(at.ArtifactLocation.URI, at.Region.StartLine, at.Region.StartColumn)+r.Message.Text)
	}
	if slices.Sort(found); !slices.Equal(found, lines) {
		t.Errorf("SARIF has\n%s", strings.Join(found, "\n"))
	}
}

// TestSettings checks that settings reach the checks, also when results are
// cached, and that golangci-lint prints what is wrong in them.
func TestSettings(t *testing.T) {
	dir := sample(t)
	with := func(settings string) {
		write(t, dir, ".golangci.yml", config(t)+"        settings:\n          "+settings+"\n")
	}
	found, _ := lint(t, dir, "./peers")
	want(t, "no settings", found)
	with("confidence: low")
	found, _ = lint(t, dir, "./peers")
	want(t, "low", found, "peers/peers.go:28:4: map Peers.conns ", "peers/peers.go:29:4: map Peers.zones ")
	with("{checks: [mapshrink], confidence: default}")
	found, _ = lint(t, dir, "./peers")
	want(t, "default", found)

	for settings, want := range map[string]string{
		"confidense: low":               `unknown field "confidense"`, //nolint:misspell // by a user
		"{confidence: low, check: [x]}": `unknown field "check"`,
		"confidence: [low]":             "confidence, default or low",
		"confidence: high":              `confidence "high" is not known`,
		"confidence: measured":          "come from heap profiles",
		"checks: [mapshrink, mapgrow]":  `no check "mapgrow"`,
		"checks: []":                    "checks is empty",
		"[confidence]":                  "settings",
	} {
		with(settings)
		out, errs, code := run(t, dir, "golangci-lint", "run", "./peers")
		if code == 0 || code == 1 || !strings.Contains(errs, want) || strings.Contains(out+errs, "panic") {
			t.Errorf("settings %s: exit code %d, want an error with %q\n%s%s", settings, code, want, out, errs)
		}
	}
}

// TestCache edits the sample between runs: what golangci-lint has cached must
// not show. The findings on a package depend on another package, too.
func TestCache(t *testing.T) {
	dir := sample(t)
	check := func(what string, lines ...string) {
		t.Helper()
		for _, run := range []string{"first", "cached"} {
			found, _ := lint(t, dir, "./sessions", "./table")
			want(t, what+", "+run, found, lines...)
		}
	}
	all := []string{
		"sessions/sessions.go:37:4: map Store.sessions ",
		"table/table.go:19:2: map lastSeen ",
		"table/table.go:52:5: maps in Ring.rooms[] ",
		"table/table.go:58:38: map Ring.slots ",
	}
	check("as it is", all...)

	edit(t, dir, "keys/keys.go", "type Seq uint64", "type Seq uint8")
	check("keys of few values", all[:2]...)
	edit(t, dir, "keys/keys.go", "type Seq uint8", "type Seq uint64")
	check("as it was", all...)

	edit(t, dir, "sessions/sessions.go", "// A Session", "\n// A Session")
	check("a line more", "sessions/sessions.go:38:4: map Store.sessions ", all[1], all[2], all[3])
	edit(t, dir, "sessions/sessions.go", "func (s *Store) Expire(now time.Time) {\n", "func (s *Store) Expire(now time.Time) {\n\ts.sessions = maps(s.sessions)\n")
	write(t, dir, "sessions/maps.go", "package sessions\n\nfunc maps(m map[string]Session) map[string]Session {\n\tkept := make(map[string]Session, len(m))\n\tfor id, s := range m {\n\t\tkept[id] = s\n\t}\n\treturn kept\n}\n")
	check("rebuilt", all[1:]...)

	edit(t, dir, "go.mod", "go 1.25.0", "go 1.22.0")
	found, _ := lint(t, dir, "./table")
	out, _, _ := run(t, dir, "maplint", "./table")
	if want := findings(dir, out); len(want) == 0 || !slices.Equal(findings(dir, strings.Join(found, "\n")), want) {
		t.Errorf("with Go 1.22 golangci-lint finds\n%s\nthe command\n%s", strings.Join(found, "\n"), strings.Join(want, ""))
	}
}

func decode(t *testing.T, file string, v any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

func position(file string, line, column int) string {
	return fmt.Sprintf("%s:%d:%d: ", filepath.ToSlash(file), line, column)
}

// TestVerify holds the settings that we ship, show and use against the schema
// of golangci-lint, which knows all keys.
func TestVerify(t *testing.T) {
	settings := map[string]string{
		preset:                read(t, preset),
		".golangci.yml":       read(t, ".golangci.yml"),
		manual + ", to begin": config(t),
	}
	for _, b := range blocks(t, read(t, manual)) {
		if b.lang == "yaml" && strings.HasPrefix(b.text, "linters:") {
			settings[manual+", "+b.text] = "version: \"2\"\n" + b.text
		}
	}
	if len(settings) != 4 {
		t.Errorf("%s shows no settings", manual)
	}
	for name, text := range settings {
		dir := t.TempDir()
		write(t, dir, ".golangci.yml", text)
		if _, errs, code := run(t, dir, "golangci-lint", "config", "verify"); code != 0 {
			t.Errorf("%s: exit code %d\n%s", name, code, errs)
		}
	}
}
