package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// A unit is a package as the go command hands it to a vet tool: a
// configuration, export data of what it imports, and no go command.
type unit struct {
	dir string
	cfg unitchecker.Config
}

// newUnit makes the package store, which imports the package seq.
func newUnit(t *testing.T) *unit {
	t.Helper()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"go.mod":     "module example.com/m\n\ngo 1.25\n",
		"seq/seq.go": "package seq\n\ntype Number uint64\n",
		"store/store.go": `package store

import "example.com/m/seq"

type Log struct{ rows map[string]seq.Number }

func New() *Log { return &Log{rows: map[string]seq.Number{}} }

func (l *Log) Add(row string) { l.rows[row] = Now() }

func (l *Log) Trim(until seq.Number) {
	for row, n := range l.rows {
		if n < until {
			delete(l.rows, row)
		}
	}
}

func Now() seq.Number { return 1 }
`,
	})
	u := &unit{dir: dir, cfg: unitchecker.Config{
		ID:          "example.com/m/store",
		Compiler:    "gc",
		Dir:         filepath.Join(dir, "store"),
		ImportPath:  "example.com/m/store",
		GoVersion:   "go1.25",
		GoFiles:     []string{filepath.Join(dir, "store", "store.go")},
		ImportMap:   map[string]string{"example.com/m/seq": "example.com/m/seq"},
		PackageFile: map[string]string{"example.com/m/seq": strings.TrimSpace(goList(t, dir, "-f", "{{.Export}}", "./seq"))},
		VetxOutput:  filepath.Join(dir, "store.vetx"),
	}}
	// The facts of seq, by the tool as well.
	seq := &unit{dir: dir, cfg: unitchecker.Config{
		ImportPath: "example.com/m/seq",
		GoFiles:    []string{filepath.Join(dir, "seq", "seq.go")},
		VetxOnly:   true,
		VetxOutput: filepath.Join(dir, "seq.vetx"),
	}}
	if stdout, stderr, code := seq.run(t); code != 0 || stdout+stderr != "" {
		t.Fatalf("facts of seq: exit code %d\n%s%s", code, stdout, stderr)
	}
	u.cfg.PackageVetx = map[string]string{"example.com/m/seq": seq.cfg.VetxOutput}
	return u
}

// writeFiles writes files by their name in dir.
func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// goList returns what go list -export prints. The standard library comes from
// the user's build cache.
func goList(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-export"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// run runs maplint on the unit.
func (u *unit) run(t *testing.T, flags ...string) (stdout, stderr string, code int) {
	t.Helper()
	data, err := json.Marshal(u.cfg)
	if err != nil {
		t.Fatal(err)
	}
	writeFiles(t, u.dir, map[string]string{"vet.cfg": string(data)})
	return runTool(t, u.dir, "maplint", append(flags, filepath.Join(u.dir, "vet.cfg"))...)
}

// runTool runs a program of TestMain in dir. The go command is found by
// maplint for packages only, so not where it must do without.
func runTool(t *testing.T, dir, name string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOARCH="+runtime.GOARCH)
	if name != "maplint" || isVetCall(args) {
		cmd.Env = append(cmd.Env, "PATH=", "GOROOT=")
	}
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestVetUnit(t *testing.T) {
	tests := []struct {
		name           string
		flags          []string
		change         func(*unit)
		code           int
		stdout, stderr string // each is empty, or has this text
	}{
		{
			name: "finding", code: 1,
			stderr: "store.go:14:4: map Log.rows never shrinks: entries are deleted in a loop and the map is never replaced",
		},
		{
			name: "json", flags: []string{"-json"},
			stdout: `"message": "map Log.rows never shrinks: entries are deleted in a loop and the map is never replaced`,
		},
		{
			name: "check off", flags: []string{"-mapshrink=false"},
		},
		{
			// Nothing of a dependency is read: there are no facts.
			name: "facts only",
			change: func(u *unit) {
				u.cfg.VetxOnly = true
				u.cfg.GoFiles = []string{filepath.Join(u.dir, "missing.go")}
				u.cfg.PackageFile = nil
			},
		},
		{
			name: "facts only, no place for them", code: 1,
			change: func(u *unit) {
				u.cfg.VetxOnly = true
				u.cfg.VetxOutput = filepath.Join(u.dir, "missing", "store.vetx")
			},
			stderr: filepath.Join("missing", "store.vetx"),
		},
		{
			name: "no place for facts", code: 1,
			change: func(u *unit) { u.cfg.VetxOutput = filepath.Join(u.dir, "missing", "store.vetx") },
			stderr: filepath.Join("missing", "store.vetx"),
		},
		{
			name: "no files", code: 1,
			change: func(u *unit) { u.cfg.GoFiles = nil },
			stderr: "package has no files: example.com/m/store",
		},
		{
			name: "missing file", code: 1,
			change: func(u *unit) { u.cfg.GoFiles = []string{filepath.Join(u.dir, "missing.go")} },
			stderr: "missing.go",
		},
		{
			name: "import that is not in the map", code: 1,
			change: func(u *unit) { u.cfg.ImportMap = nil },
			stderr: `store.go:3:8: could not import example.com/m/seq`,
		},
		{
			name: "no export data", code: 1,
			change: func(u *unit) { u.cfg.PackageFile = nil },
			stderr: "store.go:3:8: could not import example.com/m/seq",
		},
		{
			name: "damaged export data", code: 1,
			change: func(u *unit) { u.cfg.PackageFile["example.com/m/seq"] = u.cfg.GoFiles[0] },
			stderr: "could not import example.com/m/seq",
		},
		{
			// As the go command has it of a package with findings.
			name: "no facts of a dependency", code: 1,
			change: func(u *unit) { u.cfg.PackageVetx = nil },
			stderr: "map Log.rows never shrinks",
		},
		{
			name: "does not compile", code: 1,
			change: func(u *unit) { u.cfg.GoFiles = append(u.cfg.GoFiles, filepath.Join(u.dir, "seq", "seq.go")) },
			stderr: "seq.go",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := newUnit(t)
			if test.change != nil {
				test.change(u)
			}
			stdout, stderr, code := u.run(t, test.flags...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			wantText(t, "stdout", stdout, test.stdout)
			wantText(t, "stderr", stderr, test.stderr)
			if strings.Contains(stderr, "goroutine ") {
				t.Errorf("stderr has a stack:\n%s", stderr)
			}
			if _, err := os.Stat(u.cfg.VetxOutput); err != nil && code == 0 {
				t.Error(err)
			}
		})
	}
}

// wantText compares what was printed: nothing, or something with the text.
func wantText(t *testing.T, name, have, want string) {
	t.Helper()
	if want == "" && have != "" || !strings.Contains(have, want) {
		t.Errorf("%s:\n%swant %q", name, have, want)
	}
}

// TestVetConfig is about a configuration that can't be used.
func TestVetConfig(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"broken.cfg": `{"GoFiles": [`, "foreign.cfg": `{"GoFiles": 1}`, "empty.cfg": "", "dir.cfg/x": ""})
	for _, name := range []string{"broken.cfg", "foreign.cfg", "empty.cfg", "dir.cfg", "missing.cfg"} {
		stdout, stderr, code := runTool(t, dir, "maplint", filepath.Join(dir, name))
		if code != 1 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, name) {
			t.Errorf("%s: exit code %d, want 1 and a line with the file's name:\n%s%s", name, code, stdout, stderr)
		}
	}
}

// TestVetFlags checks what the go command asks for: the flags that go vet is
// to take.
func TestVetFlags(t *testing.T) {
	stdout, stderr, code := runTool(t, t.TempDir(), "maplint", "-flags")
	var flags []struct {
		Name string
		Bool bool
	}
	if err := json.Unmarshal([]byte(stdout), &flags); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v\n%s%s", code, err, stdout, stderr)
	}
	isBool := map[string]bool{}
	for _, f := range flags {
		if _, twice := isBool[f.Name]; twice {
			t.Errorf("flag %s comes twice", f.Name)
		}
		isBool[f.Name] = f.Bool
	}
	for name, want := range map[string]bool{"confidence": false, "mapshrink": true, "mapshrink.confidence": false, "json": true} {
		if b, ok := isBool[name]; !ok || b != want {
			t.Errorf("flag %s is there: %v; takes no value: %v, want %v:\n%s", name, ok, b, want, stdout)
		}
	}
}
