package mapshrink

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapmodel"
)

// A Verdict is the answer on one holder, with the place that decided it.
type Verdict struct {
	// Holder is the map that the verdict is about.
	Holder *mapmodel.Holder
	Answer check.Answer
	// Confidence is that of a reported holder.
	Confidence check.Confidence
	// Rule is the one that decided that the holder is not reported.
	Rule check.Rule
	// Reason is what makes the confidence of a reported holder low.
	Reason check.Reason
	// Why tells in words what decided.
	Why string
	// Pos is the place that decided; it can be NoPos.
	Pos token.Pos
	// Sweep is the removal that a finding is reported at; nil when there is
	// none.
	Sweep *mapmodel.Sweep
	// Silenced is the comment by which a finding is not reported; NoPos when
	// there is none.
	Silenced token.Pos
	// Note is a replacement that does not belong to the normal course, or nil.
	Note *mapmodel.Op

	pass    *analysis.Pass    // of the package that declares the holder
	reports *types.Package    // the one that a finding is reported in
	at      *analysis.Pass    // of that one
	sweeps  []*mapmodel.Sweep // all that make the finding
	others  []*Verdict        // of the package, this one among them
	results []*Result         // of the packages that it was judged with
	mended  *repair           // once it was asked for
}

// Decided names what decided: the rule of a silent or unknown verdict, the
// reason of a low one; empty for a finding of default confidence.
func (v *Verdict) Decided() string {
	if v.Answer == check.Reported {
		return string(v.Reason)
	}
	return string(v.Rule)
}

// Standing names the answer with its confidence: reported, low, silent or
// unknown.
func (v *Verdict) Standing() string {
	if v.Answer == check.Reported && v.Confidence == check.Low {
		return check.Low.String()
	}
	return v.Answer.String()
}
