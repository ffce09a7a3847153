package mapshrink

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapmodel"
)

// A Candidate is what to report of a map that is known to be large, since a
// heap profile shows it. The rules that guess at its size do not matter then:
// it is enough that something removes entries and nothing replaces the map.
type Candidate struct {
	// Package is the one that it is reported in.
	Package *types.Package
	// Diagnostic has no message, since the figures are still to come: it is
	// the subject, what the map keeps, and the reason.
	Diagnostic      analysis.Diagnostic
	Subject, Reason string
}

// Candidate returns what to report of the map if it is large. It reports
// false if nothing removes entries, or if something replaces the map or may
// do so.
func (v *Verdict) Candidate() (c Candidate, ok bool) {
	h := v.Holder
	is := "the map is"
	if h.Elems > 0 {
		is = "the maps are"
	}
	if v.Sweep != nil {
		c = Candidate{Package: v.Package(), Diagnostic: v.Diagnostic(), Subject: v.Subject()}
		c.Reason = v.because()
		if without := v.mend().without; without != "" {
			c.Reason += "; no automatic fix: " + without
		}
		return c, true
	}
	if v.Rule == check.Kept {
		return c, false
	}
	var removal *mapmodel.Op
	for _, op := range h.Ops {
		switch op.Kind {
		case mapmodel.Replace:
			return c, false
		case mapmodel.Remove, mapmodel.Empty:
			_, pos, _ := h.Place(op)
			f := fileOf(v.pass, pos)
			if removal == nil && (f == nil || !isGenerated(f)) {
				removal = op
			}
		}
	}
	if removal == nil {
		return c, false
	}
	fn, pos, end := h.Place(removal)
	c = Candidate{Package: fn.Pkg.Pkg}
	w := *v
	w.reports = c.Package
	c.Subject = w.Subject()
	c.Reason = "entries are deleted and " + is + " never replaced; no automatic fix: entries leave one by one, in no loop after which a new map can be made"
	d := analysis.Diagnostic{Pos: pos, End: end}
	add := func(pos, end token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, End: max(pos, end), Message: fmt.Sprintf(format, args...)})
		}
	}
	add(h.Var.Pos(), h.Var.Pos()+token.Pos(len(h.Var.Name())), "%s is declared here", w.name())
	v.inserts(add)
	c.Diagnostic = d
	return c, true
}
