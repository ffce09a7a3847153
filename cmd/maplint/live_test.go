//go:build linux

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// liveProgram is a service that had a large day, and another of which its
// process has nothing to spare.
const liveProgram = `package main

import "fmt"

type Store struct {
	sessions map[int]*int
	rows     map[int]int
}

func (s *Store) Put(id int) {
	s.sessions[id] = nil
	s.rows[id%5000] = id
}

func (s *Store) Expire(before int) {
	for id := range s.sessions {
		if id < before {
			delete(s.sessions, id)
		}
	}
	for id, last := range s.rows {
		if last < before-1_000_000 {
			delete(s.rows, id)
		}
	}
}

var store = &Store{make(map[int]*int), make(map[int]int)}

func main() {
	for i := range 200_000 {
		store.Put(i)
	}
	store.Expire(199_995)
	fmt.Println("ready")
	fmt.Scanln()
}
`

// startLive builds and starts liveProgram, which ends with the test.
func startLive(t *testing.T, dir string, flags ...string) (pid string, exe string) {
	t.Helper()
	exe = filepath.Join(t.TempDir(), "program")
	build := exec.Command("go", append(append([]string{"build"}, flags...), "-o", exe, ".")...)
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	cmd := exec.Command(exe)
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
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(cmd.Process.Pid), exe
}

// TestLive runs maplint live, maplint -live and maplint why -live on a process.
func TestLive(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/live\n\ngo 1.24\n")
	write("main.go", liveProgram)
	t.Chdir(dir)
	t.Setenv("MAPLINT_CACHE", "off")
	pid, exe := startLive(t, dir)
	stripped, _ := startLive(t, dir, "-ldflags=-s -w")

	run := func(code int, want string, args ...string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		c := &command{stdout: &stdout, stderr: &stderr}
		got := c.run(t.Context(), args)
		out := stdout.String() + stderr.String()
		if ok, err := regexp.MatchString("(?m)"+want, out); got != code || !ok {
			t.Errorf("maplint %s: exit %d, want %d with %q (%v):\n%s", strings.Join(args, " "), got, code, want, err, out)
		}
		return out
	}
	run(0, `^ +[45]\.\d MB +[45]\.\d MB +1 +5 +\d{3},\d{3}  main\.Store\.sessions  map\[int\]\*int$`, "live", pid)
	run(0, `^process \d+ \(go1\.\d+\.\d+\): \d+ maps with tables of \d+\.\d MB; [45]\.\d MB wasted, \d+\.\d% of the \d+\.\d MB of heap in use$`, "live", pid)
	run(1, `^main\.go:\d+:\d+: .*Store\.sessions has 5 entries, room for \d+,\d+: [45]\.\d MB wasted; .* \(mapshrink\)$`, "-live", pid, "./...")
	if out := run(1, "sessions", "-live", pid, "-heap-min", "1", "./..."); strings.Contains(out, "Store.rows has") {
		t.Errorf("a map with nothing wasted is reported:\n%s", out)
	}
	run(1, `"entriesNow":5,"wastedBytes":\d+,"maps":1`, "-json", "-live", pid, "./...")
	run(1, `"confidence": "measured"`, "-sarif", "-live", pid, "./...")
	run(0, `^  instances   0x[0-9a-f]+: 5 entries, room for \d+: .* wasted; main\.store\.sessions$`, "why", "-live", pid, "Store.sessions")

	out := run(0, "", "live", "-json", pid)
	var got struct {
		Main string
		Maps []struct {
			Holder  struct{ Kind, Name string }
			Entries int
			Wasted  int64 `json:"wastedBytes"`
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || got.Main != "example.com/live" ||
		len(got.Maps) == 0 || got.Maps[0].Holder.Name != "main.Store.sessions" || got.Maps[0].Entries != 5 {
		t.Errorf("%v: %s", err, out)
	}

	// Each error says the way out.
	run(2, `process \d+: the executable has no DWARF; .*give it with -exe`, "live", stripped)
	// What the flags are is in the executable, so their length moves what follows.
	run(2, `is not the one that the process runs`, "live", "-exe", exe, stripped)
	_, same := startLive(t, dir, "-ldflags=-s=0 ")
	run(0, `main\.Store\.sessions`, "live", "-exe", same, stripped)
	write("main.go", strings.Replace(liveProgram, "199_995", "199_996", 1))
	_, other := startLive(t, dir)
	run(2, `is not the one that the process runs.*; give the file that was started`, "live", "-exe", other, pid)
	run(2, `not a Go program`, "live", "-exe", "main.go", pid)
	run(2, `no such process`, "live", "4194303")
	run(2, `"x" is no process ID`, "live", "x")
	run(2, `live needs the PID`, "live")
	run(2, `-core needs -exe FILE`, "live", "-core", "core")
	run(2, `-exe needs a process`, "-exe", exe, "./...")
	run(2, `-heap excludes -live`, "-heap", "x", "-live", pid)
	run(2, `core: `, "live", "-core", exe, "-exe", exe)
}
