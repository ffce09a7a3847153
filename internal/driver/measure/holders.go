package measure

import (
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/mapmodel"
	"github.com/maplint/maplint/passes/mapshrink"
)

// measured is the confidence of what a profile shows.
const measured = "measured"

// holders turns verdicts into data.
func (x *extractor) holders(verdicts []*mapshrink.Verdict) []*holder {
	var out []*holder
	for _, v := range verdicts {
		h := &holder{
			key:      holderKey{x.p.Path, v.Holder.Name},
			pkg:      x.pkg,
			declared: x.declared(v.Holder),
			layout:   x.layout(v.Holder.Map),
		}
		x.byVar[v.Holder] = h
		out = append(out, h)
		if x.p.Foreign {
			continue
		}
		c, ok := v.Candidate()
		if !ok {
			continue
		}
		silenced := v.Silenced
		if !silenced.IsValid() && v.Sweep == nil {
			silenced = x.res.Silenced(v.Holder, c.Diagnostic.Pos)
		}
		if silenced.IsValid() {
			h.silencedBy = x.position(silenced)
			continue
		}
		f := driver.NewFinding(x.p.Fset, mapshrink.Analyzer, c.Package.Path(), c.Diagnostic, driver.VerdictDetail{Verdict: v})
		f.Confidence = measured
		h.finding, h.subject, h.reason = &f, c.Subject, c.Reason
	}
	return out
}

func (x *extractor) declared(h *mapmodel.Holder) declaration {
	return declaration{x.position(h.Var.Pos()), h.Elems}
}
