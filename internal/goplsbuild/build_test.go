package goplsbuild

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// devel is the build information of a program that was built in a clone.
var devel = &debug.BuildInfo{Main: debug.Module{Path: Self, Version: "(devel)"}}

// A proxy is a module proxy in a directory, with versions of a gopls that
// has only what maplint relies on.
type proxy struct {
	t   *testing.T
	dir string
}

// modules is the module cache of all tests. It has what gopls and the checks
// require, and between tests no gopls.
var modules string

func TestMain(m *testing.M) {
	var err error
	if modules, err = os.MkdirTemp("", "maplint-modules-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(modules)
	os.Exit(code)
}

// newProxy makes the go command ask a new proxy, which comes before the
// module cache and the usual proxies, with a module cache that has no gopls.
func newProxy(t *testing.T) proxy {
	t.Helper()
	t.Cleanup(func() {
		for _, name := range []string{Module, "cache/download/" + Module} {
			found, err := filepath.Glob(filepath.Join(modules, filepath.FromSlash(name)) + "*")
			if err != nil {
				t.Error(err)
			}
			for _, name := range found {
				if err := os.RemoveAll(name); err != nil {
					t.Error(err)
				}
			}
		}
	})
	out, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	env := strings.Split(string(out), "\n")
	p := proxy{t, filepath.Join(t.TempDir(), "proxy")}
	for key, value := range map[string]string{
		"GOMODCACHE":  modules,
		"GOPROXY":     fileURL(p.dir) + "," + fileURL(filepath.Join(env[0], "cache", "download")) + "," + env[1],
		"GOSUMDB":     "off",
		"GOFLAGS":     "-modcacherw -tags=no_such_tag -mod=vendor", // of which only the first is to count
		"GOTOOLCHAIN": "local",
		"TMPDIR":      t.TempDir(),
	} {
		t.Setenv(key, value)
	}
	return p
}

func fileURL(dir string) string {
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(dir), "/")
}

// add publishes a gopls that needs a Go version. The texts in change are
// replaced: old, new, old, new.
func (p proxy) add(version, goLine string, change ...string) {
	p.t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "gopls.txtar"))
	if err != nil {
		p.t.Fatal(err)
	}
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	files := map[string][]byte{}
	for _, f := range archive.Files {
		data := string(f.Data)
		if f.Name == "go.mod" {
			data = strings.Replace(data, "GOLINE", goLine, 1)
		}
		for i := 0; i < len(change); i += 2 {
			data = strings.ReplaceAll(data, change[i], change[i+1])
		}
		if f.Name == "go.mod" {
			files[version+".mod"] = []byte(data)
		}
		file, err := w.Create(Module + "@" + version + "/" + f.Name)
		if err == nil {
			_, err = file.Write([]byte(data))
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		p.t.Fatal(err)
	}
	dir := filepath.Join(p.dir, filepath.FromSlash(Module), "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		p.t.Fatal(err)
	}
	list, _ := os.ReadFile(filepath.Join(dir, "list"))
	files["list"] = append(list, version+"\n"...)
	files[version+".zip"] = buf.Bytes()
	files[version+".info"] = fmt.Appendf(nil, `{"Version":%q}`, version)
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			p.t.Fatal(err)
		}
	}
}

// try builds, and checks that nothing else is left.
func try(t *testing.T, cfg Config) (log string, err error) {
	t.Helper()
	cfg.Self = devel
	cfg.Log = func(format string, args ...any) { log += fmt.Sprintf(format, args...) + "\n" }
	err = Build(t.Context(), cfg)
	left, readErr := os.ReadDir(os.Getenv("TMPDIR"))
	if len(left) > 0 || readErr != nil {
		t.Errorf("left behind: %v, %v", left, readErr)
	}
	if err != nil && (strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), " ")) {
		t.Errorf("the error is not one line: %q", err)
	}
	return log, err
}

func TestBuild(t *testing.T) {
	p := newProxy(t)
	p.add("v0.9.0", "1.25.0")
	p.add("v0.10.0", "1.25")
	p.add("v0.11.0-pre.1", "1.25.0")
	p.add("v0.12.0", "1.99.0")
	dir := t.TempDir()
	// Not a clean path, and a link, which is to stay one.
	output := filepath.Join(dir, "gopls.exe")
	link := filepath.Join(dir, "link")
	if err := os.Symlink(output, link); err != nil {
		link = output
	}
	for _, test := range []struct {
		output, version, proxy string
		log, prints            string
	}{
		{output, "", "", "gopls v0.10.0, the newest for this Go, with " + runtime.Version(), "v0.10.0+maplint mapshrink 2\n"},
		{link, "", "off", "gopls v0.10.0, the newest in the module cache, with", "v0.10.0+maplint mapshrink 2\n"},
		{output, "0.9.0", "", "gopls v0.9.0 with", "v0.9.0+maplint mapshrink 2\n"},
		{output, "v0.11.0-pre.1", "", "gopls v0.11.0-pre.1 with", "v0.11.0-pre.1+maplint mapshrink 2\n"},
		{output, "v0.10.0", "off", "gopls v0.10.0 with", "v0.10.0+maplint mapshrink 2\n"},
	} {
		t.Run(test.version+test.proxy, func(t *testing.T) {
			if test.proxy != "" {
				t.Setenv("GOPROXY", test.proxy)
			}
			log, err := try(t, Config{Output: test.output, Version: test.version})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(log, test.log) || !strings.Contains(log, "wrote "+output+"\n") {
				t.Errorf("log:\n%swant %q", log, test.log)
			}
			if out, err := exec.Command(output).CombinedOutput(); err != nil || string(out) != test.prints {
				t.Errorf("%v, it prints %q, want %q", err, out, test.prints)
			}
			if files, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(files) > 0 {
				t.Errorf("left behind: %v, %v", files, err)
			}
		})
	}
}

// TestChanged is about releases of gopls that are made otherwise.
func TestChanged(t *testing.T) {
	p := newProxy(t)
	const field = "settings.Analyzer has no field "
	for i, test := range []struct {
		old, new, want string
	}{
		{"AllAnalyzers", "Analyzers", "there is no variable settings.AllAnalyzers"},
		{"analyzer   *analysis.Analyzer", "analyzer   analysis.Analyzer", field + "analyzer of type *analysis.Analyzer"},
		{"severity ", "level ", field + "severity of type protocol.DiagnosticSeverity"},
		{"nonDefault bool", "nonDefault string", field + "nonDefault of type bool"},
		{"type Analyzer struct", "type Check struct", "there is no struct settings.Analyzer"},
		{"settings.AllAnalyzers", "[]*settings.Analyzer{}", "package cache does not read settings.AllAnalyzers"},
		{"package main\n", "package main\n\n//go:embed x\n", "main.go embeds files"},
		{"SeverityWarning", "Warning", "undefined: protocol.SeverityWarning"},
		{"initAnalyzers() []*Analyzer { return nil }", "initAnalyzers() []Analyzer { return nil }", "cannot use a"},
	} {
		version := fmt.Sprintf("v1.%d.0", i)
		p.add(version, "1.25.0", test.old, test.new)
		_, err := try(t, Config{Output: filepath.Join(t.TempDir(), "gopls"), Version: version})
		want := "gopls " + version + " has changed what maplint relies on ("
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "-version") {
			t.Errorf("%q for %q: error %v, want %s%s", test.new, test.old, err, want, test.want)
		}
	}
}

func TestErrors(t *testing.T) {
	p := newProxy(t)
	p.add("v0.10.0", "1.25.0")
	p.add("v0.11.0", "1.99.0")
	p.add("v0.12.0", "1.25.0", "fmt.Println", "fmt.Printl")
	p.add("v0.8.0", "1.24", "v0.49.0", "v0.40.0")
	dir := t.TempDir()
	notes := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(notes, []byte("not to be lost"), 0o666); err != nil {
		t.Fatal(err)
	}
	output := filepath.Join(dir, "gopls")
	for _, test := range []struct {
		name   string
		cfg    Config
		env    []string // key, value
		errors string
	}{
		{"directory", Config{Output: dir}, nil, dir + " is a directory: name a file by -o"},
		{"directory to be", Config{Output: output + "/"}, nil, "names a directory: name a file by -o"},
		{"missing directory", Config{Output: filepath.Join(dir, "no", "gopls")}, nil, "can't write " + filepath.Join(dir, "no", "gopls") + ": "},
		{"device", Config{Output: os.DevNull}, nil, "is not a regular file"},
		{"other file", Config{Output: notes}, nil, notes + " exists and is no Go program: name another file by -o, or remove it"},
		{"unknown version", Config{Output: output, Version: "v0.99.0"}, nil, "can't get gopls v0.99.0: "},
		{"nonsense", Config{Output: output, Version: "x y"}, nil, "can't get gopls x y: "},
		{"flag", Config{Output: output, Version: "-h"}, nil, "can't get gopls -h: "},
		{"newer Go", Config{Output: output, Version: "v0.11.0"}, nil, "gopls v0.11.0 needs go1.99.0 and this is " + runtime.Version()},
		{"older gopls", Config{Output: output, Version: "v0.8.0"}, nil, "gopls v0.8.0 is too old for the checks, which need golang.org/x/tools v0.41.0 where it has v0.40.0: choose a newer one"},
		{"does not compile", Config{Output: output, Version: "v0.12.0"}, nil, "gopls v0.12.0 with the checks can't be built by"},
		{"offline", Config{Output: output}, []string{"GOPROXY", "off", "GOMODCACHE", filepath.Join(dir, "mod")}, "no gopls is in the module cache, and the module proxy can't be asked for one: "},
		{"offline, not cached", Config{Output: output, Version: "v0.10.0"}, []string{"GOPROXY", "off", "GOMODCACHE", filepath.Join(dir, "mod")}, "can't get gopls v0.10.0: "},
		{"no go", Config{Output: output}, []string{"PATH", ""}, "the go command is not found: install Go"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i := 0; i < len(test.env); i += 2 {
				t.Setenv(test.env[i], test.env[i+1])
			}
			_, err := try(t, test.cfg)
			if err == nil || !strings.Contains(err.Error(), test.errors) {
				t.Errorf("error %v, want %q", err, test.errors)
			}
			if _, err := os.Stat(output); err == nil {
				t.Error("it wrote a file")
			}
		})
	}
	if data, err := os.ReadFile(notes); err != nil || string(data) != "not to be lost" {
		t.Errorf("%s has %q, %v", notes, data, err)
	}
}

// TestInterrupt cancels at the first and at the last moment before the build.
func TestInterrupt(t *testing.T) {
	p := newProxy(t)
	p.add("v0.10.0", "1.25.0")
	output := filepath.Join(t.TempDir(), "gopls")
	for _, late := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		if !late {
			cancel()
		}
		err := Build(ctx, Config{Output: output, Self: devel, Log: func(string, ...any) { cancel() }})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want %v", err, context.Canceled)
		}
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
		if _, err := os.Stat(output); err == nil {
			t.Error("it wrote a file")
		}
	}
}

func TestSelfModule(t *testing.T) {
	dir := filepath.Join("..", "..")
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	released := &debug.Module{Path: Self, Version: "v1.2.3", Sum: "h1:x"}
	for _, test := range []struct {
		name string
		info *debug.BuildInfo
		want source
	}{
		{"go install", &debug.BuildInfo{Main: *released}, source{path: Self, version: "v1.2.3"}},
		{"go tool", &debug.BuildInfo{Deps: []*debug.Module{{Path: "example.com/m"}, released}}, source{path: Self, version: "v1.2.3"}},
		{"fork", &debug.BuildInfo{Deps: []*debug.Module{{Path: Self, Version: "v1.2.3", Replace: &debug.Module{Path: "example.com/fork", Version: "v1.3.0"}}}}, source{path: "example.com/fork", version: "v1.3.0"}},
		{"clone", devel, source{dir: abs}},
		{"clean clone", &debug.BuildInfo{Main: debug.Module{Path: Self, Version: "v1.2.3"}}, source{dir: abs}},
		{"replaced by a clone", &debug.BuildInfo{Deps: []*debug.Module{{Path: Self, Version: "v1.2.3", Replace: &debug.Module{Path: "../maplint"}}}}, source{dir: abs}},
		{"unknown", nil, source{dir: abs}},
	} {
		if have, err := findSource(t.Context(), test.info); err != nil || have != test.want {
			t.Errorf("%s: %v, %v, want %v", test.name, have, err, test.want)
		}
	}
}
