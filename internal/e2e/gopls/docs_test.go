package gopls

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// docs is the manual that shows what the tests see.
var docs = filepath.Join(root, "docs", "editors.md")

// block returns where the text of a code block lies that stands below the
// comment <!-- NAME -->.
func block(t *testing.T, text, name string) (start, end int) {
	t.Helper()
	start = strings.Index(text, "<!-- "+name+" -->\n")
	if start < 0 {
		t.Fatalf("docs/editors.md has no block %s", name)
	}
	start += strings.Index(text[start:], "```")
	start += strings.IndexByte(text[start:], '\n') + 1
	return start, start + strings.Index(text[start:], "```\n")
}

// checkDoc compares a block of the manual with what happened, or with
// -update writes it.
func checkDoc(t *testing.T, name, have string) {
	t.Helper()
	text := readFile(t, docs)
	start, end := block(t, text, name)
	switch {
	case text[start:end] == have:
	case *update:
		if err := os.WriteFile(docs, []byte(text[:start]+have+text[end:]), 0o666); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("docs/editors.md is stale: go test -C internal/e2e/gopls -run %s -update\nhave:\n%s\nwant:\n%s", t.Name(), text[start:end], have)
	}
}
