package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/command.md")

// TestManual compares docs/command.md with what maplint help prints.
func TestManual(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The command\n\nThis is what `maplint help` prints. `go test ./cmd/maplint -run TestManual -update`\nwrites this file.\n\n```\n" + overview() + "```\n")
	for _, s := range subcommands()[1:] {
		b.WriteString("\n## maplint " + s.name + "\n\n```\n" + s.manual() + "```\n")
	}
	for _, t := range topics()[:2] {
		b.WriteString("\n## maplint help " + t.name + "\n\n```\n" + t.text + "```\n")
	}
	name := filepath.Join("..", "..", "docs", "command.md")
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Error("docs/command.md is stale: go test ./cmd/maplint -run TestManual -update")
	}
}

// TestFlagTexts checks that each flag has a text, and that all with a value
// name it.
func TestFlagTexts(t *testing.T) {
	for _, s := range subcommands() {
		for _, f := range flagsOf(s.flags) {
			operand, text := operandOf(f)
			boolean, ok := f.Value.(interface{ IsBoolFlag() bool })
			takesNone := ok && boolean.IsBoolFlag()
			if text == "" || takesNone != (operand == "") || operand == "VALUE" || operand == "STRING" {
				t.Errorf("maplint %s -%s: operand %q, text %q", s.name, f.Name, operand, text)
			}
		}
	}
}
