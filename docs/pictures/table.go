package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/maplint/maplint/internal/heapproof"
)

// table shows maps.Clone beside a copy that is made by hand.
func table(runs []series) string {
	var out strings.Builder
	out.WriteString("| Go | full map | 99% deleted | then `maps.Clone` | a copy instead |\n|---|---|---|---|---|\n")
	for _, toolchain := range heapproof.Toolchains {
		clone, copied := find(runs, toolchain, cloned), find(runs, toolchain, rebuilt)
		deleted := find(runs, toolchain, deleteFunc)
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", strings.TrimPrefix(toolchain, "go"),
			cell(clone.Peak()), cell(deleted.Swept), cell(clone.Swept), cell(copied.Swept))
	}
	return out.String()
}

func cell(bytes int64) string { return fmt.Sprintf("%.1f MiB", float64(bytes)/mib) }

// The table stands between these lines.
const (
	begin = "<!-- made by docs/pictures: begin -->\n"
	end   = "<!-- made by docs/pictures: end -->\n"
)

// fillIn replaces the table in a Markdown file.
func fillIn(name, table string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, rest, ok := bytes.Cut(data, []byte(begin))
	_, after, ok2 := bytes.Cut(rest, []byte(end))
	if !ok || !ok2 {
		return fmt.Errorf("%s has no lines %q and %q for the table", name, begin, end)
	}
	text := string(before) + begin + "\n" + table + "\n" + end + string(after)
	return os.WriteFile(name, []byte(text), 0o666)
}
