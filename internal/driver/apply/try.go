package apply

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/maplint/maplint/internal/driver"
)

// A Result is what there is to change, and what is left then.
type Result struct {
	// Files is sorted by name.
	Files []*File
	// Before and After are the reports without and with the changes. They
	// are the same if there is nothing to change.
	Before, After *driver.Report
	// Fixed is the number of findings that the changes mend.
	Fixed int
	// Errors tell which files can't be changed, and why.
	Errors []*driver.Error
}

// A File is a file to be changed.
type File struct {
	Name     string // absolute
	Old, New []byte
	Fixed    int // how many findings begin in it that the changes mend

	with []string // files that must change together with this one
}

// A key tells findings apart in reports of before and after a change, when
// positions differ.
type key struct{ check, pkg, what string }

func keyOf(f driver.Finding) key {
	return key{f.Check, f.Package, cmp.Or(f.Holder, f.Message)}
}

// Try finds what there is to change. run is a run of the driver that takes
// the text of the given files for what they hold, which it calls until no fix
// is left, at least twice if there is one. Files for which a fix fails stay
// as they are: one after which a package does not compile, or the finding is
// still there, or a new one is.
func Try(run func(overlay map[string][]byte) (*driver.Report, error)) (*Result, error) {
	before, err := run(nil)
	if err != nil {
		return nil, err
	}
	refused := make(map[string]error)
	for {
		t := &try{run: run, before: before, refused: refused, old: make(map[string][]byte), new: make(map[string][]byte)}
		done, err := t.rounds()
		if err != nil {
			return nil, err
		}
		if done {
			return t.result(), nil
		}
	}
}

// A try is one sequence of rounds. It is given up when a file turns out to be
// refused: each try knows one more.
type try struct {
	run           func(overlay map[string][]byte) (*driver.Report, error)
	before, after *driver.Report
	refused       map[string]error
	old, new      map[string][]byte // the files that change
	applied       []driver.Finding
}

// rounds plans and runs until no fix is left. It reports false if the changes
// are not good; refused has grown then.
func (t *try) rounds() (bool, error) {
	t.after = t.before
	for {
		planned := Plan(t.after.Findings, t.read, t.refused)
		maps.Copy(t.refused, planned.Refused)
		if len(planned.Files) == 0 {
			return t.whole(), nil
		}
		maps.Copy(t.new, planned.Files)
		t.applied = append(t.applied, planned.Applied...)
		var err error
		if t.after, err = t.run(t.new); err != nil {
			return false, err
		}
		if !t.judge() {
			return false, nil
		}
	}
}

// read returns the text that the last run has seen of a file.
func (t *try) read(name string) ([]byte, error) {
	if text, ok := t.new[name]; ok {
		return text, nil
	}
	src, ok := t.before.Sources[name]
	if !ok || src.Foreign != "" {
		return nil, fmt.Errorf("the file is not changed: %s", cmp.Or(src.Foreign, "it is of no package that was checked"))
	}
	text, err := os.ReadFile(name)
	var path *os.PathError
	switch {
	case errors.As(err, &path):
		return nil, path.Err
	case err != nil:
		return nil, err
	case sha256.Sum256(text) != src.Sum:
		return nil, errChanged
	}
	t.old[name] = text
	return text, nil
}

var errChanged = errors.New("the file has changed since it was read, and is left alone: run maplint again")

// judge reports whether the changes so far are good, and refuses files if not.
func (t *try) judge() bool {
	good := true
	known := make(map[string]int)
	for _, e := range t.before.Errors {
		known[e.Msg]++
	}
	for _, e := range t.after.Errors {
		if known[e.Msg]--; known[e.Msg] < 0 {
			good = false
			t.refuseDir(filepath.Dir(e.Pos.Filename), bug("the fix brings an error: %v", e))
		}
	}
	if !good {
		return false
	}
	count := make(map[key]int)
	mended := make(map[key]bool)
	for _, f := range t.before.Findings {
		count[keyOf(f)]++
	}
	for _, f := range t.applied {
		mended[keyOf(f)] = true
		count[keyOf(f)]--
	}
	for _, f := range t.after.Findings {
		k := keyOf(f)
		if count[k]--; count[k] < 0 {
			good = false
			what := "brings a finding"
			if mended[k] {
				what = "leaves its finding"
			}
			t.refuseDir(filepath.Dir(f.Pos.Filename), bug("the fix %s: %s", what, f.Message))
		}
	}
	return good
}

// refuseDir refuses the changed files of a package, or all if there are none.
func (t *try) refuseDir(dir string, err error) {
	found := false
	for name := range t.new {
		if filepath.Dir(name) == dir {
			t.refused[name] = err
			found = true
		}
	}
	if !found {
		for name := range t.new {
			t.refused[name] = err
		}
	}
}

// whole reports whether no file that is to change has been refused by a
// later round.
func (t *try) whole() bool {
	for name := range t.new {
		if t.refused[name] != nil {
			return false
		}
	}
	return true
}

func (t *try) result() *Result {
	r := &Result{Before: t.before, After: t.after, Fixed: len(t.applied)}
	with := make(map[string][]string)
	fixed := make(map[string]int)
	for _, f := range t.applied {
		fixed[f.Pos.Filename]++
		for _, a := range f.Fixes[0].Edits {
			for _, b := range f.Fixes[0].Edits {
				if a.File != b.File {
					with[a.File] = append(with[a.File], b.File)
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.new)) {
		if !bytes.Equal(t.old[name], t.new[name]) {
			r.Files = append(r.Files, &File{Name: name, Old: t.old[name], New: t.new[name], Fixed: fixed[name], with: with[name]})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.refused)) {
		r.Errors = append(r.Errors, &driver.Error{Pos: token.Position{Filename: name}, Msg: t.refused[name].Error()})
	}
	return r
}

// Left returns the findings of before the changes that are still there with
// them, for one who does not make them.
func (r *Result) Left() []driver.Finding {
	count := make(map[key]int)
	for _, f := range r.After.Findings {
		count[keyOf(f)]++
	}
	var out []driver.Finding
	for _, f := range r.Before.Findings {
		if count[keyOf(f)] > 0 {
			count[keyOf(f)]--
			out = append(out, f)
		}
	}
	return out
}
