package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// runSteps returns the shell scripts of action.yml by the name of their step.
func runSteps(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	steps := map[string]string{}
	name, indent := "", -1
	for line := range strings.Lines(string(data)) {
		text := strings.TrimLeft(line, " ")
		switch depth := len(line) - len(text); {
		case indent >= 0 && (depth > indent || text == "\n"):
			steps[name] += text
			continue
		case strings.HasPrefix(text, "run: |"):
			indent = depth
			continue
		}
		indent = -1
		if rest, ok := strings.CutPrefix(text, "- name: "); ok {
			name = strings.TrimSpace(rest)
		}
	}
	return steps
}

// TestAction runs the shell scripts of the GitHub Action as a runner does,
// but for the build.
func TestAction(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	maplint, err := exec.LookPath("maplint")
	if err != nil {
		t.Fatal(err)
	}
	steps := runSteps(t)
	if len(steps) != 3 {
		t.Fatalf("action.yml has the scripts %q", steps)
	}
	dir := t.TempDir()
	writeFiles(t, dir, nogoFiles)
	writeFiles(t, dir, map[string]string{"broken/broken.go": "package broken\n\nvar x = y\n"})

	tests := []struct {
		name, args, packages, fail string
		run, show                  int
		stdout                     string
	}{
		{"findings", "", "./store", "false", 0, 0, "map Log.rows never shrinks"},
		{"findings that fail the job", "", "./store ./clock", "true", 0, 1, "map Log.rows never shrinks"},
		{"flags", "-confidence=low", "./store", "true", 0, 1, "map Table.names never shrinks"},
		{"clean", "", "./clock", "true", 0, 0, ""},
		{"does not compile", "", "./...", "false", 0, 2, "map Log.rows never shrinks"},
		{"wrong flag", "-no-such-flag", "./...", "false", 2, 2, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			temp := filepath.Join(t.TempDir(), "a runner") // with a space
			writeFiles(t, temp, map[string]string{"output": "", "maplint/.keep": ""})
			if err := os.Symlink(maplint, filepath.Join(temp, "maplint", filepath.Base(maplint))); err != nil {
				t.Skip(err)
			}
			step := func(name string) (string, int) {
				cmd := exec.Command(bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[name])
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "RUNNER_TEMP="+temp,
					"GITHUB_OUTPUT="+filepath.Join(temp, "output"), "ARGS="+test.args, "PACKAGES="+test.packages, "FAIL="+test.fail)
				out, err := cmd.Output()
				if cmd.ProcessState == nil {
					t.Fatal(err)
				}
				return string(out), cmd.ProcessState.ExitCode()
			}

			if out, code := step("Run maplint"); code != test.run || out != "" {
				t.Errorf("run: exit code %d, want %d\n%s", code, test.run, out)
			}
			sarif := filepath.Join(temp, "maplint", "maplint.sarif")
			if data, err := os.ReadFile(filepath.Join(temp, "output")); err != nil || string(data) != "sarif="+sarif+"\n" {
				t.Errorf("output: %q, %v", data, err)
			}
			if data, err := os.ReadFile(sarif); err != nil || test.run == 0 && !strings.Contains(string(data), `"2.1.0"`) {
				t.Errorf("%v, SARIF:\n%s", err, data)
			}
			if out, code := step("Show findings"); code != test.show || !strings.Contains(out, test.stdout) {
				t.Errorf("show: exit code %d, want %d\n%s", code, test.show, out)
			}
		})
	}
}
