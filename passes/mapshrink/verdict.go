package mapshrink

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapcheck"
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
	made    *finding          // once it was asked for

	packages []*mapcheck.Package // that it was judged with
}

// Decided names what decided: the rule of a silent or unknown verdict, the
// reason of a low one; empty for a finding of default confidence.
func (v *Verdict) Decided() string { return v.data().Decided() }

// Standing names the answer with its confidence: reported, low, silent or
// unknown.
func (v *Verdict) Standing() string { return v.data().Standing() }

// data is what drivers take of a verdict, without what takes work.
func (v *Verdict) data() *check.Verdict {
	grows := v.Answer == check.Reported || v.Answer == check.Silent && v.Rule == check.Grows
	return &check.Verdict{
		Package:    v.Holder.Var.Pkg().Path(),
		Holder:     v.Holder.Name,
		Answer:     v.Answer,
		Confidence: v.Confidence,
		Rule:       v.Rule,
		Reason:     v.Reason,
		Why:        v.Why,
		Pos:        v.Pos,
		Open:       grows && v.Holder.Var.Exported(), // others can replace it, or fill it
		Silenced:   v.Silenced,
		Shown:      v.Answer == check.Reported && v.Confidence >= shown.Least && !v.Silenced.IsValid(),
	}
}

// Package is the one that a finding is reported in, which need not be the
// one that declares the map.
func (v *Verdict) Package() *types.Package {
	if v.reports != nil {
		return v.reports
	}
	return v.Holder.Var.Pkg()
}
