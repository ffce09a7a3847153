// Package apply makes the edits that findings come with.
//
// It has three parts. [Plan] decides which fixes go together and what the
// files then hold; it reads and writes nothing. [Try] plans, and has the
// result checked by a run of the driver that takes the planned files for the
// real ones, until nothing is left to fix: what does not compile, or does not
// mend its finding, is never written. [Write] and [Diff] bring the outcome to
// the disk or to a reader.
package apply

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"slices"

	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/edit"
)

// A Planned is the outcome of [Plan].
type Planned struct {
	// Files has what the changed files hold afterwards, by name.
	Files map[string][]byte
	// Applied has the findings whose first fix is in Files.
	Applied []driver.Finding
	// Deferred has the findings whose first fix would be good alone, but
	// meets another one: it has to be made again for the changed file.
	Deferred []driver.Finding
	// Refused tells, by name, why a file can't be changed.
	Refused map[string]error
}

// Plan takes the first fix of each finding, in order. A fix is taken whole or
// not at all. Edits that two fixes have in common, such as an added import,
// are made once; of fixes with other edits that touch, the first is taken.
// Files stay formatted if they were.
//
// read returns the text of a file that the offsets of edits are about. Files
// that it has an error for, and those in refused, stay as they are.
func Plan(findings []driver.Finding, read func(file string) ([]byte, error), refused map[string]error) Planned {
	p := &planner{read: read, refused: maps.Clone(refused)}
	if p.refused == nil {
		p.refused = make(map[string]error)
	}
	// A file that turns out to be refused takes others with it, if a fix is
	// about both: begin again until none does.
	for {
		before := len(p.refused)
		planned := p.plan(findings)
		if len(p.refused) == before {
			return planned
		}
	}
}

type planner struct {
	read    func(file string) ([]byte, error)
	refused map[string]error
	files   map[string]*file
}

// A file is a file with the edits that are taken.
type file struct {
	old   []byte
	clean bool // gofmt leaves it as it is
	edits []edit.Edit
	text  []byte // with the edits
}

func (p *planner) plan(findings []driver.Finding) Planned {
	p.files = make(map[string]*file)
	out := Planned{Files: make(map[string][]byte), Refused: p.refused}
	for _, f := range findings {
		if len(f.Fixes) == 0 {
			continue
		}
		fix := f.Fixes[0]
		if !p.open(fix) {
			continue
		}
		switch alone := p.add(fix, false); {
		case p.add(fix, true) == nil:
			out.Applied = append(out.Applied, f)
		case alone == nil:
			out.Deferred = append(out.Deferred, f)
		default:
			for _, e := range fix.Edits {
				p.refuse(e.File, alone)
			}
		}
	}
	for name, f := range p.files {
		if len(f.edits) > 0 && !bytes.Equal(f.old, f.text) {
			out.Files[name] = f.text
		}
	}
	return out
}

func (p *planner) refuse(name string, err error) {
	if p.refused[name] == nil {
		p.refused[name] = err
	}
}

// open reads the files of a fix. It reports false if one is refused.
func (p *planner) open(fix driver.Fix) bool {
	ok := true
	for _, e := range fix.Edits {
		if p.refused[e.File] == nil && p.files[e.File] == nil {
			if f, err := p.openFile(e.File); err != nil {
				p.refuse(e.File, err)
			} else {
				p.files[e.File] = f
			}
		}
		ok = ok && p.refused[e.File] == nil
	}
	return ok
}

func (p *planner) openFile(name string) (*file, error) {
	text, err := p.read(name)
	if err != nil {
		return nil, err
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), name, text, parser.PackageClauseOnly|parser.ParseComments)
	if err == nil && ast.IsGenerated(syntax) {
		return nil, errors.New("the file is generated, and not changed: change what generates it")
	}
	formatted, err := format.Source(text)
	return &file{
		old:   text,
		clean: err == nil && bytes.Equal(formatted, text),
		text:  text,
	}, nil
}

// add makes the edits of a fix: besides those that are taken already, and
// then it takes them, or alone. The error tells why that is not possible.
func (p *planner) add(fix driver.Fix, take bool) error {
	own := make(map[string][]edit.Edit)
	for _, e := range fix.Edits {
		own[e.File] = append(own[e.File], edit.Edit{Start: e.Start.Offset, End: e.End.Offset, New: e.New})
	}
	texts := make(map[string][]byte)
	all := make(map[string][]edit.Edit)
	for _, name := range slices.Sorted(maps.Keys(own)) {
		f := p.files[name]
		edits := own[name]
		if take {
			var err error
			if edits, err = edit.Join(f.edits, edits); err != nil {
				return err
			}
		}
		text, err := f.render(edits)
		if err != nil {
			return bug("fix %q: %v", fix.Message, err)
		}
		texts[name], all[name] = text, edits
	}
	if take {
		for name := range own {
			p.files[name].text, p.files[name].edits = texts[name], all[name]
		}
	}
	return nil
}

// render returns the text with edits made. It is an error if that is no Go.
func (f *file) render(edits []edit.Edit) ([]byte, error) {
	out, err := edit.Apply(f.old, edits)
	if err != nil {
		return nil, fmt.Errorf("its %w", err)
	}
	if f.clean {
		return format.Source(out)
	}
	// The other lines are not ours to format.
	_, err = parser.ParseFile(token.NewFileSet(), "", out, parser.SkipObjectResolution)
	return out, err
}

// bug is the error for a fix that is wrong.
func bug(text string, args ...any) error {
	return fmt.Errorf("internal error in a fix, and the file is not changed: %s (please report this at %s)",
		fmt.Sprintf(text, args...), driver.Bugs)
}
