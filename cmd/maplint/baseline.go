package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/render"
)

// A baselineMode is which findings are known already.
type baselineMode struct {
	read, write string
}

func (m *baselineMode) addFlags(fs *flag.FlagSet) {
	fs.StringVar(&m.read, "baseline", "", "do not show or count the findings that stand in this `file`, and name entries that match none")
	fs.StringVar(&m.write, "write-baseline", "", "write the findings to this `file` for -baseline, and print none")
}

func (m *baselineMode) validate(out format, fixes fixMode) error {
	switch {
	case m.read != "" && m.write != "":
		return errors.New("-baseline and -write-baseline exclude each other: choose one")
	case m.write != "" && (fixes.fix || fixes.diff):
		return errors.New("-write-baseline changes no source: run -fix or -diff without it")
	case m.write != "" && (out.json || out.sarif || out.github):
		return errors.New("-write-baseline prints no findings: leave out -json, -sarif and -github")
	}
	return nil
}

// baselineHead is how a baseline begins.
const baselineHead = `# Findings that maplint -baseline does not show: docs/adopting.md.
# fingerprint check confidence package map
`

// noConfidence stands in a baseline for what a finding does not have.
const noConfidence = "-"

// writeBaseline writes findings as a baseline: a line for each, sorted, so
// that changes of the file merge.
func writeBaseline(name string, findings []driver.Finding, opt render.Options) error {
	var lines []string
	for i, id := range render.Fingerprints(findings, opt) {
		f := findings[i]
		line := fmt.Sprintf("%s %s %s %s %s", id, f.Check, orDash(f.Confidence), f.Package, orDash(f.Holder))
		lines = append(lines, line+"\n")
	}
	// By what people read, not by the fingerprint.
	slices.SortFunc(lines, func(a, b string) int {
		_, x, _ := strings.Cut(a, " ")
		_, y, _ := strings.Cut(b, " ")
		if x != y {
			return strings.Compare(x, y)
		}
		return strings.Compare(a, b)
	})
	return os.WriteFile(name, []byte(baselineHead+strings.Join(lines, "")), 0o666)
}

func orDash(s string) string {
	if s == "" {
		return noConfidence
	}
	return s
}

// A baseline has the entries of a file by fingerprint.
type baseline struct {
	name    string
	entries map[string]entry
}

type entry struct {
	line                          int
	check, confidence, pkg, whole string
}

// readBaseline reads a file that writeBaseline has written, or people have
// changed: the fingerprint and the package are enough.
func readBaseline(name string) (*baseline, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	b := &baseline{name, make(map[string]entry)}
	n := 0
	for text := range bytes.Lines(data) {
		n++
		line := strings.TrimSpace(string(text))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		if len(words) != 5 || len(words[0]) != 64 || strings.Trim(words[0], "0123456789abcdef") != "" {
			return nil, fmt.Errorf("%s:%d: this is no entry of a baseline: write the file with maplint -write-baseline", name, n)
		}
		b.entries[words[0]] = entry{n, words[1], words[2], words[3], words[4] + " in " + words[3]}
	}
	return b, nil
}

// apply removes from a report the findings that stand in the baseline. It
// returns how many these are, and the entries that match none, of the packages
// that were checked.
func (b *baseline) apply(report *driver.Report, low bool, wants func(check string) bool, opt render.Options) (known int, stale []string) {
	left := maps.Clone(b.entries)
	var out []driver.Finding
	for i, id := range render.Fingerprints(report.Findings, opt) {
		if _, ok := b.entries[id]; !ok {
			out = append(out, report.Findings[i])
		} else {
			known++
			delete(left, id)
		}
	}
	report.Findings = out
	checked := make(map[string]bool)
	for _, path := range report.Checked {
		checked[path] = true
	}
	entries := slices.SortedFunc(maps.Values(left), func(a, b entry) int { return a.line - b.line })
	for _, e := range entries {
		// What was not looked for can't be missing.
		if checked[e.pkg] && wants(e.check) && e.confidence != check.Measured.String() && (low || e.confidence != check.Low.String()) {
			stale = append(stale, fmt.Sprintf("%s:%d: %s is not reported any more: delete this line", b.name, e.line, e.whole))
		}
	}
	return known, stale
}
