package apply

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/maplint/maplint/internal/driver"
)

// write puts a text into a new file with the given permissions.
func write(t *testing.T, name, text string, perm os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, perm); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// onlyThese fails if there is another file in dir: one that was left behind.
func onlyThese(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, want) {
		t.Errorf("%s has %v, want %v", dir, names, want)
	}
}

func texts(problems []*driver.Error) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(filepath.Base(p.Pos.Filename) + ": " + p.Msg + "\n")
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.go")
	write(t, name, "old", 0o640)
	written, problems := Write(t.Context(), []*File{{Name: name, Old: []byte("old"), New: []byte("new")}})
	if len(written) != 1 || len(problems) != 0 {
		t.Fatalf("%d written: %s", len(written), texts(problems))
	}
	if got := read(t, name); got != "new" {
		t.Errorf("the file has %q", got)
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("permissions are %v", info.Mode())
	}
	onlyThese(t, dir, "a.go")
}

func TestWriteLink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "real", "a.go"), filepath.Join(dir, "link.go")
	write(t, target, "old", 0o600)
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	if _, problems := Write(t.Context(), []*File{{Name: link, Old: []byte("old"), New: []byte("new")}}); len(problems) > 0 {
		t.Fatal(texts(problems))
	}
	if got := read(t, target); got != "new" {
		t.Errorf("the file has %q", got)
	}
	if to, err := os.Readlink(link); err != nil || to != target {
		t.Errorf("the link leads to %q: %v", to, err)
	}
	onlyThese(t, dir, "link.go", "real")
	onlyThese(t, filepath.Join(dir, "real"), "a.go")
}

// TestWriteRefused has files that can't be written beside one that can.
func TestWriteRefused(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	write(t, path("changed.go"), "other", 0o600)
	write(t, path("good.go"), "old", 0o600)
	write(t, path("readonly.go"), "old", 0o444)
	var files []*File
	for _, name := range []string{"changed.go", "gone.go", "good.go", "readonly.go"} {
		files = append(files, &File{Name: path(name), Old: []byte("old"), New: []byte("new")})
	}
	written, problems := Write(t.Context(), files)
	if len(written) != 1 || written[0].Name != path("good.go") {
		t.Errorf("%d written", len(written))
	}
	want := "changed.go: the file has changed since it was read, and is left alone: run maplint again\n" +
		"gone.go: the file is not changed: no such file or directory\n" +
		"readonly.go: the file is not changed: permission denied: make it and its directory writable\n"
	if got := texts(problems); runtime.GOOS != "windows" && got != want {
		t.Errorf("problems:\n%swant:\n%s", got, want)
	}
	for name, want := range map[string]string{"changed.go": "other", "good.go": "new", "readonly.go": "old"} {
		if got := read(t, path(name)); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
	onlyThese(t, dir, "changed.go", "good.go", "readonly.go")
}

// TestWriteReadOnlyDir needs a user who is not root, which may write
// everywhere: it runs itself as another one.
func TestWriteReadOnlyDir(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("directories are not read-only there")
	}
	dir := os.Getenv("MAPLINT_TEST_READONLY")
	if dir == "" {
		dir = t.TempDir()
		write(t, filepath.Join(dir, "sub", "a.go"), "old", 0o666)
		if err := os.Chmod(filepath.Join(dir, "sub"), 0o555); err != nil {
			t.Fatal(err)
		}
		if os.Getuid() == 0 {
			asNobody(t, dir)
			return
		}
	}
	name := filepath.Join(dir, "sub", "a.go")
	written, problems := Write(t.Context(), []*File{{Name: name, Old: []byte("old"), New: []byte("new")}})
	want := "a.go: the file is not changed: permission denied: make it and its directory writable\n"
	if got := texts(problems); len(written) != 0 || got != want {
		t.Errorf("%d written, problems:\n%swant:\n%s", len(written), got, want)
	}
	onlyThese(t, filepath.Join(dir, "sub"), "a.go")
}

// asNobody runs the test as a user without rights.
func asNobody(t *testing.T, dir string) {
	setpriv, err := exec.LookPath("setpriv")
	if err != nil {
		t.Skip("root may write everywhere, and there is no setpriv")
	}
	self, err := os.ReadFile(os.Args[0]) // which may lie where nobody may look
	if err != nil {
		t.Fatal(err)
	}
	test := filepath.Join(dir, "test")
	if err := os.WriteFile(test, self, 0o700); err != nil {
		t.Fatal(err)
	}
	for d := dir; d != os.TempDir() && d != filepath.Dir(d); d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(test, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", test, "-test.run=^TestWriteReadOnlyDir$", "-test.v")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "MAPLINT_TEST_READONLY="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestWriteReadOnlyDir") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestWriteTogether changes files that belong together: one of them can't be
// written, at the start or when others have been.
func TestWriteTogether(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	write(t, path("a.go"), "old", 0o600)
	write(t, path("b.go"), "other", 0o600)
	write(t, path("c.go"), "old", 0o600)
	written, problems := Write(t.Context(), []*File{
		{Name: path("a.go"), Old: []byte("old"), New: []byte("new"), with: []string{path("b.go")}},
		{Name: path("b.go"), Old: []byte("old"), New: []byte("new"), with: []string{path("a.go")}},
		{Name: path("c.go"), Old: []byte("old"), New: []byte("new")},
	})
	if len(written) != 1 || len(problems) != 2 {
		t.Errorf("%d written, problems:\n%s", len(written), texts(problems))
	}
	if a, c := read(t, path("a.go")), read(t, path("c.go")); a != "old" || c != "new" {
		t.Errorf("a.go has %q, c.go %q", a, c)
	}
	onlyThese(t, dir, "a.go", "b.go", "c.go")
}

func TestWriteBack(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.go"), filepath.Join(dir, "b.go")
	write(t, a, "old", 0o600)
	write(t, b, "old", 0o600)
	ready := func(name string) *replacement {
		r, err := prepare(name, []byte("old"), []byte("new"))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	files := []*File{{Name: a, Old: []byte("old"), New: []byte("new")}, {Name: b, Old: []byte("old"), New: []byte("new")}}
	rs := []*replacement{ready(a), ready(b)}
	if err := os.Remove(rs[1].temp); err != nil { // so that it can't take its place
		t.Fatal(err)
	}
	if failed, err := commitAll(files, rs); err == nil || failed != files[1] {
		t.Errorf("failed is %v: %v", failed, err)
	}
	if got := read(t, a); got != "old" {
		t.Errorf("a.go has %q", got)
	}
	onlyThese(t, dir, "a.go", "b.go")
}

func TestWriteInterrupted(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.go")
	write(t, name, "old", 0o600)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	written, problems := Write(ctx, []*File{{Name: name, Old: []byte("old"), New: []byte("new")}})
	if got := texts(problems); len(written) != 0 || got != "a.go: interrupted, and the file is not changed\n" {
		t.Errorf("%d written, problems: %s", len(written), got)
	}
	if got := read(t, name); got != "old" {
		t.Errorf("the file has %q", got)
	}
}
