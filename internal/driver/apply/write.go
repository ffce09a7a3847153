package apply

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/maplint/maplint/internal/driver"
)

// Write writes the files, each at once or not at all: a reader sees the old
// text or the new one. Files that change together are all written, or none.
// It returns the files that were written, and why others were not. Links stay
// links, and files keep their permissions and, where that is allowed, their
// owner.
func Write(ctx context.Context, files []*File) (written []*File, problems []*driver.Error) {
	done := make(map[*File]bool)
	for _, f := range files {
		if done[f] {
			continue
		}
		group := together(f, files)
		for _, f := range group {
			done[f] = true
		}
		if err := ctx.Err(); err != nil {
			problems = append(problems, problem(f, errors.New("interrupted, and the file is not changed")))
			continue
		}
		failed, err := writeAll(group)
		if err == nil {
			written = append(written, group...)
			continue
		}
		problems = append(problems, problem(failed, err))
		for _, f := range group {
			if f != failed {
				problems = append(problems, problem(f, fmt.Errorf("the file is not changed: its fix is also about %s, which can't be", failed.Name)))
			}
		}
	}
	return written, problems
}

func problem(f *File, err error) *driver.Error {
	return &driver.Error{Pos: token.Position{Filename: f.Name}, Msg: err.Error()}
}

// together returns the file and those that must change with it.
func together(f *File, files []*File) []*File {
	group := []*File{f}
	seen := map[string]bool{f.Name: true}
	for i := 0; i < len(group); i++ {
		for _, name := range group[i].with {
			for _, other := range files {
				if other.Name == name && !seen[name] {
					seen[name] = true
					group = append(group, other)
				}
			}
		}
	}
	return group
}

// writeAll writes all files, or none. On error it also returns which file it
// is about.
func writeAll(files []*File) (*File, error) {
	var ready []*replacement
	defer func() {
		for _, r := range ready {
			r.discard()
		}
	}()
	for _, f := range files {
		r, err := prepare(f.Name, f.Old, f.New)
		if err != nil {
			return f, err
		}
		ready = append(ready, r)
	}
	return commitAll(files, ready)
}

// commitAll puts all new texts into place, or none.
func commitAll(files []*File, ready []*replacement) (*File, error) {
	for i, r := range ready {
		err := r.commit()
		if err == nil {
			continue
		}
		for _, f := range files[:i] {
			// Back to what it was; what fails now has no better way out.
			if back, err := prepare(f.Name, f.New, f.Old); err == nil {
				_ = back.commit()
				back.discard()
			}
		}
		return files[i], err
	}
	return nil, nil
}

// A replacement is a new text beside a file, ready to take its place.
type replacement struct {
	target string // the file itself, where its name is a link
	temp   string // "" once it has taken its place
}

// prepare writes the new text of a file beside it.
func prepare(name string, old, text []byte) (r *replacement, err error) {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, reason(err)
	}
	// Renaming asks for no permission to write the file itself.
	f, err := os.OpenFile(target, os.O_RDWR, 0)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close() // only read from
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, reason(err)
	case !info.Mode().IsRegular():
		return nil, errors.New("the file is not changed: it is no regular file")
	case info.Mode().Perm()&0o200 == 0: // root may write what its owner wants to keep
		return nil, reason(fs.ErrPermission)
	}
	now, err := os.ReadFile(target)
	switch {
	case err != nil:
		return nil, reason(err)
	case !bytes.Equal(now, old):
		return nil, errChanged
	}

	temp, err := os.CreateTemp(filepath.Dir(target), ".maplint-*") // the go command ignores it
	if err != nil {
		return nil, reason(err)
	}
	r = &replacement{target: target, temp: temp.Name()}
	keepOwner(temp, info)
	_, err = temp.Write(text)
	err = errors.Join(err, temp.Chmod(info.Mode()), temp.Sync(), temp.Close())
	if err != nil {
		r.discard()
		return nil, reason(err)
	}
	return r, nil
}

// commit puts the new text into the place of the old one.
func (r *replacement) commit() error {
	if err := os.Rename(r.temp, r.target); err != nil {
		return reason(err)
	}
	r.temp = ""
	return nil
}

// discard removes the new text unless it has taken its place.
func (r *replacement) discard() {
	if r.temp != "" {
		_ = os.Remove(r.temp) // what fails here can't be mended here
	}
}

// reason is why a file can't be written, without its name, and what to do.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	cause := err
	switch {
	case errors.As(err, &path):
		cause = path.Err
	case errors.As(err, &link):
		cause = link.Err
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errReadOnlyFS) {
		return fmt.Errorf("the file is not changed: %w: make it and its directory writable", cause)
	}
	return fmt.Errorf("the file is not changed: %w", cause)
}
