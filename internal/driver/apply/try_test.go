package apply

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/driver"
)

// module writes files below a new directory, of a module unless they say so.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	t.Setenv("GOPROXY", "off")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := files["go.mod"]; !ok {
		write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.25\n", 0o600)
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text, 0o600)
	}
	return dir
}

// calls is a check that reports each call of a function whose name begins
// with old, and replaces it: oldX(y) by newX(y). What goes wrong is in the
// name.
var calls = &analysis.Analyzer{
	Name: "calls",
	Doc:  "replace old functions",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, f := range pass.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				id, ok := call.Fun.(*ast.Ident)
				if !ok || !strings.HasPrefix(id.Name, "old") {
					return true
				}
				var arg string
				if len(call.Args) > 0 {
					arg = types.ExprString(call.Args[0])
				}
				text := "new" + id.Name[3:] + "(" + arg + ")"
				edits := []analysis.TextEdit{{Pos: call.Pos(), End: call.End(), NewText: []byte(text)}}
				switch id.Name {
				case "oldImport":
					edits = []analysis.TextEdit{
						{Pos: f.Name.End(), NewText: []byte("\n\nimport \"maps\"")},
						{Pos: call.Pos(), End: call.End(), NewText: []byte("_ = maps.Keys[map[int]int]")},
					}
				case "oldUseless":
					edits[0].NewText = []byte(id.Name + "( " + arg + " + 1)")
				case "oldWorse":
					edits[0].NewText = []byte("oldOther(" + arg + ")")
				}
				d := analysis.Diagnostic{Pos: call.Pos(), End: call.End(), Message: "call of " + id.Name + " " + arg}
				if id.Name != "oldOther" {
					d.SuggestedFixes = []analysis.SuggestedFix{{Message: "call the new one", TextEdits: edits}}
				} else {
					d.Message = "call of oldOther"
				}
				pass.Report(d)
				return true
			})
		}
		return nil, nil
	},
}

// tryIn runs Try on the module in dir. between is called after each run of the
// driver.
func tryIn(t *testing.T, dir string, between func(), patterns ...string) *Result {
	t.Helper()
	if patterns == nil {
		patterns = []string{"./..."}
	}
	r, err := Try(func(overlay map[string][]byte) (*driver.Report, error) {
		report, err := driver.Run(t.Context(), driver.Config{Dir: dir, Patterns: patterns, Checks: []*analysis.Analyzer{calls}, Overlay: overlay})
		if between != nil {
			between()
		}
		return report, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// summary describes a result in lines.
func summary(dir string, r *Result) string {
	var b strings.Builder
	short := func(name string) string {
		return filepath.ToSlash(strings.TrimPrefix(name, dir+string(filepath.Separator)))
	}
	for _, f := range r.Files {
		fmt.Fprintf(&b, "changed %s: %d\n", short(f.Name), f.Fixed)
	}
	for _, f := range r.After.Findings {
		fmt.Fprintf(&b, "left %s:%d: %s\n", short(f.Pos.Filename), f.Pos.Line, f.Message)
	}
	for _, e := range r.Errors {
		fmt.Fprintf(&b, "refused %s: %s\n", short(e.Pos.Filename), strings.ReplaceAll(e.Msg, dir, "DIR"))
	}
	for _, e := range r.After.Errors {
		fmt.Fprintf(&b, "error %s\n", e.Msg)
	}
	return b.String()
}

const funcs = `
func oldA(int) int   { return 0 }
func newA(int) int   { return 0 }
func oldNone(int)    {}
func oldImport()     {}
func oldUseless(int) {}
func oldWorse(int)   {}
func oldOther(int)   {}
`

func TestTry(t *testing.T) {
	bug := "internal error in a fix, and the file is not changed: %s (please report this at " + driver.Bugs + ")"
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
		text  map[string]string // of changed files, without funcs
	}{
		{
			name:  "several files",
			files: map[string]string{"a.go": "package p\n\nvar _ = oldA(1)\nvar _ = oldA(2)\n" + funcs, "b.go": "package p\n\nvar _ = oldA(3)\n", "c.go": "package p\n"},
			want:  "changed a.go: 2\nchanged b.go: 1\n",
			text:  map[string]string{"a.go": "package p\n\nvar _ = newA(1)\nvar _ = newA(2)\n", "b.go": "package p\n\nvar _ = newA(3)\n"},
		},
		{
			// Each round mends the outer call of those that are left.
			name:  "edits that meet are made one after the other",
			files: map[string]string{"a.go": "package p\n\nvar _ = oldA(oldA(oldA(1)))\n" + funcs},
			want:  "changed a.go: 3\n",
			text:  map[string]string{"a.go": "package p\n\nvar _ = newA(newA(newA(1)))\n"},
		},
		{
			name:  "an import that another fix adds too, of a package that was not loaded",
			files: map[string]string{"a.go": "package p\n\nfunc f() {\n\toldImport()\n\toldImport()\n\toldOther(1)\n}\n" + funcs},
			want:  "changed a.go: 2\nleft a.go:8: call of oldOther\n",
			text:  map[string]string{"a.go": "package p\n\nimport \"maps\"\n\nfunc f() {\n\t_ = maps.Keys[map[int]int]\n\t_ = maps.Keys[map[int]int]\n\toldOther(1)\n}\n"},
		},
		{
			name: "a fix that does not compile costs only its package",
			files: map[string]string{
				"a.go":   "package p\n\nfunc f() { oldNone(1) }\n" + funcs,
				"b/b.go": "package b\n\nvar _ = oldA(1)\n" + funcs,
			},
			want: "changed b/b.go: 1\nleft a.go:3: call of oldNone 1\nrefused a.go: " + fmt.Sprintf(bug, "the fix brings an error: DIR/a.go:3:12: undefined: newNone (package example.com/m does not compile and was not checked: see go build example.com/m)") + "\n",
		},
		{
			name:  "a fix that does not mend",
			files: map[string]string{"a.go": "package p\n\nfunc f(x int) { oldWorse(x) }\n" + funcs},
			want:  "left a.go:3: call of oldWorse x\nrefused a.go: " + fmt.Sprintf(bug, "the fix brings a finding: call of oldOther") + "\n",
		},
		{
			name:  "a fix that would go on for ever",
			files: map[string]string{"a.go": "package p\n\nfunc f(x int) { oldUseless(x) }\n" + funcs},
			want:  "left a.go:3: call of oldUseless x\nrefused a.go: " + fmt.Sprintf(bug, "the fix brings a finding: call of oldUseless x + 1") + "\n",
		},
		{
			name: "errors elsewhere stay what they are",
			files: map[string]string{
				"a/a.go": "package a\n\nvar _ = oldA(1)\n" + funcs,
				"b/b.go": "package b\n\nvar x int = nil\n",
			},
			want: "changed a/a.go: 1\nerror cannot use nil as int value in variable declaration (package example.com/m/b does not compile and was not checked: see go build example.com/m/b)\n",
		},
		{
			name:  "no fix where a line directive hides what the file holds",
			files: map[string]string{"a.go": "package p\n\n" + funcs[1:] + "\n//line a.y:1\nvar _ = oldA(1)\n\n//line a.go:100\nvar _ = oldA(2)\n", "a.y": "var _ = oldA(1)\n"},
			want:  "left a.go:100: call of oldA 2\nleft a.y:1: call of oldA 1\n",
		},
		{
			name:  "generated",
			files: map[string]string{"a.go": "// Code generated by y. DO NOT EDIT.\n\npackage p\n\nvar _ = oldA(1)\n" + funcs},
			want:  "left a.go:5: call of oldA 1\nrefused a.go: the file is generated, and not changed: change what generates it\n",
		},
		{
			name:  "nothing",
			files: map[string]string{"a.go": "package p\n"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := module(t, test.files)
			r := tryIn(t, dir, nil)
			if got := summary(dir, r); got != test.want {
				t.Errorf("got:\n%swant:\n%s", got, test.want)
			}
			for _, f := range r.Files {
				name := filepath.Base(f.Name)
				if want, ok := test.text[name]; ok && strings.TrimSuffix(string(f.New), funcs) != want {
					t.Errorf("%s:\n%s\nwant:\n%s", name, f.New, want)
				}
			}
			for name, text := range test.files {
				if got := read(t, filepath.Join(dir, name)); got != text {
					t.Errorf("%s was written", name)
				}
			}

			// A second run finds what the first has left, and changes nothing.
			if _, problems := Write(t.Context(), r.Files); len(problems) > 0 {
				t.Fatal(texts(problems))
			}
			again := tryIn(t, dir, nil)
			if len(again.Files) > 0 {
				t.Errorf("the second run changes %s", summary(dir, again))
			}
			if got, want := len(again.After.Findings), len(r.After.Findings); got != want {
				t.Errorf("%d findings in the second run, want %d", got, want)
			}
		})
	}
}

func TestTryChanged(t *testing.T) {
	dir := module(t, map[string]string{"a.go": "package p\n\nvar _ = oldA(1)\n" + funcs, "b.go": "package p\n\nvar _ = oldA(2)\n"})
	name := filepath.Join(dir, "a.go")
	later := strings.Replace(read(t, name), "1", "7", 1) // of the same size
	first := true
	r := tryIn(t, dir, func() {
		if first {
			write(t, name, later, 0o600)
		}
		first = false
	})
	got := summary(dir, r)
	if !strings.Contains(got, "refused a.go: the file has changed since it was read, and is left alone: run maplint again\n") || strings.Contains(got, "changed a.go") {
		t.Errorf("got:\n%s", got)
	}
	if read(t, name) != later {
		t.Error("a.go was written")
	}
}

func TestTryForeign(t *testing.T) {
	dir := module(t, map[string]string{
		"go.mod":                       "module example.com/m\n\ngo 1.25\n\nrequire (\n\texample.com/dep v1.0.0\n\texample.com/repl v1.0.0\n)\n\nreplace example.com/repl => ./repl\n",
		"a.go":                         "package p\n\nimport (\n\t_ \"example.com/dep\"\n\t_ \"example.com/repl\"\n)\n",
		"repl/go.mod":                  "module example.com/repl\n\ngo 1.25\n",
		"repl/r.go":                    "package repl\n\nvar _ = oldA(1)\n" + funcs,
		"vendor/example.com/dep/d.go":  "package dep\n\nvar _ = oldA(1)\n" + funcs,
		"vendor/example.com/repl/r.go": "package repl\n\nvar _ = oldA(1)\n" + funcs,
		"vendor/modules.txt":           "# example.com/dep v1.0.0\n## explicit; go 1.25\nexample.com/dep\n# example.com/repl v1.0.0 => ./repl\n## explicit; go 1.25\nexample.com/repl\n# example.com/repl => ./repl\n",
	})
	r := tryIn(t, dir, nil, "example.com/dep", "example.com/repl")
	if len(r.Files) > 0 || len(r.After.Findings) != 2 || len(r.Errors) != 2 {
		t.Errorf("got:\n%s", summary(dir, r))
	}
	for _, e := range r.Errors {
		if !strings.HasSuffix(e.Msg, ", which is not the main module") {
			t.Errorf("reason: %s", e.Msg)
		}
	}
	if r := tryIn(t, dir, nil, "./..."); len(r.Errors) > 0 {
		t.Errorf("got:\n%s", summary(dir, r))
	}
}

// TestTryCgo has a package with cgo, whose files the go command makes anew,
// so that offsets are not those of the sources, and one file without.
func TestTryCgo(t *testing.T) {
	if out, err := exec.Command("go", "env", "CGO_ENABLED").Output(); err != nil || strings.TrimSpace(string(out)) != "1" {
		t.Skip("cgo is off")
	}
	dir := module(t, map[string]string{
		"a.go": "package p\n\n// typedef int number;\nimport \"C\"\n\nvar N C.number\n\nvar _ = oldA(1)\n",
		"b.go": "package p\n\nvar _ = oldA(2)\n" + funcs,
	})
	r := tryIn(t, dir, nil)
	if got, want := summary(dir, r), "changed b.go: 1\nleft a.go:8: call of oldA 1\n"; got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// TestDiff gives patches to git apply and patch.
func TestDiff(t *testing.T) {
	plain := "package p\n\nvar _ = oldA(1)\n" + funcs
	files := map[string]string{
		"a.go":             plain,
		"sub/b.go":         plain,
		"with space/c.go":  plain,
		"crlf/d.go":        strings.ReplaceAll(plain, "\n", "\r\n"),
		"bom/e.go":         "\ufeff" + plain,
		"noend/f.go":       strings.TrimSuffix("package p\n"+funcs+"\nvar _ = oldA(1)\n", "\n"),
		"größe/世界.go":      strings.Replace(plain, "(1)", "(1) // 世界", 1),
		"minus/--- a/x.go": plain,
	}
	dir := module(t, files)
	var fs []*File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := files[name]
		fs = append(fs, &File{Name: filepath.Join(dir, name), Old: []byte(text), New: []byte(strings.Replace(text, "oldA(1)", "newA(1)", 1))})
	}
	outside := &File{Name: filepath.Join(filepath.Dir(dir), "x.go"), Old: []byte("a\n"), New: []byte("b\n")}
	patch, problems := Diff(dir, append(fs, outside))
	if got := texts(problems); !strings.HasPrefix(got, "x.go: the file is not in the current directory") || len(problems) != 1 {
		t.Errorf("problems: %s", got)
	}
	for _, tool := range [][]string{{"git", "apply"}, {"patch", "-p1", "-s"}} {
		t.Run(tool[0], func(t *testing.T) {
			if _, err := exec.LookPath(tool[0]); err != nil {
				t.Skip(err)
			}
			for _, where := range []string{"alone", "root", "below"} {
				root := t.TempDir()
				to := root
				if where == "below" {
					to = filepath.Join(root, "module")
				}
				for name, text := range files {
					write(t, filepath.Join(to, name), text, 0o600)
				}
				if where != "alone" {
					if out, err := exec.Command("git", "init", "-q", root).CombinedOutput(); err != nil {
						t.Skipf("%v\n%s", err, out)
					}
				}
				cmd := exec.Command(tool[0], tool[1:]...)
				cmd.Dir = to
				cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(root), "GIT_CONFIG_GLOBAL="+os.DevNull)
				cmd.Stdin = strings.NewReader(string(patch))
				if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 && tool[0] == "patch" {
					t.Errorf("%s: %v\n%s", where, err, out)
				}
				for _, f := range fs {
					rel, _ := filepath.Rel(dir, f.Name)
					if got := read(t, filepath.Join(to, rel)); got != string(f.New) {
						t.Errorf("%s: %s has\n%q, want\n%q", where, rel, got, f.New)
					}
				}
			}
		})
	}
}
