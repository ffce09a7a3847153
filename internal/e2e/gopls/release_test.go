package gopls

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// TestRelease installs maplint from a proxy that has it as v1.2.3, builds
// gopls by it, and again without any network: the two are the same.
func TestRelease(t *testing.T) {
	env := releaseEnv(t)
	dir := t.TempDir()
	if _, err := command(dir, env, "go", "install", "github.com/maplint/maplint/cmd/maplint@v1.2.3"); err != nil {
		t.Fatal(err)
	}
	tool := filepath.Join(envOf(env, "GOBIN"), "maplint")
	var programs [2][]byte
	for i, proxy := range []string{envOf(env, "GOPROXY"), "off"} {
		output := filepath.Join(dir, "gopls", []string{"a", "b"}[i])
		work, temp := t.TempDir(), t.TempDir()
		if err := os.MkdirAll(filepath.Dir(output), 0o777); err != nil {
			t.Fatal(err)
		}
		log, err := command(work, append(env, "GOPROXY="+proxy, "TMPDIR="+temp), tool, "gopls", "-o", output)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(log, "and the checks of maplint v1.2.3,") || strings.Contains(log, "in the module cache") != (proxy == "off") {
			t.Errorf("GOPROXY=%s:\n%s", proxy, log)
		}
		for _, dir := range []string{work, temp} {
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("%s: %v, %v", dir, left, err)
			}
		}
		if programs[i], err = os.ReadFile(output); err != nil {
			t.Fatal(err)
		}
	}
	sample := writeFiles(t, store)
	out, err := command(sample, append(env, "GOPLSCACHE="+t.TempDir()), filepath.Join(dir, "gopls", "a"), "check", "store.go")
	if err != nil || !strings.Contains(out, "store.go:17:4-26: map Store.sessions never shrinks: ") {
		t.Errorf("gopls check: %v\n%s", err, out)
	}
	if !bytes.Equal(programs[0], programs[1]) {
		t.Error("two builds differ")
	}
	for _, place := range []string{dir, root, temp} {
		if bytes.Contains(programs[0], []byte(place+string(filepath.Separator))) {
			t.Errorf("the program has the path %s", place)
		}
	}
}

// releaseEnv is an environment with this clone published as v1.2.3. The
// module cache is empty: what is in the usual one is a proxy.
func releaseEnv(t *testing.T) []string {
	t.Helper()
	proxy := filepath.Join(t.TempDir(), "proxy")
	versions := filepath.Join(proxy, "github.com", "maplint", "maplint", "@v")
	if err := os.MkdirAll(versions, 0o777); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	m := module.Version{Path: "github.com/maplint/maplint", Version: "v1.2.3"}
	if err := zip.CreateFromDir(&buf, m, root); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"v1.2.3.zip":  buf.Bytes(),
		"v1.2.3.mod":  []byte(readFile(t, filepath.Join(root, "go.mod"))),
		"v1.2.3.info": []byte(`{"Version":"v1.2.3"}`),
		"list":        []byte("v1.2.3\n"),
	} {
		if err := os.WriteFile(filepath.Join(versions, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	out, err := command(root, nil, "go", "env", "GOMODCACHE", "GOPROXY")
	if err != nil {
		t.Fatal(err)
	}
	usual := strings.Split(out, "\n")
	return []string{
		"GOBIN=" + filepath.Join(t.TempDir(), "a bin"),
		"GOMODCACHE=" + filepath.Join(t.TempDir(), "mod"),
		"GOPROXY=" + uri(proxy) + "," + uri(filepath.Join(usual[0], "cache", "download")) + "," + usual[1],
		"GOSUMDB=off", "GOFLAGS=-modcacherw", "GOWORK=off", "GOTOOLCHAIN=local",
	}
}

func envOf(env []string, key string) string {
	for _, kv := range env {
		if value, ok := strings.CutPrefix(kv, key+"="); ok {
			return value
		}
	}
	return ""
}
