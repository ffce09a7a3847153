package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/driver"
)

var update = flag.Bool("update", false, "write the golden files")

// files are the sources that findings are about. The repository is /src, the
// working directory /src/mod.
var files = map[string]string{
	"/src/mod/a.go": "package a\n\n" +
		"func sweep() {\n" +
		"\tfor k := range c.items {\n" +
		"\t\tdelete(c.items, k)\n" +
		"\t}\n" +
		"}\n",
	"/src/mod/mit leer/é#100%,a:b.go":   "package b\r\n\tx(\"世界\", \"é😀\"); delete(m, \"世\") // wide\r\n",
	"/src/other/several.go":             "package c\n\t\tmaps.DeleteFunc(c.m, func(k int) bool {   \n\t\t\treturn k > 0\n\t\t})\n",
	"/src/mod/long.go":                  "\t" + strings.Repeat("é", 200) + "delete(m, k)" + strings.Repeat("x", 200) + "\n" + strings.Repeat("y", 300) + "\n",
	"/src/mod/changed.go":               "short\n",
	"/src/mod/control.go":               "x\x1b[31m\u202e; delete(m, k)\n",
	"/elsewhere/far/far/away/tree/e.go": "package e\ndelete(m, k)\n",
}

func source(name string) ([]byte, error) {
	if text, ok := files[name]; ok {
		return []byte(text), nil
	}
	return nil, fs.ErrNotExist
}

func pos(name string, line, column int) token.Position {
	return token.Position{Filename: name, Line: line, Column: column}
}

func offset(p token.Position, offset int) token.Position {
	p.Offset = offset
	return p
}

const manual = "https://example.com/mapshrink"

// findings has one of each kind that is easily got wrong.
func findings() []driver.Finding {
	const (
		a       = "/src/mod/a.go"
		odd     = "/src/mod/mit leer/é#100%,a:b.go"
		several = "/src/other/several.go"
		far     = "/elsewhere/far/far/away/tree/e.go"
	)
	declared := driver.Related{Pos: pos(a, 1, 9), End: pos(a, 1, 10), Message: "Cache.items is declared here"}
	finding := func(name string, line, column int, f driver.Finding) driver.Finding {
		f.Check, f.Package, f.URL = "mapshrink", "example.com/m", manual
		f.Pos = pos(name, line, column)
		return f
	}
	detail := driver.Detail{Holder: "Cache.items", MinBytes: 82.2857, MaxBytes: 164.5714}
	return []driver.Finding{
		finding(a, 5, 3, driver.Finding{
			End: pos(a, 5, 21), Message: "map Cache.items never shrinks", Confidence: "default", Detail: detail,
			Related: []driver.Related{declared, {Pos: pos(odd, 2, 5), Message: "a [map] <here>"}},
			Fixes: []driver.Fix{
				{Message: "Copy what stays", Edits: []driver.Edit{
					{File: a, Start: offset(pos(a, 4, 2), 26), End: offset(pos(a, 4, 2), 26), New: "before := len(c.items)\n\t"},
					{File: odd, Start: offset(pos(odd, 2, 26), 36), End: offset(pos(odd, 2, 31), 41), New: ""},
					{File: a, Start: offset(pos(a, 6, 3), 73), End: offset(pos(a, 6, 3), 73), New: "\n\tif 1 < 2 && true {}"},
				}},
				{Message: "Change nothing"},
			},
		}),
		finding(a, 5, 3, driver.Finding{ // the same map once more, with no end
			Message: "map Cache.items never shrinks", Confidence: "default", Detail: detail,
		}),
		finding(odd, 2, 25, driver.Finding{
			End: pos(odd, 2, 41), Message: "100% of it: a, b", Confidence: "low",
			Detail: driver.Detail{Holder: "m"},
		}),
		finding(several, 2, 3, driver.Finding{ // over several lines, and no holder
			End: pos(several, 4, 5), Message: "a map never shrinks", Confidence: "default",
		}),
		finding(several, 2, 3, driver.Finding{End: pos(several, 2, 18), Message: "a map never shrinks", Confidence: "default"}),
		finding("/src/mod/long.go", 1, 402, driver.Finding{End: pos("/src/mod/long.go", 1, 414), Message: "long line"}),
		finding("/src/mod/long.go", 2, 1, driver.Finding{End: pos("/src/mod/long.go", 2, 301), Message: "long range"}),
		finding("/src/mod/changed.go", 1, 20, driver.Finding{End: pos("/src/mod/changed.go", 1, 30), Message: "changed since"}),
		finding("/src/mod/changed.go", 9, 1, driver.Finding{Message: "changed since"}),
		finding("/src/mod/missing.go", 3, 4, driver.Finding{End: pos("/src/mod/missing.go", 3, 9), Message: "no such file"}),
		finding("/src/mod/control.go", 1, 12, driver.Finding{End: pos("/src/mod/control.go", 1, 24), Message: "steers the terminal"}),
		finding(a, 4, 2, driver.Finding{ // measured: half of what the program uses
			Message: "map Cache.items keeps 1.0 MiB", Confidence: "measured",
			Detail: driver.Detail{
				Holder: "Cache.items", MinBytes: 82.2857, MaxBytes: 164.5714,
				Keeps: &driver.Keeps{Bytes: 1 << 20, Entries: 1000, InUse: 2 << 20, Profiles: 1, Of: 1},
			},
		}),
		finding(far, 2, 1, driver.Finding{End: pos(far, 2, 13), Message: "far away", Related: []driver.Related{declared}}),
	}
}

var checks = []*analysis.Analyzer{
	{Name: "other", Doc: "other: report nothing"},
	{Name: "mapshrink", URL: manual, Doc: "mapshrink: find maps that keep [sic] memory\n\n" +
		"A first\nparagraph: 1 < 2.\n\n\tcode()\n\n# A heading\n\n 1. One\n    more.\n 2. Two.\n"},
}

func TestGolden(t *testing.T) {
	if filepath.Separator != '/' {
		t.Skip("the names of files are those of Unix")
	}
	opt := Options{Dir: "/src/mod"}
	terminal := Options{Dir: "/src/mod", Source: source}
	color := Options{Dir: "/src/mod", Source: source, Color: true}
	repository := Options{Dir: "/src/mod", Root: "/src", Source: source}
	report := &driver.Report{Findings: findings(), Errors: []*driver.Error{
		{Msg: "package example.com/broken was not checked"},
		{Pos: pos("/src/mod/bad file.go", 0, 0), Msg: "is a directory"},
		{Pos: pos("/src/mod/a.go", 3, 6), Msg: "undefined: x"},
	}}
	for _, test := range []struct {
		golden string
		write  func(io.Writer) error
	}{
		{"plain.txt", func(w io.Writer) error { return Text(w, findings(), opt) }},
		{"terminal.txt", func(w io.Writer) error { return Text(w, findings(), terminal) }},
		{"color.txt", func(w io.Writer) error { return Text(w, findings(), color) }},
		{"findings.jsonl", func(w io.Writer) error { return JSON(w, findings(), opt) }},
		{"github.txt", func(w io.Writer) error { return GitHub(w, findings(), repository) }},
		{"findings.sarif", func(w io.Writer) error { return SARIF(w, report, checks, "v1.2.3", repository) }},
		{"empty.sarif", func(w io.Writer) error { return SARIF(w, new(driver.Report), nil, "(devel)", opt) }},
	} {
		t.Run(test.golden, func(t *testing.T) {
			var b bytes.Buffer
			if err := test.write(&b); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join("testdata", test.golden)
			if *update {
				if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got := b.String(); got != string(want) {
				t.Errorf("%s differs; see go test -update and git diff:\n%s", name, got)
			}
		})
	}
}

// TestNone has formats write what stands for no findings.
func TestNone(t *testing.T) {
	var b bytes.Buffer
	for _, write := range []func(io.Writer, []driver.Finding, Options) error{Text, JSON, GitHub} {
		if err := write(&b, nil, Options{}); err != nil || b.Len() > 0 {
			t.Errorf("no findings: %q, %v", b.String(), err)
		}
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestFullDisk(t *testing.T) {
	report := &driver.Report{Findings: findings()}
	for name, err := range map[string]error{
		"text":   Text(full{}, report.Findings, Options{}),
		"json":   JSON(full{}, report.Findings, Options{}),
		"github": GitHub(full{}, report.Findings, Options{}),
		"sarif":  SARIF(full{}, report, nil, "", Options{}),
	} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFixesApply takes the edits of -json and -sarif at their word: both name
// the same bytes, and the columns of SARIF the same characters.
func TestFixesApply(t *testing.T) {
	var b bytes.Buffer
	report := &driver.Report{Findings: findings()}
	if err := SARIF(&b, report, checks, "", Options{Dir: "/src/mod", Root: "/src", Source: source}); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	deleted := ""
	for _, change := range log.Runs[0].Results[0].Fixes[0].Changes {
		for _, r := range change.Replacements {
			if d := r.Deleted; d.ByteLength > 0 {
				text := files["/src/mod/mit leer/é#100%,a:b.go"]
				deleted += text[d.ByteOffset : d.ByteOffset+d.ByteLength]
				line := strings.Split(text, "\n")[d.StartLine-1]
				// One character before it is two units.
				deleted += " " + string([]rune(line)[d.StartColumn-2:d.EndColumn-2])
			}
		}
	}
	if deleted != "elete elete" {
		t.Errorf("the fix deletes %q", deleted)
	}
}

func TestURI(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"/a b/é#?%.go", "file:///a%20b/%C3%A9%23%3F%25.go"},
		{"C:/x y/z.go", "file:///C:/x%20y/z.go"},
		{"//host/share/z.go", "file://host/share/z.go"},
	} {
		if got := fileURI(test.name); got != test.want {
			t.Errorf("fileURI(%s) = %s, want %s", test.name, got, test.want)
		}
	}
	if got, want := relativeURI("a:b/c d\\e.go"), "a%3Ab/c%20d%5Ce.go"; got != want {
		t.Errorf("relativeURI = %s, want %s", got, want)
	}
}

// TestLineHashes has the answers of github/codeql-action, as its own tests
// have them.
func TestLineHashes(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "c129715d7a2bc9a3:1",
		" a\nb\n  \t\tc\n d": "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1",
		"x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n": "e54938cc54b302f1:1 bb609acbe9138d60:1 1131fd5871777f34:1 " +
			"5c482a0f8b35ea28:1 54517377da7028d2:1 2c644846cb18d53e:1 f1b89f20de0d133:1 c129715d7a2bc9a3:1",
		" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n": "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 " +
			"e20e36e16fcb0cc8:1 b3edc88f2938467e:1 c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1",
		strings.Repeat("Lorem ipsum dolor sit amet.\n", 10): "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 " +
			"a7f2ff13bc495cf2:5 a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 c129715d7a2bc9a3:1",
	} {
		if got := strings.Join(lineHashes(text), " "); got != want {
			t.Errorf("lineHashes(%q) =\n%s, want\n%s", text, got, want)
		}
	}
}

// TestFingerprintsStay moves the lines of a file and changes the message: the
// map is the same, and so is the alert.
func TestFingerprintsStay(t *testing.T) {
	prints := func(lines int, message string) []map[string]string {
		moved := findings()[:3]
		for i := range moved {
			moved[i].Pos.Line += lines
			moved[i].Message = message
		}
		read := func(name string) ([]byte, error) {
			text, err := source(name)
			return append(bytes.Repeat([]byte("//\n"), lines), text...), err
		}
		var b bytes.Buffer
		if err := SARIF(&b, &driver.Report{Findings: moved}, checks, "", Options{Dir: "/src/mod", Source: read}); err != nil {
			t.Fatal(err)
		}
		var log sarifLog
		if err := json.Unmarshal(b.Bytes(), &log); err != nil {
			t.Fatal(err)
		}
		var all []map[string]string
		for _, r := range log.Runs[0].Results {
			all = append(all, r.PartialFingerprints)
		}
		return all
	}
	before, after := prints(0, "one message"), prints(7, "another")
	seen := make(map[string]bool)
	for i := range before {
		own := before[i]["maplint/v1"]
		if own == "" || seen[own] {
			t.Errorf("finding %d: fingerprint %q is missing, or that of another", i, own)
		}
		seen[own] = true
		for name, value := range before[i] {
			if after[i][name] != value {
				t.Errorf("finding %d: %s was %s, is %s", i, name, value, after[i][name])
			}
		}
		if len(before[i]) != 2 {
			t.Errorf("finding %d: want two fingerprints: %v", i, before[i])
		}
	}
}
