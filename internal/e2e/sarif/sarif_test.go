// Package sarif holds what maplint -sarif writes against the published schema
// and against what GitHub's code scanning asks for. It is a module of its
// own, so that nobody else needs a validator of schemas.
package sarif

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // has the schema
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// swept is a package with a finding. The removal stands behind characters
// that take several bytes, or two UTF-16 units.
const swept = `package p

import "time"

var sessions = map[string]stamp{}

func Touch(id string) { sessions[id] = stamp{time.Now()} }

func Expire(before time.Time) {
	for id, at := range sessions {
		if at.Before(before) {
			/* 世界 😀 */ delete(sessions, id)
		}
	}
}

type stamp struct{ time.Time }
`

// others is a second such file for the same package.
var others = strings.NewReplacer("sessions", "others", "Touch", "Add", "Expire", "Drop", "stamp", "mark").Replace(swept)

// files is such a package with a finding of low confidence.
var files = strings.NewReplacer(`import "time"`, "import (\n\t\"os\"\n\t\"time\"\n)",
	"struct{ time.Time }", "struct {\n\ttime.Time\n\t*os.File\n}", "stamp{time.Now()}", "stamp{Time: time.Now()}").Replace(swept)

func TestRuns(t *testing.T) {
	maplint := filepath.Join(t.TempDir(), "maplint.exe")
	build := exec.Command("go", "build", "-o", maplint, "./cmd/maplint")
	build.Dir = filepath.Join("..", "..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	schema := compileSchema(t)

	for _, test := range []struct {
		name    string
		files   map[string]string // besides go.mod
		dir     string            // the working directory
		args    []string
		code    int
		results int
		errors  int
		level   string
		uri     string // of the last result
	}{
		{
			name:  "nothing found",
			files: map[string]string{"p.go": "package p\n"},
		},
		{
			name:  "found",
			files: map[string]string{"p.go": swept},
			code:  1, results: 1, level: "warning", uri: "p.go",
		},
		{
			name: "names",
			files: map[string]string{
				"a b/go.mod":   "module example.com/nested\n\ngo 1.25\n",
				"a b/é#1.go":   swept,
				"a b/lines.go": strings.ReplaceAll(others, "\n", "\r\n"),
			},
			dir:  "a b",
			code: 1, results: 2, level: "warning", uri: "a%20b/%C3%A9%231.go",
		},
		{
			name:  "from the middle of a repository",
			files: map[string]string{"sub/dir/p.go": "package dir\n", "other/p.go": swept},
			dir:   "sub/dir", args: []string{"../../..."},
			code: 1, results: 1, level: "warning", uri: "other/p.go",
		},
		{
			name:  "low confidence",
			files: map[string]string{"p.go": files},
			args:  []string{"-confidence=low"},
			code:  1, results: 1, level: "note", uri: "p.go",
		},
		{
			name:  "low confidence, not asked for",
			files: map[string]string{"p.go": files},
		},
		{
			name:  "comments",
			files: map[string]string{"p.go": strings.ReplaceAll(swept, "\t\t\t/* 世", "\t\t\t//lint:ignore mapshrink few\n\t\t\t/* 世")},
		},
		{
			name:  "comments that silence nothing",
			files: map[string]string{"p.go": "package p\n\n//lint:ignore mapshrink 世界\nvar x int\n"},
			code:  1, results: 1, level: "warning", uri: "p.go",
		},
		{
			name:  "errors",
			files: map[string]string{"p.go": swept, "broken/b.go": "package broken\n\nvar x int = \"\"\n", "worse/w.go": "package"},
			code:  2, results: 1, errors: 2, level: "warning", uri: "p.go",
		},
		{
			name:  "no such package",
			files: map[string]string{"p.go": "package p\n"},
			args:  []string{"./none"},
			code:  2, errors: 1,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			write(t, filepath.Join(root, ".git", "HEAD"), "ref: refs/heads/main\n")
			write(t, filepath.Join(root, "go.mod"), "module example.com/m\n\ngo 1.25\n")
			for name, text := range test.files {
				write(t, filepath.Join(root, filepath.FromSlash(name)), text)
			}
			args := test.args
			if !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, ".") }) {
				args = append(args, "./...")
			}
			cmd := exec.Command(maplint, append([]string{"-sarif"}, args...)...)
			cmd.Dir = filepath.Join(root, filepath.FromSlash(test.dir))
			cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			if code := cmd.ProcessState.ExitCode(); code != test.code {
				t.Errorf("exit code %d, want %d: %s", code, test.code, &stderr)
			}
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			if test.errors == 0 && bytes.Contains(out, []byte(root)) { // errors are the go command's
				t.Errorf("the log names a directory of this machine:\n%s", out)
			}

			var log log
			if err := json.Unmarshal(out, &log); err != nil {
				t.Fatal(err)
			}
			run := log.Runs[0]
			if len(run.Results) != test.results || len(run.Invocations[0].Notifications) != test.errors {
				t.Fatalf("want %d results and %d errors: %s\n%s", test.results, test.errors, &stderr, out)
			}
			if run.Invocations[0].Successful != (test.errors == 0) {
				t.Errorf("executionSuccessful with %d errors: %v", test.errors, run.Invocations[0].Successful)
			}
			codeScanning(t, run)
			if test.results > 0 {
				if uri := run.Results[len(run.Results)-1].Locations[0].Physical.Artifact.URI; uri != test.uri {
					t.Errorf("uri %s, want %s", uri, test.uri)
				}
			}
			for _, r := range run.Results {
				if test.level != "" && r.Level != test.level {
					t.Errorf("level %s, want %s", r.Level, test.level)
				}
				if r.RuleID == "directive" {
					if text := marked(t, root, r.Locations[0]); !strings.HasPrefix(text, "//lint:ignore") {
						t.Errorf("the range of the comment is %q", text)
					}
					continue
				}
				if text := marked(t, root, r.Locations[0]); !strings.HasPrefix(text, "delete(") || !strings.HasSuffix(text, ", id)") {
					t.Errorf("the range of the finding is %q", text)
				}
				if text := marked(t, root, r.Related[0]); text != "sessions" && text != "others" {
					t.Errorf("the range of the declaration is %q", text)
				}
			}
		})
	}
}

// codeScanning checks what GitHub documents for uploads, beyond the schema:
// https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
func codeScanning(t *testing.T, run run) {
	for _, rule := range run.Tool.Driver.Rules {
		for what, text := range map[string]string{
			"id": rule.ID, "shortDescription": rule.Short.Text, "fullDescription": rule.Full.Text,
			"precision": rule.Properties.Precision, "problem.severity": rule.Properties.Severity,
		} {
			if text == "" || len([]rune(text)) > 1024 {
				t.Errorf("rule %s: %s is empty or too long: %q", rule.ID, what, text)
			}
		}
		if rule.Help.Text == "" || rule.Help.Markdown == "" || len(rule.Properties.Tags) > 10 {
			t.Errorf("rule %s: no help, or too many tags", rule.ID)
		}
	}
	for _, r := range run.Results {
		if r.RuleIndex >= len(run.Tool.Driver.Rules) || run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("rule %d is not %s", r.RuleIndex, r.RuleID)
		}
		if r.Message.Text == "" || len(r.Locations) != 1 || len(r.Related) > 1000 {
			t.Errorf("a result has no message, or the wrong number of locations: %+v", r)
		}
		if rank, ok := map[string]float64{"warning": 40, "note": 10}[r.Level]; !ok || r.Rank != rank {
			t.Errorf("level %s has rank %v", r.Level, r.Rank)
		}
		if r.Fingerprints["primaryLocationLineHash"] == "" || r.Fingerprints["maplint/v1"] == "" {
			t.Errorf("fingerprints are missing: %v", r.Fingerprints)
		}
		for i, l := range r.Related {
			if l.ID != i+1 || !strings.Contains(r.Message.Text, "]("+strconv.Itoa(l.ID)+")") {
				t.Errorf("the message does not link to related location %d: %s", l.ID, r.Message.Text)
			}
		}
	}
}

// marked returns the text in the range of a location.
func marked(t *testing.T, root string, l location) string {
	name, err := url.PathUnescape(l.Physical.Artifact.URI)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	r := l.Physical.Region
	if r.StartLine != r.EndLine {
		t.Fatalf("the range %+v has several lines", r)
	}
	line := utf16.Encode([]rune(strings.Split(string(text), "\n")[r.StartLine-1]))
	return string(utf16.Decode(line[r.StartColumn-1 : r.EndColumn-1]))
}

func write(t *testing.T, name, text string) {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// compileSchema returns the schema of SARIF 2.1.0 as OASIS has published it.
// The module that has it keeps it in a constant that it does not export.
func compileSchema(t *testing.T) *jsonschema.Schema {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(out)), "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	spec := file.Decls[0].(*ast.GenDecl).Specs[0].(*ast.ValueSpec)
	text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	const id = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	if got := doc.(map[string]any)["id"]; got != id {
		t.Fatalf("the schema is %v", got)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(id, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestGolden holds the logs of hand-made findings, which have fixes and odd
// files, against the schema.
func TestGolden(t *testing.T) {
	schema := compileSchema(t)
	names, err := filepath.Glob(filepath.Join("..", "..", "driver", "render", "testdata", "*.sarif"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no logs: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchema shows that the schema is in force.
func TestSchema(t *testing.T) {
	schema := compileSchema(t)
	for _, bad := range []string{
		`{}`,
		`{"version": "2.1.0", "runs": [{}]}`,
		`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x", "other": 1}}}]}`,
		`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x", "informationUri": "not a URI"}}}]}`,
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("valid: %s", bad)
		}
	}
}

// The parts of a log that the tests look at.
type (
	log struct {
		Runs []run
	}
	run struct {
		Tool struct {
			Driver struct {
				Rules []struct {
					ID         string
					Short      message `json:"shortDescription"`
					Full       message `json:"fullDescription"`
					Help       message
					Properties struct {
						Tags      []string
						Precision string
						Severity  string `json:"problem.severity"`
					}
				}
			}
		}
		Invocations []struct {
			Successful    bool  `json:"executionSuccessful"`
			Notifications []any `json:"toolExecutionNotifications"`
		}
		Results []struct {
			RuleID       string
			RuleIndex    int
			Level        string
			Rank         float64
			Message      message
			Locations    []location
			Related      []location        `json:"relatedLocations"`
			Fingerprints map[string]string `json:"partialFingerprints"`
		}
	}
	message  struct{ Text, Markdown string }
	location struct {
		ID       int
		Physical struct {
			Artifact struct{ URI string } `json:"artifactLocation"`
			Region   struct{ StartLine, StartColumn, EndLine, EndColumn int }
		} `json:"physicalLocation"`
	}
)
