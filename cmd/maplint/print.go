package main

import (
	"bytes"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/maplint/maplint/internal/driver"
)

// printFindings writes findings as file:line:col: message (check), with the
// places they refer to indented below.
func printFindings(w io.Writer, findings []driver.Finding, short shortener) error {
	var b bytes.Buffer
	for _, f := range findings {
		fmt.Fprintf(&b, "%s: %s (%s)\n", short.pos(f.Pos), f.Message, f.Check)
		for _, r := range f.Related {
			fmt.Fprintf(&b, "\t%s: %s\n", short.pos(r.Pos), r.Message)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// A shortener makes file names relative to a directory.
type shortener struct{ dir string }

// newShortener returns a shortener for the current directory.
func newShortener() shortener {
	dir, err := os.Getwd()
	if err != nil {
		return shortener{}
	}
	return shortener{dir}
}

// path returns a name relative to the directory, unless the file is so far
// away that the name would only become longer: in the module cache, say.
func (s shortener) path(name string) string {
	if s.dir == "" || !filepath.IsAbs(name) {
		return name
	}
	rel, err := filepath.Rel(s.dir, name)
	if err != nil || strings.HasPrefix(rel, "..") && len(rel) >= len(name) {
		return name
	}
	return rel
}

func (s shortener) pos(pos token.Position) token.Position {
	pos.Filename = s.path(pos.Filename)
	return pos
}

func (s shortener) error(e *driver.Error) *driver.Error {
	return &driver.Error{Pos: s.pos(e.Pos), Msg: e.Msg}
}
