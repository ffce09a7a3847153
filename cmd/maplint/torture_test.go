package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A torture is a module with findings and a cache that is to suffer. What
// maplint says must not depend on it.
type torture struct {
	t          *testing.T
	rnd        *rand.Rand
	dir, cache string
	// want is what maplint says without a cache of either state of the source:
	// results of the other one lie in the cache, and would be wrong.
	want  [2]string
	state int
}

// TestTorture runs four maplints at once, again and again, while their cache
// is damaged: a hundred times if MAPLINT_TORTURE is set.
func TestTorture(t *testing.T) {
	if testing.Short() {
		t.Skip("runs maplint often")
	}
	rounds, seed := 11, uint64(1)
	if os.Getenv("MAPLINT_TORTURE") != "" {
		rounds, seed = 100, rand.Uint64()
	}
	t.Logf("seed %d", seed)
	k := &torture{t: t, rnd: rand.New(rand.NewPCG(seed, 0)), dir: t.TempDir(), cache: filepath.Join(t.TempDir(), "cache")}
	k.module()
	for k.state = range k.want {
		k.edit()
		k.want[k.state] = k.output(k.command("off"))
		if n := strings.Count(k.want[k.state], "never shrinks"); n != 6 {
			t.Fatalf("%d findings:\n%s", n, k.want[k.state])
		}
	}
	if k.want[0] == k.want[1] {
		t.Fatalf("both states have the same findings:\n%s%s", k.want[0], k.want[1])
	}

	kinds := []func(*torture) (stop func()){
		(*torture).untouched,
		once((*torture).flip),
		once((*torture).cut),
		once((*torture).swap),
		once((*torture).directories),
		once((*torture).file),
		meanwhile((*torture).flip),
		meanwhile((*torture).cut),
		meanwhile((*torture).remove),
		once((*torture).kill),
		once((*torture).forbid),
	}
	for round := range rounds {
		k.state = round % 2
		k.edit()
		stop := kinds[round%len(kinds)](k)
		k.four(fmt.Sprintf("round %d", round))
		stop()
		if t.Failed() {
			return
		}
	}
	if err := os.RemoveAll(k.cache); err != nil {
		t.Fatal(err)
	}
	k.four("with a new cache")
	k.verify("with a new cache", true)
}

// tortured is a package with a finding that names a size of another package.
const tortured = `package p%[1]d

import (
	"time"

	"example.com/m/q%[2]d"
)

type key struct {
	id    string
	stamp q%[2]d.Stamp
}

var Seen = map[key]time.Time{}

func See(k key) { Seen[k] = time.Now() }

func Forget(now time.Time) {
	for k, at := range Seen {
		if now.After(at) {
			delete(Seen, k)
		}
	}
}
`

func (k *torture) write(name, text string) {
	k.t.Helper()
	name = filepath.Join(k.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
		k.t.Fatal(err)
	}
}

// module writes six packages with a finding each, p0 to p5.
func (k *torture) module() {
	k.write("go.mod", "module example.com/m\n\ngo 1.25\n")
	for i := range 6 {
		k.write(fmt.Sprintf("p%d/p.go", i), fmt.Sprintf(tortured, i, (i+1)%6))
		k.write(fmt.Sprintf("q%d/q.go", i), fmt.Sprintf("package q%d\n\ntype Stamp int64\n", i))
	}
}

// edit brings the source into its state: in p5, the size of a key is another.
func (k *torture) edit() {
	k.write("q0/q.go", fmt.Sprintf("package q0\n\ntype Stamp [%d]int64\n", 1+2*k.state))
}

// command returns a maplint with its cache in a directory.
func (k *torture) command(cache string) *exec.Cmd {
	cmd := exec.Command("maplint", "-confidence=low", "./...")
	cmd.Dir = k.dir
	cmd.Env = append(os.Environ(), "MAPLINT_CACHE="+cache, "GOFLAGS=", "GOWORK=off", "GOPROXY=off", "GOTOOLCHAIN=local")
	return cmd
}

// output runs a maplint and returns all that it prints and its exit code.
func (k *torture) output(cmd *exec.Cmd) string {
	out, err := cmd.CombinedOutput()
	return fmt.Sprintf("%s%v", out, err)
}

// four runs four maplints at once and compares what they say.
func (k *torture) four(what string) {
	k.t.Helper()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := k.output(k.command(k.cache)); got != k.want[k.state] {
				k.t.Errorf("%s: got:\n%s\nwant:\n%s", what, got, k.want[k.state])
			}
		})
	}
	wg.Wait()
}

// entries returns the files of the cache that are results. Files that others
// remove meanwhile may be missing.
func (k *torture) entries() []string {
	var list []string
	_ = filepath.WalkDir(k.cache, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Dir(path) != k.cache {
			list = append(list, path)
		}
		return nil
	})
	return list
}

// verify checks that each file of the cache is whole; with none, that there
// is none that was being written.
func (k *torture) verify(what string, none bool) {
	k.t.Helper()
	n := 0
	for _, name := range k.entries() {
		if strings.HasPrefix(filepath.Base(name), "new-") {
			if none {
				k.t.Errorf("%s: %s is left", what, name)
			}
			continue
		}
		n++
		data, err := os.ReadFile(name)
		if err != nil {
			k.t.Error(err)
			continue
		}
		header, data, _ := bytes.Cut(data, []byte("\n"))
		key := filepath.Base(filepath.Dir(name)) + filepath.Base(name)
		if want := fmt.Sprintf("maplint %s %x", key, sha256.Sum256(data)); string(header) != want {
			k.t.Errorf("%s: %s has %s, want %s", what, name, header, want)
		}
	}
	if n < 6 {
		k.t.Errorf("%s: %d entries", what, n)
	}
}

// The ways to do harm. Errors do not matter: others do harm as well.

// untouched leaves the cache alone: every file in it must be whole.
func (k *torture) untouched() (stop func()) {
	return func() { k.verify("untouched", true) }
}

// once does harm before maplint runs.
func once(harm func(*torture)) func(*torture) func() {
	return func(k *torture) func() {
		harm(k)
		return func() {}
	}
}

// meanwhile does harm while maplint runs.
func meanwhile(harm func(*torture)) func(*torture) func() {
	return func(k *torture) func() {
		done := make(chan bool)
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(10 * time.Millisecond):
					harm(k)
				}
			}
		})
		return func() {
			close(done)
			wg.Wait()
		}
	}
}

// flip changes some bytes of all entries.
func (k *torture) flip() {
	for _, name := range k.entries() {
		if data, err := os.ReadFile(name); err == nil && len(data) > 0 {
			for range 1 + k.rnd.IntN(3) {
				data[k.rnd.IntN(len(data))] ^= byte(1 + k.rnd.IntN(255))
			}
			_ = os.WriteFile(name, data, 0o666)
		}
	}
}

// cut shortens all entries.
func (k *torture) cut() {
	for _, name := range k.entries() {
		if info, err := os.Stat(name); err == nil && info.Size() > 0 {
			_ = os.Truncate(name, k.rnd.Int64N(info.Size()))
		}
	}
}

// swap gives entries the names of others.
func (k *torture) swap() {
	list := k.entries()
	for i := range list {
		other := list[k.rnd.IntN(len(list))]
		temp := k.cache + ".swap"
		_ = errors.Join(os.Rename(list[i], temp), os.Rename(other, list[i]), os.Rename(temp, other))
	}
}

// directories puts directories that are not empty in the place of entries.
func (k *torture) directories() {
	for _, name := range k.entries() {
		_ = errors.Join(os.Remove(name), os.MkdirAll(filepath.Join(name, "full"), 0o777))
	}
}

// file puts a file in the place of the cache.
func (k *torture) file() {
	_ = errors.Join(os.RemoveAll(k.cache), os.WriteFile(k.cache, nil, 0o666))
}

// remove deletes everything.
func (k *torture) remove() { _ = os.RemoveAll(k.cache) }

// forbid takes all rights to the cache away: from root it can't.
func (k *torture) forbid() {
	_ = os.Chmod(k.cache, 0)
	k.t.Cleanup(func() { _ = os.Chmod(k.cache, 0o777) })
}

// kill ends maplints while they write.
func (k *torture) kill() {
	k.remove()
	for range 4 {
		cmd := k.command(k.cache)
		if err := cmd.Start(); err != nil {
			k.t.Fatal(err)
		}
		time.Sleep(time.Duration(100+k.rnd.IntN(200)) * time.Millisecond)
		_ = errors.Join(cmd.Process.Kill(), cmd.Wait())
	}
	for _, name := range k.entries() {
		if strings.HasPrefix(filepath.Base(name), "new-") {
			// A killed process leaves what it was writing, until the cache is trimmed.
			// Rounds that look for such files are not to find this one.
			if err := os.Remove(name); err != nil {
				k.t.Error(err)
			}
		} else {
			if data, err := os.ReadFile(name); err != nil || !bytes.HasPrefix(data, []byte("maplint ")) {
				k.t.Errorf("killed: %s is cut: %q, %v", name, data, err)
			}
		}
	}
}

// TestFullCache runs four maplints at once with a cache on a file system that
// is full, soon will be, or is read-only.
func TestFullCache(t *testing.T) {
	if testing.Short() {
		t.Skip("runs maplint often")
	}
	k := &torture{t: t, dir: t.TempDir(), cache: t.TempDir()}
	k.module()
	want := k.output(k.command("off"))
	if !strings.Contains(want, "never shrinks") {
		t.Fatal(want)
	}
	try := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=16k", "none", k.cache)
	if out, err := try.CombinedOutput(); err != nil {
		t.Skipf("file systems can't be mounted here: %v: %s", err, out)
	}
	for _, test := range []struct{ name, setup string }{
		{"full soon", "mount -t tmpfs -o size=16k none $MAPLINT_CACHE"},
		{"full", "mount -t tmpfs -o size=64k none $MAPLINT_CACHE && ! head -c 1000000 /dev/zero 2>/dev/null >$MAPLINT_CACHE/other"},
		{"no inodes", "mount -t tmpfs -o nr_inodes=9 none $MAPLINT_CACHE"},
		{"read-only and empty", "mount -t tmpfs -o ro none $MAPLINT_CACHE"},
		{"read-only", "maplint ./... >/dev/null; mount --bind $MAPLINT_CACHE $MAPLINT_CACHE && mount -o remount,bind,ro $MAPLINT_CACHE"},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := t.TempDir()
			cmd := k.command(k.cache)
			cmd.Args = []string{"unshare", "-rm", "sh", "-c", test.setup + ` || exit
for i in 1 2 3 4; do
	(maplint -confidence=low ./... >` + out + `/$i 2>&1; printf 'exit status %d' $? >>` + out + `/$i) &
done
wait
find $MAPLINT_CACHE -name 'new-*' >` + out + `/left`}
			var err error
			if cmd.Path, err = exec.LookPath("unshare"); err != nil {
				t.Fatal(err)
			}
			if text, err := cmd.CombinedOutput(); err != nil || len(text) > 0 {
				t.Fatalf("%v: %s", err, text)
			}
			for _, name := range []string{"1", "2", "3", "4", "left"} {
				got, err := os.ReadFile(filepath.Join(out, name))
				if err != nil {
					t.Fatal(err)
				}
				if wanted := map[bool]string{true: "", false: want}[name == "left"]; string(got) != wanted {
					t.Errorf("%s: got:\n%s\nwant:\n%s", name, got, wanted)
				}
			}
		})
	}
}
