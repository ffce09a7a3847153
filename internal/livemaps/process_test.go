//go:build linux

package livemaps_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/maplint/maplint/internal/livemaps"
)

// The versions that are tested are those of internal/heapproof that have
// tables: the local one, those that HEAPPROOF_TOOLCHAINS names, or all.
func toolchains() []string {
	list := strings.Fields(os.Getenv("HEAPPROOF_TOOLCHAINS"))
	switch {
	case len(list) == 0:
		return []string{""}
	case slices.Equal(list, []string{"all"}):
		return []string{"go1.24.13", "go1.25.14", "go1.26.8", "go1.27.4"}
	}
	return list
}

// build builds a program of a module and returns its file.
func build(t *testing.T, toolchain, module, name string, flags ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), filepath.Base(name))
	cmd := exec.CommandContext(t.Context(), "go", append(append([]string{"build", "-buildvcs=false"}, flags...), "-o", out, "./"+name)...)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOEXPERIMENT=")
	if toolchain != "" {
		cmd.Env = append(cmd.Env, "GOTOOLCHAIN="+toolchain)
	}
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", name, err, text)
	}
	return out
}

// A process is a program of this test that runs.
type process struct {
	pid   int
	lines *bufio.Scanner
}

// start starts a program, which ends with the test.
func start(t *testing.T, exe string, args ...string) *process {
	t.Helper()
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), "GODEBUG=memprofilerate=1", "GOGC=", "GOMEMLIMIT=")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = errors.Join(stdin.Close(), cmd.Process.Kill(), cmd.Wait())
	})
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 1<<20)
	return &process{cmd.Process.Pid, lines}
}

// known is what a program knows of its maps.
type known struct {
	Bytes int64
	Maps  []struct {
		Holder, Type           string
		Entries, Slots, Tables int64
	}
}

func (p *process) known(t *testing.T) (k known) {
	t.Helper()
	if !p.lines.Scan() {
		t.Fatal("the program printed nothing")
	}
	if err := json.Unmarshal(p.lines.Bytes(), &k); err != nil {
		t.Fatalf("%v: %s", err, p.lines.Bytes())
	}
	return k
}

// read reads the maps of a process.
func (p *process) read(t *testing.T) *livemaps.Report {
	t.Helper()
	target, err := livemaps.OpenProcess(p.pid, "")
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	r, err := target.Maps(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// describe writes a map as the programs do.
func describe(m livemaps.Map) string {
	holder := string(m.Holder.Kind) + " " + m.Holder.Name
	if m.Holder.ByLayout {
		holder += " by layout"
	}
	return fmt.Sprintf("%s: %d entries in %d slots of %d tables", holder, m.Entries, m.Slots, m.Tables)
}

// compare checks a report against what the program knows: all its maps, with
// their figures, and the bytes of all maps of the process.
func compare(t *testing.T, r *livemaps.Report, k known) {
	t.Helper()
	var got, want []string
	var bytes int64
	types := make(map[string]string)
	for _, m := range r.Maps {
		bytes += m.Bytes
		if strings.HasPrefix(m.Holder.Name, "main.") {
			got = append(got, describe(m))
			types[describe(m)] = m.Type
		}
	}
	for _, m := range k.Maps {
		if m.Tables == 0 {
			continue
		}
		d := fmt.Sprintf("%s: %d entries in %d slots of %d tables", m.Holder, m.Entries, m.Slots, m.Tables)
		want = append(want, d)
		if typ, ok := types[d]; ok && typ != m.Type && typ != "" {
			t.Errorf("%s: type %s, want %s", d, typ, m.Type)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	// The program's own list has tables as well.
	got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, "variable main.known") })
	for _, g := range missing(got, want) {
		t.Errorf("%s: found %s, which the program does not know", r.Go, g)
	}
	for _, w := range missing(want, got) {
		t.Errorf("%s: not found: %s", r.Go, w)
	}
	if bytes != k.Bytes {
		t.Errorf("%s: %d bytes of tables, the program knows of %d", r.Go, bytes, k.Bytes)
	}
	if r.Changing != 0 || r.Stopped {
		t.Errorf("%s: %d maps changing, stopped: %v", r.Go, r.Changing, r.Stopped)
	}
}

// missing returns what a has more often than b.
func missing(a, b []string) []string {
	rest := slices.Clone(b)
	var out []string
	for _, s := range a {
		if i := slices.Index(rest, s); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// TestOwners reads a program that holds a map in each way, and a core of it.
func TestOwners(t *testing.T) {
	for _, toolchain := range toolchains() {
		for _, mode := range []string{"exe", "pie"} {
			t.Run(toolchain+"/"+mode, func(t *testing.T) {
				exe := build(t, toolchain, "testdata/programs", "owners", "-buildmode="+mode)
				p := start(t, exe)
				k := p.known(t)
				live := p.read(t)
				compare(t, live, k)
				core := dump(t, p.pid)
				target, err := livemaps.OpenCore(core, exe)
				if err != nil {
					t.Fatal(err)
				}
				defer target.Close()
				dead, err := target.Maps(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				compare(t, dead, k)
			})
		}
	}
}

// dump returns a core file of a process.
func dump(t *testing.T, pid int) string {
	t.Helper()
	gcore, err := exec.LookPath("gcore")
	if err != nil {
		t.Skip("without gcore, of gdb, there is no core file")
	}
	name := filepath.Join(t.TempDir(), "core")
	if text, err := exec.CommandContext(t.Context(), gcore, "-o", name, fmt.Sprint(pid)).CombinedOutput(); err != nil {
		t.Fatalf("gcore: %v\n%s", err, text)
	}
	return fmt.Sprintf("%s.%d", name, pid)
}

// TestChanging reads maps that eight goroutines change: none is invented, and
// those at rest are exact.
func TestChanging(t *testing.T) {
	times := 30
	if os.Getenv("MAPLINT_TORTURE") != "" {
		times = 1000
	}
	for _, toolchain := range toolchains() {
		t.Run(toolchain, func(t *testing.T) {
			p := start(t, build(t, toolchain, "testdata/programs", "changing"))
			k := p.known(t)
			var want []string
			for _, m := range k.Maps {
				want = append(want, fmt.Sprintf("%s: %d entries in %d slots of %d tables", m.Holder, m.Entries, m.Slots, m.Tables))
			}
			slices.Sort(want)
			changing, shards := 0, 0
			target, err := livemaps.OpenProcess(p.pid, "")
			if err != nil {
				t.Fatal(err)
			}
			defer target.Close()
			for range times {
				r, err := target.Maps(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				var rest []string
				for _, m := range r.Maps {
					switch {
					case m.Holder.Name == "main.atRest[]":
						rest = append(rest, describe(m))
					case m.Type == "map[int]*int":
						// One that was just replaced is garbage, held by
						// nobody, until it is swept.
						shards++
						if m.Entries > m.Room || m.Room > m.Slots || m.Entries > 20_000 {
							t.Fatalf("no such map: %+v", m)
						}
					case strings.HasPrefix(m.Holder.Name, "main.") && m.Holder.Name != "main.known":
						t.Fatalf("no such map: %+v", m)
					}
				}
				changing += r.Changing
				slices.Sort(rest)
				if !slices.Equal(rest, want) {
					t.Fatalf("got\n\t%s\nwant\n\t%s", strings.Join(rest, "\n\t"), strings.Join(want, "\n\t"))
				}
			}
			t.Logf("read %d times: %d times a map that others change was consistent, %d times one kept changing", times, shards, changing)
		})
	}
}

// TestLarge measures a heap of 2 GiB with 100,000 maps; it is for machines
// that have the memory and are otherwise idle.
func TestLarge(t *testing.T) {
	if os.Getenv("MAPLINT_LARGE") == "" {
		t.Skip("MAPLINT_LARGE is not set")
	}
	exe := build(t, "", "testdata/programs", "large")
	maplint := filepath.Join(t.TempDir(), "maplint")
	if text, err := exec.Command("go", "build", "-o", maplint, "../../cmd/maplint").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	p := start(t, exe, "100000", fmt.Sprint(2<<30))
	p.lines.Scan() // ready
	// What an operation takes the program, in nanoseconds of processor time:
	// the median of what it prints until done.
	cost := func(done <-chan struct{}) int64 {
		var list []int64
		for len(list) < 20 {
			p.lines.Scan()
			n, err := strconv.ParseInt(p.lines.Text(), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, n)
			select {
			case <-done:
				done = nil
			default:
				if done != nil && len(list) == 20 {
					list = list[1:]
				}
			}
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	for range 5 {
		before := cost(nil)
		var out bytes.Buffer
		begin := time.Now()
		cmd := exec.Command(maplint, "live", fmt.Sprint(p.pid))
		cmd.Stdout, cmd.Stderr = &out, io.Discard
		done := make(chan struct{})
		var err error
		var took time.Duration
		go func() {
			err = cmd.Run()
			took = time.Since(begin)
			close(done)
		}()
		during := cost(done)
		<-done
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%v wall, %s; an operation takes the program %d ns before, %d ns meanwhile, %d ns afterwards\n%s",
			took, peak(cmd.ProcessState), before, during, cost(nil), out.Bytes())
	}
}

// TestGone reads a process that ended after it was opened.
func TestGone(t *testing.T) {
	exe := build(t, "", "testdata/programs", "owners")
	p := start(t, exe)
	p.known(t)
	target, err := livemaps.OpenProcess(p.pid, "")
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	process, err := os.FindProcess(p.pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	for range 500 { // until the kernel has let go of its memory
		if _, err = target.Maps(t.Context()); err != nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if !errors.Is(err, livemaps.ErrGone) {
		t.Errorf("error %v, want %v", err, livemaps.ErrGone)
	}
}
