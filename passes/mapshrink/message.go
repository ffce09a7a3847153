package mapshrink

import (
	"fmt"
	"go/token"
	"go/types"
	"math"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/maplayout"
	"github.com/maplint/maplint/internal/mapmodel"
)

// Subject names the holder for a sentence: map Cache.items, or maps in
// Index.byTopic[] for inner ones.
func (v *Verdict) Subject() string {
	if v.Holder.Elems > 0 {
		return "maps in " + v.name()
	}
	return "map " + v.name()
}

// name names the holder for those who read the package that the finding is
// reported in: with the name of its own package where that is another one.
func (v *Verdict) name() string { return v.from(v.Holder.Var.Pkg()) + v.Holder.Name }

// from is what comes before the names of a package in a report.
func (v *Verdict) from(pkg *types.Package) string {
	if v.reports == nil || pkg == v.reports {
		return ""
	}
	return pkg.Name() + "."
}

// by names the replacement that only code out of view would ask for.
func (v *Verdict) by() string {
	fn, name := v.Holder.AskedBy(v.Note)
	return v.from(fn.Pkg.Pkg) + name
}

// message says what never shrinks, why, and what that costs. without says why
// there is no fix, or is empty.
func (v *Verdict) message(without string) string {
	verb, its := "shrinks", "it keeps its"
	if v.Holder.Elems > 0 {
		verb, its = "shrink", "they keep their"
	}
	msg := fmt.Sprintf("%s never %s: %s, so %s peak memory", v.Subject(), verb, v.because(), its)
	if cost := v.Cost(); cost != "" {
		msg += " (" + cost + ")"
	}
	if v.Confidence == check.Low {
		msg += "; low confidence: " + v.Why
	}
	return msg + noFix(without)
}

// noFix says in a message why there is no fix.
func noFix(without string) string {
	if without == "" {
		return ""
	}
	return "; no automatic fix: " + without
}

// because says what happens to the map, as in "entries are deleted in a loop
// and the map is never replaced".
func (v *Verdict) because() string {
	is := "the map is"
	if v.Holder.Elems > 0 {
		is = "the maps are"
	}
	how := "entries are deleted in a loop and " + is
	switch {
	case v.Sweep.Cleared:
		how = is + " cleared and"
	case v.Sweep.Op.Clears():
		how = is + " cleared in a loop and"
	}
	switch {
	case v.Note != nil:
		return how + " replaced only by " + v.by()
	case v.Reason == check.Emptied:
		return how + " replaced only when it is empty"
	}
	return how + " never replaced"
}

// Cost returns the memory that a million entries at the peak leave behind,
// as in "40 to 80 MB per million entries", or "" when the size of an entry is
// not known.
func (v *Verdict) Cost() string {
	r, ok := v.PerEntry()
	if !ok {
		return ""
	}
	return fmt.Sprintf("%d to %d MB per million entries", int(math.Round(r.Min)), int(math.Round(r.Max)))
}

// PerEntry returns the bytes that stay for each entry that there was at the
// peak. It reports false when the size of an entry is not known.
func (v *Verdict) PerEntry() (maplayout.Range, bool) {
	if v.pass == nil {
		return maplayout.Range{}, false
	}
	return maplayout.PerEntry(v.Holder.Map, maplayout.EraOf(mapmodel.GoVersion(v.pass)), v.pass.TypesSizes)
}

// maxInserts is how many inserts a finding lists.
const maxInserts = 3

// A finding is what a verdict reports, with what stands against a fix.
type finding struct {
	diagnostic analysis.Diagnostic
	without    string
}

// Diagnostic returns the finding as drivers take it.
func (v *Verdict) Diagnostic() analysis.Diagnostic { return v.finding().diagnostic }

// finding returns the finding of a reported map. It is made once, with its
// message, fixes and related places.
func (v *Verdict) finding() *finding {
	if v.made == nil {
		r := v.mend()
		v.made = &finding{v.diagnostic(r), r.without}
	}
	return v.made
}

// findingIn returns a diagnostic about the map with what drivers want besides.
func (v *Verdict) findingIn(pkg *types.Package, d analysis.Diagnostic) *check.Finding {
	per, _ := v.PerEntry()
	return &check.Finding{Diagnostic: d, Package: pkg.Path(), Holder: v.Holder.Name, MinBytes: per.Min, MaxBytes: per.Max}
}

func (v *Verdict) diagnostic(r repair) analysis.Diagnostic {
	h, op := v.Holder, v.Sweep.Op
	_, pos, end := h.Place(op)
	d := analysis.Diagnostic{
		Pos:      pos,
		End:      end,
		Category: v.Confidence.String(),
		URL:      manual, // where drivers make one of the category, it leads nowhere
		Message:  v.message(r.without),
		Related:  []analysis.RelatedInformation{{Pos: h.Var.Pos(), End: h.Var.Pos() + token.Pos(len(h.Var.Name())), Message: v.name() + " is declared here"}},
	}
	add := func(pos, end token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, End: max(pos, end), Message: fmt.Sprintf(format, args...)})
		}
	}
	v.inserts(add)
	if pos != op.Pos {
		add(op.Pos, op.End, "entries are removed here")
	}
	if !v.Sweep.Direct {
		add(v.Sweep.LoopPos, v.Sweep.LoopPos, "the loop is here")
	}
	if v.Note != nil {
		add(v.Note.Pos, v.Note.End, "it is replaced only here, by %s", v.by())
	}
	d.SuggestedFixes = r.fixes
	return d
}

// inserts adds the first places where entries are inserted.
func (v *Verdict) inserts(add func(pos, end token.Pos, format string, args ...any)) {
	n := 0
	for _, ins := range v.Holder.Ops {
		if ins.Kind != mapmodel.Insert || v.Holder.Initial(ins) {
			continue
		}
		if n++; n <= maxInserts {
			_, pos, end := v.Holder.Place(ins)
			add(pos, end, "entries are inserted here")
		}
	}
}
