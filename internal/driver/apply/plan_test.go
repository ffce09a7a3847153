package apply

import (
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"strings"
	"testing"

	"github.com/maplint/maplint/internal/driver"
)

// change replaces the first occurrence of old in a file: all of it, or what
// follows the mark | in it, which stands for no text.
func change(t *testing.T, files map[string]string, file, old, text string) driver.Edit {
	t.Helper()
	before, after, insert := strings.Cut(old, "|")
	start := strings.Index(files[file], before+after)
	if start < 0 {
		t.Fatalf("no %q in %s", old, file)
	}
	end := start + len(old)
	if insert {
		start += len(before)
		end = start
	}
	return driver.Edit{File: file, Start: token.Position{Filename: file, Offset: start}, End: token.Position{Filename: file, Offset: end}, New: text}
}

func finding(message string, edits ...driver.Edit) driver.Finding {
	return driver.Finding{
		Check:   "test",
		Message: message,
		Pos:     edits[0].Start,
		Fixes:   []driver.Fix{{Message: "mend " + message, Edits: edits}, {Message: "another way"}},
	}
}

func reader(files map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, errors.New("no such file")
		}
		return []byte(text), nil
	}
}

const body = `package p

import "fmt"

func f() {
	fmt.Println(1)
	fmt.Println(2)
}
`

func TestPlan(t *testing.T) {
	type e struct{ file, old, text string }
	dirty := strings.Replace(body, "(1)", "( 1 )", 1)
	for _, test := range []struct {
		name  string
		files map[string]string
		fixes [][]e
		// What is expected: changed files, and the outcome of each fix by its
		// first letter: applied, deferred, refused.
		want    map[string]string
		outcome string
		refused string // a part of the reason
	}{
		{
			name:    "two fixes apart",
			files:   map[string]string{"a.go": body},
			fixes:   [][]e{{{"a.go", "1", "10"}}, {{"a.go", "2", "20"}}},
			want:    map[string]string{"a.go": strings.NewReplacer("1", "10", "2", "20").Replace(body)},
			outcome: "aa",
		},
		{
			name:  "the same import twice",
			files: map[string]string{"a.go": body},
			fixes: [][]e{
				{{"a.go", "\"fmt\"|", "\nimport \"maps\""}, {"a.go", "Println(1)", "Println(maps.All[map[int]int])"}},
				{{"a.go", "\"fmt\"|", "\nimport \"maps\""}, {"a.go", "Println(2)", "Println(maps.Keys[map[int]int])"}},
			},
			want: map[string]string{"a.go": "package p\n\nimport \"fmt\"\nimport \"maps\"\n\nfunc f() {\n" +
				"\tfmt.Println(maps.All[map[int]int])\n\tfmt.Println(maps.Keys[map[int]int])\n}\n"},
			outcome: "aa",
		},
		{
			name:    "overlap: the first wins, whole",
			files:   map[string]string{"a.go": body},
			fixes:   [][]e{{{"a.go", "Println(1)", "Print(3)"}}, {{"a.go", "1", "4"}, {"a.go", "2", "5"}}},
			want:    map[string]string{"a.go": strings.Replace(body, "Println(1)", "Print(3)", 1)},
			outcome: "ad",
		},
		{
			name:    "insertions at one place",
			files:   map[string]string{"a.go": body},
			fixes:   [][]e{{{"a.go", "|fmt.Println(1)", "f()\n\t"}}, {{"a.go", "|fmt.Println(1)", "g()\n\t"}}},
			want:    map[string]string{"a.go": strings.Replace(body, "\tfmt.Println(1)", "\tf()\n\tfmt.Println(1)", 1)},
			outcome: "ad",
		},
		{
			name:    "edits that touch",
			files:   map[string]string{"a.go": body},
			fixes:   [][]e{{{"a.go", "Println(1)", "Print(1)"}}, {{"a.go", "(1)|", "; f()"}}},
			want:    map[string]string{"a.go": strings.Replace(body, "Println(1)", "Print(1)", 1)},
			outcome: "ad",
		},
		{
			name:    "a fix that is no Go refuses its file, also what was good there",
			files:   map[string]string{"a.go": body, "b.go": body},
			fixes:   [][]e{{{"a.go", "1", "10"}}, {{"b.go", "1", "10"}}, {{"a.go", "2", "}"}}},
			want:    map[string]string{"b.go": strings.Replace(body, "1", "10", 1)},
			outcome: "rar",
			refused: `internal error in a fix, and the file is not changed: fix "mend 2"`,
		},
		{
			name:    "a fix over two files is taken whole or not",
			files:   map[string]string{"a.go": body, "b.go": body},
			fixes:   [][]e{{{"a.go", "1", "10"}, {"b.go", "1", "10"}}, {{"b.go", "2", "20"}}, {{"a.go", "2", "("}}},
			want:    map[string]string{"b.go": strings.Replace(body, "2", "20", 1)},
			outcome: "rar",
			refused: "internal error",
		},
		{
			name:    "good alone, no Go together",
			files:   map[string]string{"a.go": body},
			fixes:   [][]e{{{"a.go", "|fmt.Println(1)", "{\n"}, {"a.go", "(2)|", "\n}"}}, {{"a.go", "|fmt.Println(2)", "{\n"}, {"a.go", "(2)|", "\n}"}}},
			want:    map[string]string{"a.go": "package p\n\nimport \"fmt\"\n\nfunc f() {\n\t{\n\t\tfmt.Println(1)\n\t\tfmt.Println(2)\n\t}\n}\n"},
			outcome: "ad",
		},
		{
			name:    "formatted if it was",
			files:   map[string]string{"a.go": body},
			fixes:   [][]e{{{"a.go", "fmt.Println(1)", "if true {\nf( )\n}"}}},
			want:    map[string]string{"a.go": strings.Replace(body, "fmt.Println(1)", "if true {\n\t\tf()\n\t}", 1)},
			outcome: "a",
		},
		{
			name:    "other lines stay if it was not formatted",
			files:   map[string]string{"a.go": dirty},
			fixes:   [][]e{{{"a.go", "(2)", "(3)"}}},
			want:    map[string]string{"a.go": strings.Replace(dirty, "(2)", "(3)", 1)},
			outcome: "a",
		},
		{
			name:    "no Go, in a file that was not formatted",
			files:   map[string]string{"a.go": dirty},
			fixes:   [][]e{{{"a.go", "(2)", "(3"}}},
			outcome: "r",
			refused: "please report this",
		},
		{
			name:    "CRLF",
			files:   map[string]string{"a.go": strings.ReplaceAll(body, "\n", "\r\n")},
			fixes:   [][]e{{{"a.go", "fmt.Println(1)", "f()\n\tf()"}}},
			want:    map[string]string{"a.go": strings.ReplaceAll(strings.Replace(body, "fmt.Println(1)", "f()\n\tf()", 1), "\n", "\r\n")},
			outcome: "a",
		},
		{
			name:    "no newline at the end",
			files:   map[string]string{"a.go": strings.TrimSuffix(body, "\n")},
			fixes:   [][]e{{{"a.go", "2", "20"}}},
			want:    map[string]string{"a.go": strings.TrimSuffix(strings.Replace(body, "2", "20", 1), "\n")},
			outcome: "a",
		},
		{
			name:    "byte order mark",
			files:   map[string]string{"a.go": "\ufeff" + body},
			fixes:   [][]e{{{"a.go", "2", "20"}}},
			want:    map[string]string{"a.go": "\ufeff" + strings.Replace(body, "2", "20", 1)},
			outcome: "a",
		},
		{
			name:    "bytes, not characters",
			files:   map[string]string{"a.go": strings.Replace(body, "1", `"héllo, 世界"`, 1)},
			fixes:   [][]e{{{"a.go", "2", `"äöü"`}}, {{"a.go", "世界", "Welt"}}},
			want:    map[string]string{"a.go": strings.NewReplacer("1", `"héllo, Welt"`, "2", `"äöü"`).Replace(body)},
			outcome: "aa",
		},
		{
			name:    "generated",
			files:   map[string]string{"a.go": "// Code generated by x. DO NOT EDIT.\n\n" + body},
			fixes:   [][]e{{{"a.go", "2", "20"}}},
			outcome: "r",
			refused: "the file is generated",
		},
		{
			name:    "nothing changes",
			files:   map[string]string{"a.go": body},
			fixes:   [][]e{{{"a.go", "2", "2"}}},
			outcome: "a",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var findings []driver.Finding
			for i, edits := range test.fixes {
				var es []driver.Edit
				for _, e := range edits {
					es = append(es, change(t, test.files, e.file, e.old, e.text))
				}
				findings = append(findings, finding(fmt.Sprint(i), es...))
			}
			got := Plan(findings, reader(test.files), nil)
			for name, want := range test.want {
				if string(got.Files[name]) != want {
					t.Errorf("%s:\n%s\nwant:\n%s", name, got.Files[name], want)
				}
			}
			if len(got.Files) != len(test.want) {
				t.Errorf("%d files, want %d", len(got.Files), len(test.want))
			}
			outcome := []byte(strings.Repeat("r", len(findings)))
			for _, f := range got.Applied {
				outcome[f.Message[0]-'0'] = 'a'
			}
			for _, f := range got.Deferred {
				outcome[f.Message[0]-'0'] = 'd'
			}
			if string(outcome) != test.outcome {
				t.Errorf("outcome %s, want %s", outcome, test.outcome)
			}
			var why strings.Builder
			for name, err := range got.Refused {
				fmt.Fprintln(&why, name, err)
			}
			if !strings.Contains(why.String(), test.refused) || (test.refused == "") != (why.Len() == 0) {
				t.Errorf("refused: %s\nwant %s", why.String(), test.refused)
			}
			for name, text := range got.Files {
				if before, err := format.Source([]byte(test.files[name])); err == nil && string(before) == test.files[name] {
					if after, err := format.Source(text); err != nil || string(after) != string(text) {
						t.Errorf("%s is not formatted", name)
					}
				}
			}
		})
	}
}

func TestPlanErrors(t *testing.T) {
	files := map[string]string{"a.go": body}
	good := change(t, files, "a.go", "1", "10")
	beyond := good
	beyond.End.Offset = len(body) + 1
	back := good
	back.End.Offset = back.Start.Offset - 1
	for _, test := range []struct {
		edits []driver.Edit
		want  string
	}{
		{[]driver.Edit{beyond}, "please report this"},
		{[]driver.Edit{back}, "please report this"},
		{[]driver.Edit{good, good}, "please report this"},
		{[]driver.Edit{good, {File: "none.go"}}, "no such file"},
	} {
		got := Plan([]driver.Finding{finding("x", test.edits...)}, reader(files), nil)
		if len(got.Files) != 0 || len(got.Applied) != 0 {
			t.Errorf("applied %v", test.edits)
		}
		for name, err := range got.Refused {
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v, want %s", name, err, test.want)
			}
		}
		if len(got.Refused) == 0 {
			t.Errorf("%v: nothing is refused", test.edits)
		}
	}
	if got := Plan([]driver.Finding{{Message: "without fix"}}, reader(nil), nil); len(got.Files)+len(got.Refused)+len(got.Applied)+len(got.Deferred) > 0 {
		t.Errorf("a finding without fix: %+v", got)
	}
}
