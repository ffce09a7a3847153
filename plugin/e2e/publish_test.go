package e2e

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// publish puts this clone into a module proxy in a folder, as if it were the
// latest release of maplint, and returns the environment for go commands that
// ask there first.
func publish(t *testing.T) []string {
	t.Helper()
	const path = "github.com/maplint/maplint"
	var packed bytes.Buffer
	if err := zip.CreateFromDir(&packed, module.Version{Path: path, Version: "v0.0.0-0"}, root); err != nil {
		t.Fatal(err)
	}
	// A version of its own for each content, since go commands keep them.
	version := fmt.Sprintf("v0.0.0-e2e.%x", sha256.Sum256(packed.Bytes()))[:24]
	packed.Reset()
	if err := zip.CreateFromDir(&packed, module.Version{Path: path, Version: version}, root); err != nil {
		t.Fatal(err)
	}
	proxy := t.TempDir()
	info := fmt.Sprintf("{\"Version\":%q,\"Time\":\"2026-01-01T00:00:00Z\"}", version)
	for name, text := range map[string]string{
		"@latest":                 info,
		"@v/list":                 version + "\n",
		"@v/" + version + ".info": info,
		"@v/" + version + ".mod":  read(t, "go.mod"),
		"@v/" + version + ".zip":  packed.String(),
	} {
		write(t, filepath.Join(proxy, filepath.FromSlash(path)), name, text)
	}
	out, err := exec.Command("go", "env", "GOPROXY", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	others, cache, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	t.Cleanup(func() {
		gone := []error{os.RemoveAll(filepath.Join(cache, filepath.FromSlash(path)+"@"+version))}
		kept, err := filepath.Glob(filepath.Join(cache, "cache", "download", filepath.FromSlash(path), "@v", version+".*"))
		for _, name := range kept {
			gone = append(gone, os.Remove(name))
		}
		if err := errors.Join(append(gone, err)...); err != nil {
			t.Error(err)
		}
	})
	return append(os.Environ(),
		"GOPROXY=file://"+filepath.ToSlash(proxy)+","+others,
		"GONOSUMDB="+path,
		"GOFLAGS=-modcacherw", // so that the copy can be removed
	)
}
