// Package gopls tests maplint gopls with the real gopls, and what it builds
// with a real editor. It is a module of its own, for it takes minutes and
// asks for programs that go test ./... does without.
package gopls

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// toolchains are the Go versions for which the newest gopls is tested. The
// go command gets the one that is not installed from the module proxy.
var toolchains = []string{"go1.26.8", "go1.27.4"}

// patience is how long a program may take that others make wait.
const patience = 3 * time.Minute

var update = flag.Bool("update", false, "write the transcripts into docs/editors.md")

// root is the root of maplint's module.
var root = func() string {
	dir, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		panic(err)
	}
	return dir
}()

// temp lives as long as the tests.
var temp string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if temp, err = os.MkdirTemp("", "maplint-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(temp)
	os.Exit(code)
}

// maplint is the command, built from this clone.
var maplint = sync.OnceValues(func() (string, error) {
	path := filepath.Join(temp, "maplint.exe")
	_, err := command(root, nil, "go", "build", "-o", path, "./cmd/maplint")
	return path, err
})

// A build is a gopls that maplint built.
type build struct {
	toolchain string
	path      string
	log       string // what maplint said
}

// environ is the environment of the gopls: the Go that built it is the one
// that is installed, and its own cache is empty. (With an older Go on the PATH
// and a newer one by GOTOOLCHAIN only, gopls v0.24.0, as it is released too,
// publishes nothing for a package that imports fmt.)
func (b build) environ(t *testing.T) []string {
	goroot, err := command(temp, []string{"GOTOOLCHAIN=" + b.toolchain}, "go", "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(strings.TrimSpace(goroot), "bin") + string(filepath.ListSeparator) + os.Getenv("PATH")
	return append(os.Environ(), "PATH="+path, "GOTOOLCHAIN=local", "GOFLAGS=", "GOWORK=off", "GOPLSCACHE="+t.TempDir())
}

// A variant is what is chosen for a build.
type variant struct{ toolchain, confidence string }

var builds = func() map[variant]func() (build, error) {
	all := map[variant]func() (build, error){}
	for _, toolchain := range toolchains {
		for _, confidence := range []string{"default", "low"} {
			all[variant{toolchain, confidence}] = sync.OnceValues(func() (build, error) {
				b := build{toolchain: toolchain, path: filepath.Join(temp, toolchain, confidence, "gopls.exe")}
				tool, err := maplint()
				if err != nil {
					return b, err
				}
				if err := os.MkdirAll(filepath.Dir(b.path), 0o777); err != nil {
					return b, err
				}
				b.log, err = command(temp, []string{"GOTOOLCHAIN=" + toolchain}, tool, "gopls", "-o", b.path, "-confidence", confidence)
				return b, err
			})
		}
	}
	return all
}()

// forEach runs a test with the gopls of each toolchain that there is, which
// shows findings of default confidence.
func forEach(t *testing.T, test func(t *testing.T, gopls build)) {
	forEachAt(t, "default", test)
}

// forEachAt does it with the gopls that shows findings from a confidence up.
func forEachAt(t *testing.T, confidence string, test func(t *testing.T, gopls build)) {
	for _, toolchain := range toolchains {
		t.Run(toolchain, func(t *testing.T) {
			if out, err := command(temp, []string{"GOTOOLCHAIN=" + toolchain}, "go", "version"); err != nil {
				t.Skipf("%s is not installed, and the module proxy does not serve it: %s", toolchain, out)
			}
			gopls, err := builds[variant{toolchain, confidence}]()
			if err != nil {
				t.Fatal(err)
			}
			test(t, gopls)
		})
	}
}

// command runs a program and returns all it prints.
func command(dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return string(out), err
}

// writeFiles writes files into a new directory and returns its name.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
