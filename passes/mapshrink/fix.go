package mapshrink

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/mapmodel"
)

// The fixes, the safest first.
//
//   - Where a statement does nothing but empty the map, another map takes its
//     place.
//   - After a sweep that leaves entries, they move to a map of their number:
//     when more went than stayed, and at least 1,000 did, so that the deletes
//     have paid for the copy. After a loop that deletes all entries and does
//     something else too, a new map is stored when the map is empty.
//   - Where all inserts make the map on demand: nil when the map is empty.
//
// There is none where other code has the map too or goes on with it, where
// the holder can't be assigned or its type not be written, and where the loop
// is not in the function that deletes. A fix mends all sweeps of the map that
// stand in the file of the reported one, since the largest need not be the
// one that is reported; the reported one must be among them, and the check
// must be silent afterwards.

// minGone is how many entries must have gone before survivors are copied:
// below it a copy frees nothing worth the work.
const minGone = "1000"

// A repair is what the check has to offer for one finding.
type repair struct {
	fixes []analysis.SuggestedFix
	// without says why there is no fix. The message has it, so that it must not
	// depend on what only some drivers know.
	without string
}

// A mender makes the fixes of one finding.
type mender struct {
	pass   *analysis.Pass
	v      *Verdict
	said   string   // why no sweep can be mended
	places []*place // the sweeps that one fix mends
}

// mend returns the repair of a finding.
func (v *Verdict) mend() repair {
	if v.at == nil {
		return repair{}
	}
	return (&mender{pass: v.at, v: v}).repair()
}

func (m *mender) repair() repair {
	h := m.v.Holder
	shown, without := m.locate(m.v.Sweep)
	if shown == nil {
		return repair{without: without}
	}
	if _, why, shared := h.Shared(); shared {
		return repair{without: why}
	}
	if m.places = m.choose(shown); len(m.places) == 0 {
		return repair{without: m.said}
	}
	var fixes []analysis.SuggestedFix
	add := func(title string, way edit) {
		if f, ok := m.fix(title, way); ok {
			fixes = append(fixes, f)
		}
	}
	name := h.Name
	switch shown.way {
	case instead:
		add("Replace "+name+" by a new map instead of emptying it", newMap)
	case whenEmpty:
		add("Replace "+name+" by a new map when the sweep left it empty", newMap)
	case survivors:
		add("Rebuild "+name+" when a sweep has removed most of it", newMap)
	}
	if m.nilSafe() {
		if shown.way == instead {
			add("Set "+name+" to nil instead of emptying it", storeNil)
		} else {
			add("Set "+name+" to nil when the sweep left it empty", storeNil)
		}
	}
	if len(fixes) == 0 {
		return repair{without: noType}
	}
	if !m.editable(shown.file) {
		fixes = nil // the finding has a fix, but not in the file that this driver sees
	}
	return repair{fixes: fixes}
}

// choose returns the sweeps of the holder that one fix mends, the reported
// one first. It is empty where the check would go on to report the holder, or
// where a sweep runs while other code goes on with the old map.
func (m *mender) choose(shown *place) []*place {
	h := m.v.Holder
	_, told := h.NilTold()
	var out []*place
	for _, s := range append([]*mapmodel.Sweep{m.v.Sweep}, m.v.sweeps...) {
		p := shown
		if s != m.v.Sweep {
			if p, _ = m.locate(s); p == nil || p.file != shown.file {
				continue
			}
		}
		if m.overlaps(p, out) {
			continue
		}
		own := func(pos token.Pos) bool { return p.stmt.Pos() <= pos && pos < p.stmt.End() }
		switch _, held := h.HeldAcross([]*mapmodel.Op{s.Op}, own); {
		case held:
			m.said = usedAfter
		case told && p.way != survivors:
			m.said = nilMeans
		case !m.builtins(p.stmt.Pos()):
			m.said = noType
		case h.Initial(s.Op):
			m.said = byOnce // what is stored there replaces nothing
		default:
			out = append(out, p)
			continue
		}
		if p == shown {
			return nil
		}
	}
	if !m.silences(out) {
		m.said = otherSweeps
		return nil
	}
	return out
}

func (m *mender) overlaps(p *place, others []*place) bool {
	for _, o := range others {
		if p.stmt.Pos() < o.stmt.End() && o.stmt.Pos() < p.stmt.End() {
			return true
		}
	}
	return false
}

// silences reports whether the check would be silent with these sweeps
// mended: each mends those that work on the same map.
func (m *mender) silences(places []*place) bool {
	h := m.v.Holder
	mended := make(map[*mapmodel.Op]bool)
	var normal []*mapmodel.Op
	for _, p := range places {
		mended[p.sweep.Op] = true
		normal = append(normal, p.sweep.Op)
	}
	for _, s := range m.v.sweeps {
		within := false // deletes that a mended loop stands around
		for _, p := range places {
			within = within || p.stmt.Pos() <= s.Op.Pos && s.Op.Pos < p.stmt.End()
		}
		if within {
			continue
		}
		if _, _, ok := h.Released(s.Op, normal); !ok {
			return false
		}
	}
	return true
}

// nilSafe reports whether the holder may be nil after each sweep.
func (m *mender) nilSafe() bool {
	h := m.v.Holder
	if _, told := h.NilTold(); told || h.Elems > 0 {
		return false
	}
	for _, op := range h.Ops {
		if op.Kind == mapmodel.Share || op.Kind == mapmodel.Expose {
			return false // json tells nil from empty, for one
		}
	}
	return h.MadeOnDemand()
}
