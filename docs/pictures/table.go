package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// cloneTable shows maps.Clone beside a copy that is made by hand, with each
// version of Go.
func cloneTable(runs []measurement) string {
	var out strings.Builder
	out.WriteString("| Go | full map | 99% deleted | then `maps.Clone` | a new map instead |\n|---|---|---|---|---|\n")
	for _, version := range versions(runs) {
		clone := find(runs, version, cloned)
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", strings.TrimPrefix(version, "go"), cell(clone.full()),
			cell(find(runs, version, deleteFunc).Swept), cell(clone.Swept), cell(find(runs, version, rebuilt).Swept))
	}
	return out.String()
}

// shapeTable shows each program and fix with the newest Go. Programs are
// described by the comments at their head.
func shapeTable(runs []measurement, testdata string) (string, error) {
	var out strings.Builder
	out.WriteString("| program | fix | full map | after the sweep | with the fix |\n|---|---|---|---|---|\n")
	for _, m := range runs {
		if m.Go != newest(runs) || m.Fix == "" {
			continue
		}
		file := filepath.Join(testdata, filepath.FromSlash(m.Name), "main.go")
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			return "", err
		}
		shape := strings.Join(strings.Fields(syntax.Doc.Text()), " ")
		fmt.Fprintf(&out, "| [%s](../internal/heapproof/testdata/%s/main.go): %s | %s | %s | %s | %s |\n",
			strings.TrimPrefix(m.Name, "programs/"), m.Name, strings.TrimSuffix(shape, "."),
			m.Fix, cell(m.Before.full()), cell(m.Before.Swept), cell(m.After.Swept))
	}
	return out.String(), nil
}

func cell(bytes int64) string { return amount(float64(bytes)/mb) + " MB" }

// fillIn returns the text of a Markdown file with its tables replaced. Each
// stands between two lines of comment, the first of which names it.
func fillIn(name string, tables map[string]string) ([]byte, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	text := string(data)
	for table, rows := range tables {
		begin, end := "<!-- docs/pictures: "+table+" -->\n", "<!-- end -->\n"
		before, rest, ok := strings.Cut(text, begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			return nil, fmt.Errorf("%s has no lines %q and %q for a table", name, begin, end)
		}
		text = before + begin + "\n" + rows + "\n" + end + after
	}
	return []byte(text), nil
}
