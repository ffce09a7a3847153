package driver

import (
	"cmp"
	"fmt"
	"go/token"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// A Report is the outcome of a run. Everything in it is sorted, and depends
// on nothing but the sources.
type Report struct {
	Findings []Finding
	// Errors tell why the findings may not be all there are.
	Errors []*Error
	// Packages is the number of packages that were checked.
	Packages int

	mu sync.Mutex
}

// A Finding is one diagnostic of one check, as plain data.
type Finding struct {
	Check   string
	Package string
	Pos     token.Position
	End     token.Position
	Message string
	Related []Related
}

// Related is a place that a finding refers to.
type Related struct {
	Pos     token.Position
	Message string
}

// An Error tells in one line what could not be checked and what to do.
type Error struct {
	Pos token.Position // the zero Position where there is none
	Msg string
}

func (e *Error) Error() string {
	if e.Pos.Filename == "" {
		return e.Msg
	}
	return e.Pos.String() + ": " + e.Msg
}

// fail adds an error.
func (r *Report) fail(pos token.Position, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Errors = append(r.Errors, &Error{pos, oneLine(fmt.Sprintf(format, args...))})
}

// checked adds the findings of one package.
func (r *Report) checked(findings []Finding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Packages++
	r.Findings = append(r.Findings, findings...)
}

// sort brings the report into an order that does not depend on which package
// was done first. A package can be in several groups of patterns: what is
// said twice is said once.
func (r *Report) sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(
			comparePos(a.Pos, b.Pos),
			cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Package, b.Package),
		)
	})
	r.Findings = slices.CompactFunc(r.Findings, func(a, b Finding) bool { return reflect.DeepEqual(a, b) })
	slices.SortFunc(r.Errors, func(a, b *Error) int {
		return cmp.Or(comparePos(a.Pos, b.Pos), cmp.Compare(a.Msg, b.Msg))
	})
	r.Errors = slices.CompactFunc(r.Errors, func(a, b *Error) bool { return *a == *b })
}

func comparePos(a, b token.Position) int {
	return cmp.Or(
		cmp.Compare(a.Filename, b.Filename),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
	)
}

// newFinding turns a diagnostic into data.
func newFinding(fset *token.FileSet, check, pkg string, d analysis.Diagnostic) Finding {
	f := Finding{
		Check:   check,
		Package: pkg,
		Pos:     fset.Position(d.Pos),
		End:     fset.Position(d.End),
		Message: d.Message,
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, Related{fset.Position(r.Pos), r.Message})
	}
	return f
}
