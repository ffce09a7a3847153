package mapshrink

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/mapuse"
)

// Kind is what the check says of a holder.
type Kind uint8

const (
	// Silent: a rule excludes the holder.
	Silent Kind = iota
	// Unknown: the answer depends on code that was not followed.
	Unknown
	// Possible: rules 1 to 6 hold, but nothing speaks for thousands of
	// entries, or something speaks against it (rules 7, 9 and 10).
	Possible
	// Likely: all rules hold.
	Likely
)

func (k Kind) String() string { return [...]string{"silent", "unknown", "possible", "likely"}[k] }

// A Verdict is the answer on one holder, with the place that decided it.
type Verdict struct {
	// Holder is the map that the verdict is about.
	Holder *mapuse.Holder
	Kind   Kind
	// Rule is the number of the rule that decided; 0 when all hold.
	Rule int
	// Reason tells in words what decided.
	Reason string
	// Pos is the place that decided; it can be NoPos.
	Pos token.Pos
	// Sweep is the removal that a finding is reported at; nil when there is
	// none.
	Sweep *mapuse.Sweep
	// Silenced is the comment by which a finding is not reported; NoPos when
	// there is none.
	Silenced token.Pos
	// Note is a replacement that happens only by hand (rule 8), or nil.
	Note *mapuse.Op

	pass    *analysis.Pass  // of the package that declares the holder
	reports *types.Package  // the one that a finding is reported in
	at      *analysis.Pass  // of that one
	sweeps  []*mapuse.Sweep // all that make the finding
	others  []*Verdict      // of the package, this one among them
	mended  *repair         // once it was asked for
}
