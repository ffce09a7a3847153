package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
		run, exit, show            int
		stdout                     string
	}{
		{"findings", "", "./store", "false", 0, 1, 0, "map Log.rows never shrinks"},
		{"findings that fail the job", "", "./store ./clock", "true", 0, 1, 1, "map Log.rows never shrinks"},
		{"flags", "-confidence=low", "./store", "true", 0, 1, 1, "map Table.names never shrinks"},
		{"clean", "", "./clock", "true", 0, 0, 0, ""},
		{"does not compile", "", "./...", "false", 0, 2, 2, "map Log.rows never shrinks"},
		{"wrong flag", "-no-such-flag", "./...", "false", 2, 2, 2, ""},
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
			if data, err := os.ReadFile(filepath.Join(temp, "output")); err != nil || string(data) != fmt.Sprintf("sarif=%s\nexit-code=%d\n", sarif, test.exit) {
				t.Errorf("output: %q, %v", data, err)
			}
			if data, err := os.ReadFile(sarif); err != nil || test.run == 0 && !strings.Contains(string(data), `"2.1.0"`) {
				t.Errorf("%v, SARIF:\n%s", err, data)
			}
			if out, code := step("Show findings"); code != test.show || !strings.Contains(out, test.stdout) {
				t.Errorf("show: exit code %d, want %d\n%s", code, test.show, out)
			}
			t.Setenv("ANNOTATIONS", "true")
			if out, _ := step("Show findings"); test.stdout != "" && !regexp.MustCompile("(?m)^::(warning|notice) .*"+test.stdout).MatchString(out) {
				t.Errorf("annotations:\n%s", out)
			}
		})
	}
}

// TestActionSteps checks what decides about the steps: no upload of a report
// that is not complete, findings shown when the upload has failed, and no
// other Go for later steps.
func TestActionSteps(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, want := range []string{
		"if: inputs.upload == 'true' && inputs.annotations != 'true' && steps.run.outputs.exit-code != '2'\n      uses: github/codeql-action/upload-sarif@",
		"- name: Show findings\n      if: ${{ !cancelled() && steps.run.outcome == 'success' }}",
		"value: ${{ steps.run.outputs.exit-code }}",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("action.yml lacks %q", want)
		}
	}
	for _, not := range []string{"setup-go", "GITHUB_PATH", "GITHUB_ENV"} {
		if strings.Contains(text, not) {
			t.Errorf("action.yml has %s: it changes later steps", not)
		}
	}
}

// TestActionBuild builds maplint as the action does, for code in an older Go.
func TestActionBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds maplint")
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dir, temp := t.TempDir(), t.TempDir()
	writeFiles(t, dir, map[string]string{"go.mod": "module example.com/old\n\ngo 1.20\n"})
	cmd := exec.Command(bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", runSteps(t)["Build maplint"])
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "RUNNER_TEMP="+temp, "GITHUB_ACTION_PATH="+root)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(filepath.Join(temp, "maplint", "maplint"), "version").Output()
	if err != nil || !strings.HasPrefix(string(out), "maplint ") {
		t.Errorf("%q, %v", out, err)
	}
}
