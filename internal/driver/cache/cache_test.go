package cache

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

func open(t *testing.T) *Cache {
	t.Helper()
	c := Open(filepath.Join(t.TempDir(), "new", "cache"))
	if c == nil {
		t.Fatal("no cache")
	}
	return c
}

var key, other = Key{1}, Key{2}

func TestGetPut(t *testing.T) {
	c := open(t)
	if _, ok := c.Get(key); ok {
		t.Error("an empty cache has an entry")
	}
	for _, data := range []string{"", "a\nb", "longer than before"} {
		c.Put(key, []byte(data))
		if got, ok := c.Get(key); !ok || string(got) != data {
			t.Errorf("got %q, %v, want %q", got, ok, data)
		}
	}
	if _, ok := c.Get(other); ok {
		t.Error("got the entry of another key")
	}
}

// An entry that is not exactly what was written is none, whatever was done
// to it, and can be written again.
func TestDamage(t *testing.T) {
	c := open(t)
	data := bytes.Repeat([]byte("data "), 20)
	c.Put(key, data)
	whole, err := os.ReadFile(c.file(key))
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, entry []byte) {
		t.Helper()
		if err := os.WriteFile(c.file(key), entry, 0o666); err != nil {
			t.Fatal(err)
		}
		if _, ok := c.Get(key); ok {
			t.Errorf("%s: trusted", what)
		}
	}
	for i := range whole {
		check("cut", whole[:i])
		flipped := bytes.Clone(whole)
		flipped[i] ^= 0x20
		check("changed", flipped)
	}
	check("extended", append(bytes.Clone(whole), 'x'))
	foreign := open(t)
	foreign.Put(other, data)
	entry, err := os.ReadFile(foreign.file(other))
	if err != nil {
		t.Fatal(err)
	}
	check("foreign", entry)
	c.Put(key, data)
	if got, ok := c.Get(key); !ok || !bytes.Equal(got, data) {
		t.Error("a damaged entry was not replaced")
	}
}

func TestNoDirectory(t *testing.T) {
	if Open("") != nil {
		t.Error("got a cache without a directory")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if Open(filepath.Join(file, "cache")) != nil {
		t.Error("got a cache below a file")
	}
	var none *Cache
	none.Put(key, nil)
	none.Trim()
	if _, ok := none.Get(key); ok {
		t.Error("no cache has an entry")
	}
	c := open(t)
	if err := os.RemoveAll(c.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.dir, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	c.Put(key, nil) // a file stands where the directory was
	c.Trim()
	if _, ok := c.Get(key); ok {
		t.Error("got an entry of a file")
	}
}

func TestConcurrent(t *testing.T) {
	c := open(t)
	data := bytes.Repeat([]byte("x"), 100_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				c.Put(key, data)
				if got, ok := c.Get(key); ok && !bytes.Equal(got, data) {
					t.Error("half an entry")
				}
			}
		})
	}
	wg.Wait()
	files, err := os.ReadDir(filepath.Dir(c.file(key)))
	if err != nil || len(files) != 1 {
		t.Errorf("files left: %v, %v", files, err)
	}
}

func TestTrim(t *testing.T) {
	c := open(t)
	start := time.Now()
	day := func(n int) { c.now = func() time.Time { return start.Add(time.Duration(n) * 24 * time.Hour) } }
	c.Put(key, nil)
	c.Put(other, nil)
	foreign := filepath.Join(c.dir, "notes.txt")
	broken := filepath.Join(filepath.Dir(c.file(key)), temp+"123")
	for _, name := range []string{foreign, broken} {
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	day(20)
	c.Trim()
	if _, ok := c.Get(key); !ok { // which is a use
		t.Error("trimmed too early")
	}
	day(40)
	c.Trim()
	if _, ok := c.Get(key); !ok {
		t.Error("trimmed though it was used")
	}
	for _, name := range []string{c.file(other), broken} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s: not trimmed", name)
		}
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("removed a file of somebody else: %v", err)
	}
}

func TestDir(t *testing.T) {
	abs := t.TempDir()
	if dir, err := Dir(abs); dir != abs || err != nil {
		t.Errorf("got %q, %v", dir, err)
	}
	if dir, err := Dir("off"); dir != "" || err != nil {
		t.Errorf("off: got %q, %v", dir, err)
	}
	if _, err := Dir("relative"); err == nil {
		t.Error("took a relative path")
	}
	if runtime.GOOS != "linux" {
		return // other systems find the directory by other means
	}
	t.Setenv("XDG_CACHE_HOME", abs)
	if dir, err := Dir(""); dir != filepath.Join(abs, "maplint") || err != nil {
		t.Errorf("default: got %q, %v", dir, err)
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	if dir, err := Dir(""); dir != "" || err != nil {
		t.Errorf("no home: got %q, %v", dir, err)
	}
}
