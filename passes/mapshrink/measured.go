package mapshrink

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapcheck"
	"github.com/maplint/maplint/internal/mapmodel"
)

// large returns what to report of the map if a heap profile shows it to be
// large. The rules that guess at its size do not matter then: it is enough that
// something removes entries and nothing replaces the map. It is nil if nothing
// removes entries, or if something replaces the map or may do so.
func (v *Verdict) large() *check.Large {
	h := v.Holder
	is := "the map is"
	if h.Elems > 0 {
		is = "the maps are"
	}
	if v.Sweep != nil {
		f := v.finding()
		return &check.Large{
			Finding: *v.findingIn(v.Package(), f.diagnostic), Subject: v.Subject(), Reason: v.because() + noFix(f.without), Silenced: v.Silenced,
		}
	}
	if v.Rule == check.Kept {
		return nil
	}
	var removal *mapmodel.Op
	for _, op := range h.Ops {
		switch op.Kind {
		case mapmodel.Replace:
			return nil
		case mapmodel.Remove, mapmodel.Empty:
			_, pos, _ := h.Place(op)
			f := mapcheck.FileOf(v.pass, pos)
			if removal == nil && (f == nil || !mapcheck.IsGenerated(f)) {
				removal = op
			}
		}
	}
	if removal == nil {
		return nil
	}
	fn, pos, end := h.Place(removal)
	pkg := fn.Pkg.Pkg
	w := *v
	w.reports = pkg
	d := analysis.Diagnostic{Pos: pos, End: end}
	add := func(pos, end token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, End: max(pos, end), Message: fmt.Sprintf(format, args...)})
		}
	}
	add(h.Var.Pos(), h.Var.Pos()+token.Pos(len(h.Var.Name())), "%s is declared here", w.name())
	v.inserts(add)
	return &check.Large{
		Finding: *v.findingIn(pkg, d), Subject: w.Subject(),
		Reason:   "entries are deleted and " + is + " never replaced; no automatic fix: entries leave one by one, in no loop after which a new map can be made",
		Silenced: mapcheck.Silenced(v.packages, h, pos),
	}
}
