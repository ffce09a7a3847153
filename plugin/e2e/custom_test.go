package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/semver"
)

// customs is what golangci-lint v2.15.0 reads from .custom-gcl.yml
// (pkg/commands/internal.Configuration, and the schema custom-gcl).
type customs struct {
	Version     string
	Name        string
	Destination string
	Plugins     []struct{ Module, Import, Version, Path string }
}

// TestCustom lets golangci-lint build itself by our .custom-gcl.yml. It is the
// real golangci-lint custom, but for two things: the repository that it clones
// is made of the module, and maplint comes from a proxy that has this clone.
func TestCustom(t *testing.T) {
	file := read(t, ".custom-gcl.yml")
	var c customs
	d := yaml.NewDecoder(strings.NewReader(file))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		t.Fatal(err)
	}
	_, settings, _ := strings.Cut(file, "\nversion: ")
	if !strings.Contains(read(t, manual), "```yaml\nversion: "+settings+"```\n") {
		t.Errorf("%s has another .custom-gcl.yml", manual)
	}
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Version}} {{.Dir}}", "github.com/golangci/golangci-lint/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	version, source, _ := strings.Cut(strings.TrimSpace(string(module)), " ")
	if c.Version != version || semver.Compare(c.Version, "v2.15.0") < 0 {
		t.Errorf(".custom-gcl.yml asks for golangci-lint %s, the tests are of %s", c.Version, version)
	}

	home, dir, repo := t.TempDir(), t.TempDir(), t.TempDir()
	copied := filepath.Join(repo, "golangci-lint")
	if err := os.CopyFS(copied, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "-q"},
		{"add", "-A", "-f"},
		{"-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "as published"},
		{"tag", version},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = copied
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", cmd, err, out)
		}
	}
	write(t, home, ".gitconfig", "[url \"file://"+filepath.ToSlash(copied)+"\"]\n\tinsteadOf = https://github.com/golangci/golangci-lint.git\n")
	write(t, dir, ".custom-gcl.yml", file)

	cmd := exec.Command(filepath.Join(bin, "golangci-lint"), "custom")
	cmd.Dir = dir
	cmd.Env = append(publish(t), "HOME="+home)
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} { // in HOME otherwise
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, name+"="+string(bytes.TrimSpace(value)))
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("golangci-lint custom: %v\n%s", err, out)
	}

	project := sample(t)
	built := exec.Command(filepath.Join(dir, c.Name), "run", "./...")
	built.Dir = project
	out, err := built.Output()
	if want := read(t, "testdata/hosts/want.txt"); err == nil || strings.Join(findings(project, string(out)), "") != want {
		t.Errorf("%s finds\n%s\nwant\n%s", c.Name, out, want)
	}
}
