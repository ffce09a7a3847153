package e2e

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const manual = "docs/golangci-lint.md"

// A block is a fenced block of a Markdown file.
type block struct {
	lang, text string
	start, end int // of text in the file
}

// blocks returns the fenced blocks of a Markdown file.
func blocks(t *testing.T, doc string) []block {
	t.Helper()
	var all []block
	for at := 0; ; {
		_, rest, ok := strings.Cut(doc[at:], "\n```")
		if !ok {
			break
		}
		lang, rest, _ := strings.Cut(rest, "\n")
		text, _, ok := strings.Cut("\n"+rest, "\n```")
		if !ok {
			t.Fatalf("a block of %s has no end", lang)
		}
		text = strings.TrimPrefix(text, "\n") + "\n"
		start := len(doc) - len(rest)
		all = append(all, block{lang, text, start, start + len(text)})
		at = start + len(text) + len("```")
	}
	return all
}

// heredoc returns the file that a command of the manual writes.
func heredoc(t *testing.T, name string) string {
	t.Helper()
	_, text, ok := strings.Cut(read(t, manual), "\ncat >"+name+" <<'END'\n")
	if !ok {
		t.Fatalf("%s does not write %s", manual, name)
	}
	text, _, _ = strings.Cut(text, "END\n")
	return text
}

// config returns the settings that the manual starts with.
func config(t *testing.T) string { return heredoc(t, ".golangci.yml") }

// TestManual does what the manual says, to the letter, in an empty directory,
// and compares the output.
func TestManual(t *testing.T) {
	doc := read(t, manual)
	if heredoc(t, "tools/golangci-lint/main.go") != read(t, "plugin/e2e/golangci-lint/main.go") {
		t.Errorf("%s has another program than plugin/e2e/golangci-lint", manual)
	}
	dir := t.TempDir()
	env := append(publish(t), "GOLANGCI_LINT_CACHE="+filepath.Join(t.TempDir(), "cache"))
	shell := func(script string, codes ...int) string {
		cmd := exec.Command("sh", "-ec", script)
		cmd.Dir = dir
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if err != nil && !slices.Contains(codes, cmd.ProcessState.ExitCode()) {
			t.Fatalf("%s\n%s%v", script, out, err)
		}
		return string(out)
	}
	shell("go mod init example.com/shop") // a module of the reader's own
	write(t, dir, filepath.Base(preset), read(t, preset))
	var now strings.Builder
	done := 0
	for _, b := range blocks(t, doc) {
		switch b.lang {
		case "sh":
			shell(b.text)
		case "console":
			now.WriteString(doc[done:b.start])
			for _, line := range strings.SplitAfter(b.text, "\n") {
				if cmd, ok := strings.CutPrefix(line, "$ "); ok {
					now.WriteString(line + shell(cmd, 1)) // 1: something was found
				}
			}
			done = b.end
		}
	}
	now.WriteString(doc[done:])
	if got := now.String(); *update {
		write(t, root, manual, got)
	} else if got != doc {
		t.Errorf("the output in %s is not what commands print, but\n%s\nwrite it anew: go test -C plugin/e2e -run TestManual -update", manual, got)
	}
}
