package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"maplint":   main,
		"countvet":  countVet,
		"cacheprog": cacheProg,
		"nogo":      nogo,
	})
}

// TestScripts runs testdata/*.txtar: a command, its output and exit code.
func TestScripts(t *testing.T) {
	cache := goEnv(t, "GOCACHE")
	programs, err := filepath.Abs(filepath.Join("..", "..", "testdata", "heap"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			tool, err := exec.LookPath("maplint")
			if err != nil {
				return err
			}
			for _, kv := range [][2]string{
				{"MAPLINT", tool},
				{"HEAP", programs},
				{"MAPLINT_CACHE", filepath.Join(env.WorkDir, ".maplint")},
				{"COUNTVET", filepath.Join(filepath.Dir(tool), "countvet"+filepath.Ext(tool))},
				{"CACHEPROG", filepath.Join(filepath.Dir(tool), "cacheprog"+filepath.Ext(tool))},
				{"VETCALLS", filepath.Join(env.WorkDir, ".vetcalls")},
				{"GOCACHE", cache}, // go vet compiles the standard library
				{"GOPATH", filepath.Join(env.WorkDir, ".gopath")},
				{"GOFLAGS", ""},
				{"GOPROXY", "off"},
				{"GOTOOLCHAIN", "local"},
				{"GOTELEMETRY", "off"},
				{"GOVERSION", runtime.Version()},
			} {
				env.Setenv(kv[0], kv[1])
			}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "cgo":
				return goEnv(t, "CGO_ENABLED") == "1", nil
			case "root":
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %s", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exit":    exitCode,
			"errors":  oneLines,
			"full":    fullDisk,
			"gone":    goneReader,
			"repeat":  repeat,
			"many":    many,
			"samevet": sameVet,
			"calls":   vetCalls,
			"rebuild": rebuild,
			"serve":   serve,
		},
	})
}

// TestDocs compares the example of JSON in the documentation with the output.
func TestDocs(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "output.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(doc), "```json\n")
	example, _, _ = strings.Cut(example, "```")
	var want bytes.Buffer
	if err := json.Compact(&want, []byte(example)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("maplint", "-json", "./examples/sessions")
	cmd.Dir = filepath.Join("..", "..")
	got, _ := cmd.Output() // fails, since it finds something
	if string(got) != strings.TrimSpace(want.String())+"\n" {
		t.Errorf("docs/output.md has\n%s\nmaplint -json prints\n%s", &want, got)
	}
}

func goEnv(t *testing.T, name string) string {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// call runs a command of a script.
func call(ts *testscript.TestScript, args []string) (stdout, stderr string, code int) {
	if len(args) == 0 {
		ts.Fatalf("no command")
	}
	var exit *exec.ExitError
	if err := ts.Exec(args[0], args[1:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	return ts.ReadFile("stdout"), ts.ReadFile("stderr"), code
}

// exitCode runs a command and compares its exit code: exit 2 maplint ./...
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if _, _, code := call(ts, args[1:]); code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// repeat runs a command several times, which must print the same each time:
// repeat 10 maplint ./...
func repeat(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	stdout, stderr, code := call(ts, args[1:])
	if stdout == "" {
		ts.Fatalf("no output\n%s", stderr)
	}
	for range n - 1 {
		o, e, c := call(ts, args[1:])
		if o != stdout || e != stderr || c != code {
			ts.Fatalf("output differs:\n%s%s--\n%s%s", stdout, stderr, o, e)
		}
	}
}

// many makes packages in which there is nothing to find: many DIR 40.
func many(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	for i := range n {
		dir := ts.MkAbs(filepath.Join(args[0], fmt.Sprintf("p%d", i)))
		ts.Check(os.MkdirAll(dir, 0o777))
		ts.Check(os.WriteFile(filepath.Join(dir, "p.go"), []byte("package p\n"), 0o666))
	}
}

// sameVet compares the findings of the command with those of go vet, given
// the same arguments, if any.
func sameVet(ts *testscript.TestScript, neg bool, args []string) {
	ours, errs, _ := call(ts, append([]string{"maplint"}, args...))
	_, vet, _ := call(ts, append([]string{"go", "vet", "-vettool=" + ts.Getenv("MAPLINT")}, args...))

	var a, b []string
	for line := range strings.Lines(ours) {
		line = checkName.ReplaceAllString(strings.TrimSpace(line), "")
		a = append(a, line)
	}
	indented := regexp.MustCompile(`^(\S+: )\t`) // how go vet prints related places
	for line := range strings.Lines(vet) {
		if line = strings.TrimRight(line, "\n"); strings.HasPrefix(line, "#") {
			continue
		}
		line = indented.ReplaceAllString(strings.TrimPrefix(line, "./"), "$1")
		b = append(b, filepath.ToSlash(line))
	}
	slices.Sort(a)
	slices.Sort(b)
	if len(a) == 0 || !slices.Equal(a, b) {
		ts.Fatalf("maplint:\n%s\n%s\ngo vet:\n%s", strings.Join(a, "\n"), errs, strings.Join(b, "\n"))
	}
}

// checkName ends a line of text, and go vet has none.
var checkName = regexp.MustCompile(`( \[fixable\])? \(mapshrink\)$`)

// serve starts a server that has a heap profile where a program has it, and a
// redirect: serve FILE. Its address is in SERVER.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	name := ts.MkAbs(args[0])
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/heap", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, name) })
	mux.Handle("/elsewhere", http.RedirectHandler("http://example.com/debug/pprof/heap", http.StatusFound))
	server := httptest.NewServer(mux)
	ts.Defer(server.Close)
	ts.Setenv("SERVER", server.URL)
}

// oneLines checks how many lines of errors there are: errors 2.
func oneLines(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	if text := ts.ReadFile("stderr"); strings.Count(text, "\n") != n {
		ts.Fatalf("want %d lines, have:\n%s", n, text)
	}
}

// fullDisk runs a command whose standard output has no room: full maplint.
func fullDisk(ts *testscript.TestScript, neg bool, args []string) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	ts.Check(err)
	defer full.Close()
	unwritten(ts, full, args)
}

// goneReader runs a command whose standard output nobody reads any more:
// gone maplint ./...
func goneReader(ts *testscript.TestScript, neg bool, args []string) {
	r, w, err := os.Pipe()
	ts.Check(err)
	ts.Check(r.Close())
	defer w.Close()
	unwritten(ts, w, args)
}

// unwritten runs a command that can't write to stdout: it says so in one line
// and fails.
func unwritten(ts *testscript.TestScript, stdout *os.File, args []string) {
	tool, err := exec.LookPath(args[0])
	ts.Check(err)
	cmd := exec.Command(tool, args[1:]...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = append(os.Environ(), "GOCACHE="+ts.Getenv("GOCACHE"), "GOPROXY=off", "GOFLAGS=", "GOTOOLCHAIN=local")
	cmd.Stdout = stdout
	var stderr strings.Builder
	cmd.Stderr = &stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 ||
		!strings.HasPrefix(stderr.String(), "maplint: write ") || strings.Count(stderr.String(), "\n") != 1 {
		ts.Fatalf("%v: %s", err, &stderr)
	}
}
