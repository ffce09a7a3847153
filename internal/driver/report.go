package driver

import (
	"cmp"
	"crypto/sha256"
	"go/token"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/load"
)

// A Report is the outcome of a run. Everything in it is sorted, and depends
// on nothing but the sources.
type Report struct {
	Findings []Finding
	// Errors tell why the findings may not be all there are.
	Errors []*Error
	// Sources has the files that edits are about, by name.
	Sources map[string]Source
	// Packages is the number of packages that were checked, and Checked has
	// their import paths, sorted.
	Packages int
	Checked  []string

	// LeftOut has, for checked packages, those of the main modules that
	// import them and were not in the patterns, sorted. It is there only with
	// [Config.Inspect].
	LeftOut map[string][]string

	mu sync.Mutex
}

// leave notes, for packages, those that import them and were left out.
func (r *Report) leave(importers map[string][]string) {
	for path, list := range importers {
		if r.LeftOut == nil {
			r.LeftOut = make(map[string][]string)
		}
		list = slices.Concat(r.LeftOut[path], list)
		slices.Sort(list)
		r.LeftOut[path] = slices.Compact(list)
	}
}

// A Finding is one diagnostic of one check, as plain data.
type Finding struct {
	Check   string
	Package string // import path
	Pos     token.Position
	End     token.Position // not valid where the check gives none
	Message string
	// Confidence is the diagnostic's category: low, default or measured.
	Confidence string
	// URL is where the check is documented.
	URL string
	Detail
	Related []Related
	Fixes   []Fix // the safest first
}

// Detail is what a check knows of a finding beyond the diagnostic.
type Detail struct {
	// Holder names the map as messages do: Cache.items. It is empty where
	// the check does not tell.
	Holder string
	// Keeps is what a heap profile shows the map to keep, or nil.
	Keeps *Keeps
	// MinBytes and MaxBytes are the memory that stays for each entry that
	// there was at the peak; both are 0 where that is not known.
	MinBytes, MaxBytes float64
}

// Keeps is what the tables of a map keep, as heap profiles or processes show it.
type Keeps struct {
	// Bytes are those of the tables, Entries is how many they have room for.
	Bytes, Entries int64
	// Besides are bytes that the same lines allocated for other things.
	Besides int64
	// InUse is all that the program has in use, in bytes.
	InUse int64
	// Profiles is the number of profiles that show it, of all that there are.
	Profiles, Of int
	// History has the bytes in each of several profiles, or nil.
	History []int64
	// Live is what a process shows besides, or nil.
	Live *Live
}

// Live is what a process has in the maps of one holder.
type Live struct {
	Entries int64 // that they have now
	Wasted  int64 // bytes that these entries don't need
	Maps    int
}

// Related is a place that a finding refers to.
type Related struct {
	Pos     token.Position
	End     token.Position
	Message string
}

// A Fix is a change that mends what a finding reports: all of its edits.
type Fix struct {
	Message string // what it does, in the imperative
	Edits   []Edit
}

// An Edit replaces the bytes from Start to End of a file, as it was when it
// was read.
type Edit struct {
	File       string
	Start, End token.Position
	New        string
}

// An Error tells in one line what could not be checked and what to do.
type Error = load.Error

// Bugs is where errors of maplint itself are reported.
const Bugs = load.Bugs

// fail adds errors.
func (r *Report) fail(errs ...*Error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Errors = append(r.Errors, errs...)
}

// checked adds the findings of one package, and the files of their edits.
func (r *Report) checked(path string, findings []Finding, sources map[string]Source) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Packages++
	r.Checked = append(r.Checked, path)
	r.Findings = append(r.Findings, findings...)
	for name, src := range sources {
		if r.Sources == nil {
			r.Sources = make(map[string]Source)
		}
		// A package that is foreign to one go command may be another's own.
		if old, ok := r.Sources[name]; ok {
			if old.Sum != src.Sum { // changed in between: take neither
				src.Sum = [sha256.Size]byte{}
			}
			if old.Foreign == "" {
				src.Foreign = ""
			}
		}
		r.Sources[name] = src
	}
}

// sort brings the report into an order that does not depend on which package
// was done first. A package can be in several groups of patterns: what is
// said twice is said once.
func (r *Report) sort() {
	slices.Sort(r.Checked)
	r.Checked = slices.Compact(r.Checked)
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(
			load.ComparePos(a.Pos, b.Pos),
			cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Package, b.Package),
		)
	})
	r.Findings = slices.CompactFunc(r.Findings, func(a, b Finding) bool { return reflect.DeepEqual(a, b) })
	slices.SortFunc(r.Errors, func(a, b *Error) int {
		return cmp.Or(load.ComparePos(a.Pos, b.Pos), cmp.Compare(a.Msg, b.Msg))
	})
	r.Errors = slices.CompactFunc(r.Errors, func(a, b *Error) bool { return *a == *b })
}

// NewFinding turns a finding of a check into data.
func NewFinding(fset *token.FileSet, of *analysis.Analyzer, d check.Finding) Finding {
	f := Finding{
		Check:      of.Name,
		Package:    d.Package,
		Pos:        fset.Position(d.Pos),
		End:        fset.Position(d.End),
		Message:    d.Message,
		Confidence: d.Category,
		URL:        cmp.Or(d.URL, of.URL),
		Detail:     Detail{Holder: d.Holder, MinBytes: d.MinBytes, MaxBytes: d.MaxBytes},
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, Related{fset.Position(r.Pos), fset.Position(r.End), r.Message})
	}
	for _, fix := range d.SuggestedFixes {
		out := Fix{Message: fix.Message}
		for _, e := range fix.TextEdits {
			end := e.End
			if !end.IsValid() {
				end = e.Pos
			}
			out.Edits = append(out.Edits, Edit{fset.Position(e.Pos).Filename, fset.Position(e.Pos), fset.Position(end), string(e.NewText)})
			if !sameText(fset, e.Pos) || !sameText(fset, end) || fset.File(e.Pos) != fset.File(end) {
				out.Edits = nil
				break
			}
		}
		if len(out.Edits) > 0 {
			f.Fixes = append(f.Fixes, out)
		}
	}
	return f
}

// sameText reports whether a position is one in the file that it names. Those
// after a line directive, which cgo also writes, lie in a file that was made
// of the named one: offsets are about the wrong text.
func sameText(fset *token.FileSet, pos token.Pos) bool {
	return pos.IsValid() && fset.PositionFor(pos, false) == fset.Position(pos)
}
