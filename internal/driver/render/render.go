// Package render writes findings: as text, as JSON, as SARIF and as
// annotations of GitHub. What it writes depends on its arguments alone: the
// same findings give the same bytes on every machine.
//
// docs/output.md describes the formats for users.
package render

import (
	"bytes"
	"cmp"
	"go/token"
	"path/filepath"
	"strings"
)

// Options say how findings are written.
type Options struct {
	// Dir is the working directory. Text and JSON name files relative to it.
	Dir string
	// Root is the root of the repository. SARIF and GitHub name files
	// relative to it, with slashes. It is Dir if empty.
	Root string
	// Color has Text use the colours of a terminal.
	Color bool
	// Source reads a file. Text then shows the line of each finding; SARIF
	// counts columns in UTF-16 units and takes fingerprints from it. A file
	// that can't be read, or has changed, is done without.
	Source func(name string) ([]byte, error)
}

// root is the directory that SARIF and GitHub name files from.
func (opt Options) root() string {
	return cmp.Or(opt.Root, opt.Dir)
}

// ShortPath returns a file name relative to dir, unless the file is so far
// away that the name would only become longer: in the module cache, say.
func ShortPath(dir, name string) string {
	if dir == "" || !filepath.IsAbs(name) {
		return name
	}
	rel, err := filepath.Rel(dir, name)
	if err != nil || strings.HasPrefix(rel, "..") && len(rel) >= len(name) {
		return name
	}
	return rel
}

// ShortPos returns a position with the file's [ShortPath].
func ShortPos(dir string, pos token.Position) token.Position {
	pos.Filename = ShortPath(dir, pos.Filename)
	return pos
}

// sources reads each file once.
type sources struct {
	read  func(name string) ([]byte, error)
	files map[string]*file
}

// A file is the text of a file, in lines without their ends. A file that
// can't be read has none.
type file struct {
	text  []byte
	lines [][]byte
	// hashes has the fingerprint of each line, once one was asked for.
	hashes []string
}

func newSources(read func(name string) ([]byte, error)) *sources {
	return &sources{read, make(map[string]*file)}
}

func (s *sources) file(name string) *file {
	f := s.files[name]
	if f == nil {
		f = new(file)
		s.files[name] = f
		if s.read == nil {
			return f
		}
		if text, err := s.read(name); err == nil {
			f.text = text
			f.lines = bytes.Split(text, []byte("\n"))
		}
	}
	return f
}

// line returns the line that pos is in, without its end. It reports false if
// there is no such line, or it ends before pos: the file has changed.
func (s *sources) line(pos token.Position) ([]byte, bool) {
	f := s.file(pos.Filename)
	if pos.Line < 1 || pos.Line > len(f.lines) {
		return nil, false
	}
	line := bytes.TrimSuffix(f.lines[pos.Line-1], []byte("\r"))
	return line, pos.Column >= 1 && pos.Column-1 <= len(line)
}
