// Package cache keeps data between runs, in files below one directory.
//
// It is made so that nothing that happens to the directory can do harm:
// entries are written to a temporary file and renamed, and carry their key
// and a checksum, so that a damaged, cut or foreign one is as good as none.
// Several processes can use the directory at once. A directory that can't be
// read or written is an empty cache.
//
// github.com/rogpeppe/go-internal/cache, the go command's, was tried behind
// this type and does not serve (v1.16.0). It keeps entries for 5 days after
// their last use, which can't be set: results of a branch that is built once a
// week are gone (TestTrim). It writes files in place, and so is not for
// directories that several machines share, by its own words. It takes an index
// for good with 28 of its bytes changed (TestDamage; the data is safe, it has
// a checksum). GODEBUG=gocacheverify=1, set for the go command, makes it panic
// in maplint. It makes 256 directories first, and has two files for each
// entry: reading one takes 1.5 times as long, writing one 3.9 times.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Key names an entry: a hash of everything that its data depends on.
type Key [sha256.Size]byte

// A Cache is a directory of entries. The nil Cache is always empty.
type Cache struct {
	dir string
	now func() time.Time
}

const (
	// maxAge is how long an entry is kept after its last use.
	maxAge = 30 * 24 * time.Hour
	// touchAge is how old the record of its last use may be; as in the go
	// command's cache, this saves most of the writes.
	touchAge = time.Hour
	// trimAge is the time between two looks for old entries.
	trimAge = 24 * time.Hour

	trimmed = "trimmed" // a file: its time is that of the last look
	readme  = "README"
	temp    = "new-" // prefix of files that are being written

	about = "This directory holds results of maplint, so that packages which have not\nchanged need not be checked again. It can be deleted at any time.\n"
)

// Dir returns the directory that a setting names: "off" is "", no cache, ""
// is the user's cache directory, anything else must be an absolute path.
func Dir(setting string) (string, error) {
	switch {
	case setting == "off":
		return "", nil
	case setting == "":
		base, err := os.UserCacheDir()
		if err != nil {
			return "", nil //nolint:nilerr // a machine without a home directory goes without
		}
		return filepath.Join(base, "maplint"), nil
	case !filepath.IsAbs(setting):
		return "", fmt.Errorf("%q is not an absolute path, nor off", setting)
	}
	return filepath.Clean(setting), nil
}

// Open returns the cache in a directory, which is made if there is none; nil
// if dir is "" or can't be made.
func Open(dir string) *Cache {
	if dir == "" || os.MkdirAll(dir, 0o777) != nil {
		return nil
	}
	return &Cache{dir: dir, now: time.Now}
}

// file spreads entries over directories, which some file systems need.
func (c *Cache) file(key Key) string {
	name := hex.EncodeToString(key[:])
	return filepath.Join(c.dir, name[:2], name[2:])
}

// header is what an entry begins with: its key, and the checksum of the data.
func header(key Key, data []byte) []byte {
	sum := sha256.Sum256(data)
	return fmt.Appendf(nil, "maplint %x %x\n", key, sum)
}

// Get returns the data of an entry. It reports false if there is none, or
// none that can be trusted.
func (c *Cache) Get(key Key) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	name := c.file(key)
	entry, err := os.ReadFile(name)
	if err != nil {
		return nil, false
	}
	i := bytes.IndexByte(entry, '\n') + 1
	data := entry[i:]
	if !bytes.Equal(entry[:i], header(key, data)) {
		return nil, false
	}
	if info, err := os.Stat(name); err == nil && c.now().Sub(info.ModTime()) > touchAge {
		_ = os.Chtimes(name, c.now(), c.now()) // at worst it is trimmed too early
	}
	return data, true
}

// Put stores the data of an entry. Where that fails, for want of space or of
// permission, the cache stays without it.
func (c *Cache) Put(key Key, data []byte) {
	if c == nil {
		return
	}
	name := c.file(key)
	if os.MkdirAll(filepath.Dir(name), 0o777) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(name), temp)
	if err != nil {
		return
	}
	_, err = f.Write(append(header(key, data), data...))
	if err = errors.Join(err, f.Close()); err == nil {
		// CreateTemp lets nobody else read; the umask is for users to set.
		err = errors.Join(os.Chmod(f.Name(), 0o644), os.Rename(f.Name(), name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}

// Trim removes what has not been used for long. It looks once a day.
func (c *Cache) Trim() {
	if c == nil {
		return
	}
	now := c.now()
	mark := filepath.Join(c.dir, trimmed)
	if info, err := os.Stat(mark); err == nil && now.Sub(info.ModTime()).Abs() < trimAge {
		return
	}
	_ = os.WriteFile(filepath.Join(c.dir, readme), []byte(about), 0o666)
	if os.WriteFile(mark, nil, 0o666) != nil || os.Chtimes(mark, now, now) != nil {
		return
	}
	_ = filepath.WalkDir(c.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !ours(c.dir, path) {
			return nil //nolint:nilerr // what can't be read stays
		}
		if info, err := d.Info(); err == nil && now.Sub(info.ModTime()) > maxAge {
			_ = os.Remove(path)
		}
		return nil
	})
}

// ours reports whether a file has the name of an entry, or of one that was
// being written: nothing else is ever removed.
func ours(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		return false
	}
	sub, name := filepath.Split(rel)
	sub = filepath.Clean(sub)
	_, err = hex.DecodeString(sub + name)
	entry := err == nil && len(sub) == 2 && len(sub)+len(name) == 2*sha256.Size
	return entry || len(sub) == 2 && strings.HasPrefix(name, temp)
}
