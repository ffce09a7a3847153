package driver

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// keyFiles is a module m in which a depends on b, and b on c; and the module
// dep, which it replaces by a directory.
var keyFiles = map[string]string{
	"m/go.mod": "module example.com/m\n\ngo 1.25\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ../dep\n",
	"m/a/a.go": `package a

import (
	"example.com/dep"
	"example.com/m/b"
	. "example.com/m/dot"
)

var cache = map[b.Key]b.Val{}

func use(s *b.Store, at dep.At) [b.Max]int {
	delete(cache, b.Key(s.Find(Dotted).Key())) // a comment
	_ = b.Sum([]int8{1})
	_ = b.Table
	_ = b.Named
	_ = at.Clock()
	var i interface{ Promoted() int } = b.Val{}
	_ = i
	return [b.Max]int{}
}
`,
	"m/b/b.go": `package b

import (
	"example.com/m/c"
	x "example.com/m/x"
)

type Key c.ID

type Val struct {
	c.Base
	n int
}

type Store struct {
	c.Embedded
	m map[string]Val
	x x.X
}

func (s *Store) Find(n int) c.Found { return c.Found{} }

const (
	Zero = iota
	Max = c.Limit + iota
)

type Number interface{ c.Number }

func Sum[T Number](list []T) (sum T) { return sum }

var Table = c.Make()

var Named string = "b"
`,
	"m/c/c.go": `package c

type ID int64

type Base struct{}

func (Base) Promoted() int { return 1 }

type Embedded struct{ inner }

type Found struct{ id ID }

func (f Found) Key() B { return 0 }

type B = int64

type Number interface{ ~int8 | ~int16 }

func Make() map[ID]*deep {
	return nil // made
}
`,
	"m/c/deep.go":   "package c\n\ntype inner struct{ *deep }\n\ntype deep struct{ x int }\n\nfunc (deep) Method() {}\n",
	"m/c/limit.go":  "package c\n\nconst (\n\tlow = iota + 7\n\tLimit\n\thigh\n)\n",
	"m/x/x.go":      "package x\n\ntype X struct{ n int32 }\n",
	"m/y/y.go":      "package x\n\ntype X struct{ n int64 }\n",
	"m/dot/dot.go":  "package dot\n\nconst Dotted = 3\n",
	"m/os/linux.go": "//go:build linux\n\npackage os\n\ntype Size uint32\n",
	"m/os/other.go": "//go:build !linux\n\npackage os\n\ntype Size uint64\n",
	"m/os/tag.go":   "//go:build tag\n\npackage os\n\ntype Tagged int\n",
	"m/os/use.go":   "package os\n\nvar sizes, pointer = Size(1), uintptr(2)\n",
	"dep/go.mod":    "module example.com/dep\n\ngo 1.25\n",
	"dep/dep.go":    "package dep\n\ntype At struct{ clock }\n\ntype clock struct{ n int }\n\nfunc (clock) Clock() int { return 0 }\n",
	"dep2/go.mod":   "module example.com/dep\n\ngo 1.25\n",
	"dep2/dep.go":   "package dep\n\ntype At struct{ clock }\n\ntype clock struct{ n string }\n\nfunc (clock) Clock() string { return \"\" }\n",
}

// change returns keyFiles' text of a file with old replaced by another text.
func change(t *testing.T, name, old, with string) map[string]string {
	t.Helper()
	text := keyFiles[name]
	if strings.Count(text, old) != 1 {
		t.Fatalf("%s has %q %d times", name, old, strings.Count(text, old))
	}
	return map[string]string{name: strings.Replace(text, old, with, 1)}
}

// A keyEdit is an edit, and what it may and must change.
type keyEdit struct {
	name           string
	file, old, new string
	more           map[string]string // further files; no text to remove one
	env            string            // NAME=value
	// affects has the packages of which something else is to be said, and
	// reran those that the check is run on again: no others, if it is set.
	affects, reran string
}

var keyEdits = []keyEdit{
	{name: "nothing"},
	{name: "body", file: "m/c/c.go", old: "return nil // made", new: "var m map[ID]*deep; return m", affects: "c", reran: "c"},
	{name: "comment", file: "m/a/a.go", old: "// a comment", new: "// another", affects: "a", reran: "a"},
	{name: "declaration that nobody uses", file: "m/c/c.go", old: "type B =", new: "type Unused int\n\ntype B =", affects: "c", reran: "c"},
	{name: "type two packages away", file: "m/c/c.go", old: "ID int64", new: "ID int16", affects: "a b c", reran: "a b c"},
	{name: "alias", file: "m/c/c.go", old: "B = int64", new: "B = ID", affects: "a c"},
	{name: "field of an embedded type", file: "m/c/deep.go", old: "x int", new: "x int; y int", affects: "a b c"},
	{name: "method for promotion", file: "m/c/deep.go", old: "func (deep)", new: "func (deep) Other() {}\n\nfunc (deep)", affects: "a b c"},
	{name: "method that hides a promoted one", file: "m/c/c.go", old: "type Found", new: "func (Embedded) Method() int { return 0 }\n\ntype Found", affects: "a b c"},
	{name: "method in another file", more: map[string]string{"m/c/more.go": "package c\n\nfunc (*deep) More() {}\n"}, affects: "a b c"},
	{name: "method removed", file: "m/c/deep.go", old: "func (deep) Method() {}", new: "", affects: "a b c"},
	{name: "method of the replaced module", file: "dep/dep.go", old: "Clock() int { return 0 }", new: "Clock() int8 { return 0 }", affects: "a", reran: "a"},
	{name: "field of the replaced module", file: "dep/dep.go", old: "n int", new: "n [9]int", affects: "a", reran: "a"},
	{name: "another directory for the module", file: "m/go.mod", old: "../dep", new: "../dep2", affects: "a"},
	{name: "iota", file: "m/c/limit.go", old: "low = iota + 7", new: "_ = iota\n\tlow = iota + 7", affects: "a b c"},
	{name: "constant", file: "m/c/limit.go", old: "7", new: "8", affects: "a b c"},
	{name: "constraint", file: "m/c/c.go", old: " | ~int16", new: " | ~int32", affects: "b c"},
	{name: "result that a variable gets", file: "m/c/c.go", old: "map[ID]*deep {", new: "map[string]*deep {", affects: "a b c"},
	{name: "type of a variable", file: "m/b/b.go", old: `Named string`, new: `Named any`, affects: "a b", reran: "a b"},
	{name: "path of an import", file: "m/b/b.go", old: `"example.com/m/x"`, new: `"example.com/m/y"`, affects: "a b"},
	{name: "name of an import", file: "m/b/b.go", old: "\tx \"", new: "\t\"", reran: "b"},
	{name: "constant of an import with a period", file: "m/dot/dot.go", old: "3", new: "4", affects: "a dot", reran: "a dot"},
	{name: "import with a period that hides a builtin", file: "m/dot/dot.go", old: "const", new: "func Key() {}\n\nconst", affects: "dot"},
	{name: "universe in the package itself", more: map[string]string{"m/a/own.go": "package a\n\nfunc delete(m any, k any) {}\n"}, affects: "a", reran: "a"},
	{name: "universe in the imported package", more: map[string]string{"m/b/own.go": "package b\n\ntype int string\n"}, affects: "b errors"},
	{name: "string two packages away", more: map[string]string{"m/c/own.go": "package c\n\ntype int64 uint8\n"}, affects: "a b c"},
	{name: "true two packages away", file: "m/c/limit.go", old: "iota + 7", new: "iota + len(zero)", more: map[string]string{"m/c/own.go": "package c\n\nconst zero = \"0123\"\n"}, affects: "a b c"},
	{name: "declared twice", more: map[string]string{"m/c/twice.go": "package c\n\ntype Found struct{}\n"}, affects: "errors"},
	{name: "file renamed", more: map[string]string{"m/a/a.go": "", "m/a/z.go": keyFiles["m/a/a.go"]}, affects: "a", reran: "a"},
	{name: "file renamed in a dependency", more: map[string]string{"m/x/x.go": "", "m/x/z.go": keyFiles["m/x/x.go"]}, affects: "x", reran: "x"},
	{name: "file removed", more: map[string]string{"m/dot/dot.go": "", "m/dot/new.go": "package dot\n\nconst Dotted = 5\n"}, affects: "a dot", reran: "a dot"},
	{name: "constraint of a file", file: "m/os/linux.go", old: "build linux", new: "build linux && tag", more: map[string]string{"m/os/other.go": strings.Replace(keyFiles["m/os/other.go"], "!linux", "!tag", 1)}, affects: "os"},
	{name: "language version of a file", file: "m/a/a.go", old: "package a", new: "//go:build go1.21\n\npackage a", affects: "a"},
	{name: "language version of the module", file: "m/go.mod", old: "go 1.25", new: "go 1.24", more: map[string]string{"dep/go.mod": "module example.com/dep\n\ngo 1.24\n"}, affects: "a"},
	{name: "name of a package", file: "m/b/b.go", old: "\tx \"", new: "\t\"", more: map[string]string{"m/x/x.go": "package w\n\ntype X struct{ n int32 }\n"}, affects: "b errors"},
	{name: "does not parse", file: "m/c/limit.go", old: ")", new: "", affects: "errors"},
	{name: "does not compile", file: "m/c/c.go", old: "ID int64", new: "ID int65", affects: "errors"},
	{name: "body does not compile", file: "m/c/c.go", old: "return nil // made", new: "return undefined", affects: "errors"},
	{name: "tag", env: "GOFLAGS=-tags=tag", affects: "os"},
	{name: "other system", env: "GOOS=windows", affects: "os"},
	{name: "other architecture", env: "GOARCH=386", affects: "os a"},
	{name: "without cgo", more: cgoFile("int"), env: "CGO_ENABLED=0", affects: "a"},
	{name: "with cgo", more: cgoFile("int"), env: "CGO_ENABLED=1"},
	{name: "another type of C", more: cgoFile("char"), env: "CGO_ENABLED=1"},
	{name: "workspace", more: map[string]string{
		"go.work":  "go 1.25\n\nuse ./m\nuse ./dep2\n",
		"m/go.mod": "module example.com/m\n\ngo 1.25\n\nrequire example.com/dep v1.0.0\n",
	}, env: "GOWORK=", affects: "a"},
	{name: "another module of the workspace", more: map[string]string{
		"go.work":     "go 1.25\n\nuse ./m\nuse ./dep2\n",
		"m/go.mod":    "module example.com/m\n\ngo 1.25\n\nrequire example.com/dep v1.0.0\n",
		"dep2/dep.go": "package dep\n\ntype At struct{ clock }\n\ntype clock struct{ n uint }\n\nfunc (clock) Clock() (_ uint8) { return }\n",
	}, env: "GOWORK=", affects: "a"},
	{name: "vendor", more: map[string]string{
		"m/go.mod":                        "module example.com/m\n\ngo 1.25\n\nrequire example.com/dep v1.0.0\n",
		"m/vendor/modules.txt":            "# example.com/dep v1.0.0\n## explicit; go 1.25\nexample.com/dep\n",
		"m/vendor/example.com/dep/dep.go": keyFiles["dep/dep.go"],
	}},
	{name: "vendored file", more: map[string]string{
		"m/go.mod":                        "module example.com/m\n\ngo 1.25\n\nrequire example.com/dep v1.0.0\n",
		"m/vendor/modules.txt":            "# example.com/dep v1.0.0\n## explicit; go 1.25\nexample.com/dep\n",
		"m/vendor/example.com/dep/dep.go": keyFiles["dep2/dep.go"],
	}, affects: "a"},
}

// cgoFile makes a type of package b one of C, unless cgo is off.
func cgoFile(c string) map[string]string {
	return map[string]string{
		"m/x/x.go":  "package x\n\n// typedef " + c + " number;\nimport \"C\"\n\ntype X struct{ n C.number }\n",
		"m/x/no.go": "//go:build !cgo\n\npackage x\n\ntype X struct{ n uint8 }\n",
	}
}

func TestKeys(t *testing.T) {
	k := newKeyTree(t, copyOf(keyFiles))
	base, ran := k.same("at first")
	if base["errors"] != "" || ran != "a b c dot os x x" {
		t.Fatalf("the check was run on %q: %s", ran, base["errors"])
	}
	for _, e := range keyEdits {
		t.Run(strings.ReplaceAll(e.name, " ", "_"), func(t *testing.T) {
			k.t = t
			files := make(map[string]string)
			if e.file != "" {
				files = change(t, e.file, e.old, e.new)
			}
			maps.Copy(files, e.more)
			if name, value, ok := strings.Cut(e.env, "="); ok {
				t.Setenv(name, value)
			}
			k.write(files)
			said, ran := k.same(e.name)
			if e.env == "" && e.reran != "" && ran != e.reran {
				t.Errorf("the check was run again on %q, want %q", ran, e.reran)
			}
			for pkg := range strings.FieldsSeq(e.affects) {
				if said[pkg] == base[pkg] {
					t.Errorf("the edit does not affect %s: it proves nothing", pkg)
				}
			}
			back := make(map[string]string)
			for name := range files {
				back[name] = keyFiles[name]
			}
			k.write(back)
		})
	}
	k.t = t
	if said, ran := k.same("at last"); ran != "" || said["a"] != base["a"] {
		t.Errorf("after all edits were undone, the check was run on %q", ran)
	}
}

func copyOf(files map[string]string) map[string]string {
	out := make(map[string]string)
	maps.Copy(out, files)
	return out
}

// TestKeysSettings changes what is no source: the settings of a check.
func TestKeysSettings(t *testing.T) {
	k := newKeyTree(t, copyOf(keyFiles))
	before, _ := k.same("at first")
	if err := k.check.Flags.Set("setting", "true"); err != nil {
		t.Fatal(err)
	}
	if after, _ := k.same("with the setting"); after["a"] == before["a"] {
		t.Error("the setting does nothing")
	}
}

// TestKeysVersion takes other versions of a module of the module cache, whose
// files are not read for a key.
func TestKeysVersion(t *testing.T) {
	proxy := t.TempDir()
	for version, dir := range map[string]string{"v1.0.0": "dep/", "v1.1.0": "dep2/"} {
		writeVersion(t, proxy, version, keyFiles[dir+"go.mod"], keyFiles[dir+"dep.go"])
	}
	files := copyOf(keyFiles)
	files["m/go.mod"] = "module example.com/m\n\ngo 1.25\n\nrequire example.com/dep v1.0.0\n"
	k := newKeyTree(t, files)
	t.Setenv("GOPROXY", "file://"+filepath.ToSlash(proxy))
	t.Setenv("GONOSUMDB", "*")
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOFLAGS", "-mod=mod -modcacherw")
	before, _ := k.same("v1.0.0")
	k.write(map[string]string{"m/go.mod": strings.Replace(files["m/go.mod"], "v1.0.0", "v1.1.0", 1)})
	after, ran := k.same("v1.1.0")
	if before["errors"]+after["errors"] != "" || after["a"] == before["a"] || ran != "a" {
		t.Errorf("the check was run on %q: %s%s", ran, before["errors"], after["errors"])
	}
	k.write(map[string]string{"m/go.mod": files["m/go.mod"] + "\nreplace example.com/dep v1.0.0 => example.com/dep v1.1.0\n"})
	if replaced, _ := k.same("replaced by v1.1.0"); replaced["a"] == before["a"] {
		t.Error("the other version does nothing")
	}
	k.write(map[string]string{"m/go.mod": files["m/go.mod"]})
	if again, ran := k.same("v1.0.0 again"); ran != "" || again["a"] != before["a"] {
		t.Errorf("the check was run again on %q", ran)
	}
}

// writeVersion adds a version of example.com/dep to a module proxy.
func writeVersion(t *testing.T, proxy, version, mod, src string) {
	t.Helper()
	dir := filepath.Join(proxy, "example.com", "dep", "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for name, text := range map[string]string{"go.mod": mod, "dep.go": src} {
		f, err := w.Create("example.com/dep@" + version + "/" + name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for ext, data := range map[string][]byte{
		".info": fmt.Appendf(nil, "{\"Version\":%q}", version),
		".mod":  []byte(mod),
		".zip":  archive.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(dir, version+ext), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKeysSavedMeanwhile saves a file between the time that its key is made
// and that it is parsed.
func TestKeysSavedMeanwhile(t *testing.T) {
	files := copyOf(keyFiles)
	for i := range 32 { // with fewer packages, Relevant is not asked
		files[fmt.Sprintf("m/more/p%d/p.go", i)] = "package p\n"
	}
	k := newKeyTree(t, files)
	var once sync.Once
	saved := false
	_, err := Run(t.Context(), Config{
		Dir:      filepath.Join(k.dir, "m"),
		Patterns: []string{"./..."},
		Checks:   []*analysis.Analyzer{k.check},
		Relevant: func(src string) bool {
			if strings.Contains(src, "Dotted = 3") {
				once.Do(func() { k.write(change(t, "m/dot/dot.go", "3", "4")); saved = true })
			}
			return true
		},
		Cache: k.cache,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !saved {
		t.Fatal("Relevant was not asked")
	}
	k.same("saved")
	k.write(map[string]string{"m/dot/dot.go": keyFiles["m/dot/dot.go"]})
	k.same("as it was")
}

// TestKeysRandom makes and undoes edits at random, several at a time, so
// that results from before meet sources of later.
func TestKeysRandom(t *testing.T) {
	seed := uint64(1)
	rounds := 10
	if os.Getenv("MAPLINT_TORTURE") != "" {
		seed, rounds = rand.Uint64(), 200
	}
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	k := newKeyTree(t, copyOf(keyFiles))
	k.same("at first")
	state := copyOf(keyFiles)
	for round := range rounds {
		var made []string
		for range 1 + rnd.IntN(3) {
			e := keyEdits[rnd.IntN(len(keyEdits))]
			if e.env != "" || e.more["m/go.mod"] != "" || e.more["dep/go.mod"] != "" {
				continue // edits that make no sense by halves
			}
			files := copyOf(e.more)
			if e.file != "" {
				text := state[e.file]
				if rnd.IntN(3) == 0 || !strings.Contains(text, e.old) {
					files[e.file] = keyFiles[e.file] // undo
				} else {
					files[e.file] = strings.Replace(text, e.old, e.new, 1)
				}
			} else if rnd.IntN(2) == 0 {
				for name := range files {
					files[name] = keyFiles[name]
				}
			}
			for name, text := range files {
				if text == "" && state[name] == "" {
					delete(files, name)
				}
				state[name] = text
			}
			k.write(files)
			made = append(made, e.name)
		}
		k.same(fmt.Sprintf("round %d: %v", round, made))
		if t.Failed() {
			return
		}
	}
}
