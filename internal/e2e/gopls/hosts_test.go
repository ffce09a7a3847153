package gopls

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestHosts compares what gopls finds in testdata/hosts with what the other
// hosts of the checks find in it, with default and with low confidence.
func TestHosts(t *testing.T) {
	for confidence, want := range map[string]string{"default": "want.txt", "low": "low.txt"} {
		t.Run(confidence, func(t *testing.T) { testHosts(t, confidence, want) })
	}
}

func testHosts(t *testing.T, confidence, file string) {
	hosts := filepath.Join(root, "testdata", "hosts")
	want := strings.Split(strings.TrimSpace(readFile(t, filepath.Join(hosts, file))), "\n")
	forEachAt(t, confidence, func(t *testing.T, gopls build) {
		// vet's finding in each package tells that it has been analysed.
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(hosts)); err != nil {
			t.Fatal(err)
		}
		s := start(t, gopls, dir, nil, nil)
		var have []string
		err := fs.WalkDir(os.DirFS(dir), ".", func(file string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(file, ".go") {
				return err
			}
			text := readFile(t, filepath.Join(dir, file)) + "\nfunc _(x int) { x = x }\n"
			s.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
				"uri": s.uri(file), "languageId": "go", "version": 1, "text": text,
			}})
			all := s.await(file, 1, func(all []diagnostic) bool { return len(from("assign", all)) > 0 })
			for _, d := range from("mapshrink", all) {
				at := offset(text, d.Range.Start)
				column := at - strings.LastIndexByte(text[:at], '\n')
				have = append(have, fmt.Sprintf("%s:%d:%d: %s", file, d.Range.Start.Line+1, column, d.Message))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(have)
		if !slices.Equal(have, want) {
			t.Errorf("gopls finds\n%s\nwant\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
		}
	})
}
