//go:build linux

package livemaps_test

import (
	"go/version"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// proofMain takes the place of what the programs of internal/heapproof report
// with: it fills and sweeps once, and then tells what the program knows.
const proofMain = `

type Program struct {
	Put    func(i int)
	Sweep  func(n int)
	Result func() string
}

func Main(p Program) {
	n, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	for i := range n {
		p.Put(i)
	}
	p.Sweep(n)
	Report()
	fmt.Println(p.Result())
}
`

// TestHeapProof reads the programs of internal/heapproof after their sweep.
func TestHeapProof(t *testing.T) {
	if os.Getenv("HEAPPROOF_TOOLCHAINS") == "" {
		t.Skip("HEAPPROOF_TOOLCHAINS is not set")
	}
	const n = 150_000
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../heapproof/testdata")); err != nil {
		t.Fatal(err)
	}
	self, err := os.ReadFile("testdata/programs/self/self.go")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(self), "package self", "package live", 1)
	text = strings.Replace(text, `"runtime"`, "\"runtime\"\n\t\"strconv\"", 1) + proofMain
	live, mod := filepath.Join(dir, "live", "live.go"), filepath.Join(dir, "live", "go.mod")
	if err := os.WriteFile(live, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mod, []byte("module heapproof/live\n\ngo 1.24\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	module := filepath.Join(dir, "programs")
	text = "module heapproof/programs\n\ngo 1.24\n\nrequire heapproof/live v0.0.0\n\nreplace heapproof/live => ../live\n"
	if err := os.WriteFile(filepath.Join(module, "go.mod"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob(filepath.Join(module, "*", "main.go"))
	if err != nil || len(programs) == 0 {
		t.Fatal("no programs", err)
	}
	for _, toolchain := range toolchains() {
		for _, program := range programs {
			name := filepath.Base(filepath.Dir(program))
			t.Run(toolchain+"/"+name, func(t *testing.T) {
				p := start(t, build(t, toolchain, module, name), strconv.Itoa(n))
				k := p.known(t)
				r := p.read(t)
				var bytes, entries, room int64
				for _, m := range r.Maps {
					bytes += m.Bytes
					if strings.HasPrefix(m.Holder.Name, "main.") || m.Holder.Kind == "goroutine" {
						entries += m.Entries
						room += m.Room
					}
				}
				if bytes != k.Bytes {
					t.Errorf("%d bytes of tables, the program knows of %d", bytes, k.Bytes)
				}
				shrunk := name == "clone" && version.Compare(r.Go, "go1.25") < 0
				if entries > n/50 || room < n && !shrunk {
					t.Errorf("%d entries, room for %d", entries, room)
				}
			})
		}
	}
}
