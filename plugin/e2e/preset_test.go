package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const preset = "docs/memory.golangci.yml"

// TestPreset runs the linters of the preset on code that has a fault for each,
// and none besides.
func TestPreset(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "memory"))); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "settings/memory.golangci.yml", read(t, preset)) // not where go.mod is
	found, warnings := lint(t, dir, "-c", "settings/memory.golangci.yml", "./...")
	if warnings != "" {
		t.Errorf("golangci-lint warns:\n%s", warnings)
	}
	seen := make(map[string]bool)
	var got, expected []string
	for _, line := range found {
		at := strings.SplitN(line, ":", 3)
		linter := line[strings.LastIndex(line, "(")+1 : len(line)-1]
		seen[linter] = true
		got = append(got, fmt.Sprintf("%s:%s: %s", at[0], at[1], linter))
	}
	data, err := os.ReadFile(filepath.Join(dir, "memory.go"))
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(string(data), "\n") {
		_, linters, _ := strings.Cut(line, "// want ")
		for linter := range strings.FieldsSeq(linters) {
			expected = append(expected, fmt.Sprintf("memory.go:%d: %s", n+1, linter))
		}
	}
	slices.Sort(got)
	slices.Sort(expected)
	if !slices.Equal(got, expected) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(found, "\n"), strings.Join(expected, "\n"))
	}

	var settings struct{ Linters struct{ Enable []string } }
	if err := yaml.Unmarshal([]byte(read(t, preset)), &settings); err != nil {
		t.Fatal(err)
	}
	for _, linter := range settings.Linters.Enable {
		if !seen[linter] {
			t.Errorf("%s finds nothing in testdata/memory: what is it for?", linter)
		}
		if why := regexp.MustCompile(`(?m)^    - ` + linter + ` # .{20,}$`); !why.MatchString(read(t, preset)) {
			t.Errorf("%s: no line says why %s is there", preset, linter)
		}
	}
}
