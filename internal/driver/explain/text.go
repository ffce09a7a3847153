package explain

import (
	"fmt"
	"io"
	"strings"

	"github.com/maplint/maplint/internal/driver/measure"
)

// maxLeftOut is how many packages that were left out are listed.
const maxLeftOut = 3

// WriteText writes the holders for people.
func WriteText(w io.Writer, holders []*Holder) error {
	var b strings.Builder
	for i, h := range holders {
		if i > 0 {
			b.WriteByte('\n')
		}
		h.text(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (h *Holder) text(b *strings.Builder) {
	fmt.Fprintf(b, "map %s in package %s\n", h.Name, h.Package)
	fmt.Fprintf(b, "  declared    %s: %s\n", h.Declared, h.Type)
	fmt.Fprintf(b, "  lifetime    %s: %s%s\n", h.Lifetime.Answer, h.Lifetime.Reason, at(h.Lifetime.Place))
	label := "operations"
	for _, op := range h.Operations {
		fmt.Fprintf(b, "  %-10s  %-10s %s in %s", label, op.Kind, op.Place, op.Function)
		if op.Note != "" {
			fmt.Fprintf(b, " (%s)", op.Note)
		}
		b.WriteByte('\n')
		if len(op.Calls) > 0 {
			fmt.Fprintf(b, "%25swhere the map comes through the call at %s\n", "", through(op.Calls))
		}
		for i, l := range op.Loops {
			if i == mostLoops {
				fmt.Fprintf(b, "%25sand in %d more loops (-json has them all)\n", "", len(op.Loops)-i)
				break
			}
			fmt.Fprintf(b, "%25sin the loop at %s", "", l.Place)
			if len(l.Calls) > 0 {
				fmt.Fprintf(b, ", through the call at %s", through(l.Calls))
			}
			if l.WayOut {
				b.WriteString(", during shutdown")
			}
			b.WriteByte('\n')
		}
		label = ""
	}
	if len(h.Operations) == 0 {
		fmt.Fprintf(b, "  %-10s  none\n", label)
	}
	for _, v := range h.Verdicts {
		v.text(b, len(h.Verdicts) > 1)
	}
	h.heap(b)
	for _, v := range h.Verdicts {
		if by := v.SilencedBy; by != nil {
			fmt.Fprintf(b, "  silenced    by the comment at %s\n", by)
		}
	}
	if n := len(h.LeftOut); n > 0 {
		list, more := h.LeftOut, ""
		if n > maxLeftOut {
			list, more = list[:maxLeftOut], fmt.Sprintf(" and %d more", n-maxLeftOut)
		}
		fmt.Fprintf(b, "  view        partial: packages that import this one were not named: %s%s\n", strings.Join(list, ", "), more)
	}
}

// text writes a verdict; with the name of the check where there are several.
func (v *Verdict) text(b *strings.Builder, named bool) {
	b.WriteString("  verdict     ")
	if named {
		b.WriteString(v.Check + ": ")
	}
	b.WriteString(v.Answer)
	switch {
	case v.Reason != "":
		fmt.Fprintf(b, " with %s confidence, reason %s", v.Confidence, v.Reason)
	case v.Rule != "":
		fmt.Fprintf(b, ", rule %s", v.Rule)
	}
	fmt.Fprintf(b, ": %s%s\n", v.Why, at(v.Place))
}

// maxSamples is how many lines of a profile are listed.
const maxSamples = 8

// heap writes what heap profiles show.
func (h *Holder) heap(b *strings.Builder) {
	f := h.Heap
	if f == nil {
		return
	}
	if f.Bytes == 0 {
		b.WriteString("  measured    no tables")
	} else if f.Live != nil {
		fmt.Fprintf(b, "  measured    %s", f.Amount())
	} else {
		fmt.Fprintf(b, "  measured    keeps %s", f.Amount())
	}
	if f.Error > 0 {
		fmt.Fprintf(b, " (give or take %s, by the rate of sampling)", measure.Size(f.Error))
	}
	if f.Besides > 0 {
		fmt.Fprintf(b, "; the same lines have %s in other things", measure.Size(f.Besides))
	}
	if len(f.Shares) > 0 {
		fmt.Fprintf(b, "; evenly shared with %s, which are filled on the same lines", strings.Join(f.Shares, ", "))
	}
	if change := f.Change(); change != "" {
		fmt.Fprintf(b, "; %s", change)
	}
	fmt.Fprintf(b, "\n%14sin %s, which has %s in use\n", "", f.Profile, measure.Size(f.InUse))
	if f.Live != nil {
		instances(b, f.Live.Instances)
	}
	label := "samples"
	for i, s := range f.Samples {
		if i == maxSamples {
			fmt.Fprintf(b, "%14sand %d more\n", "", len(f.Samples)-i)
			break
		}
		what := "table"
		if !s.Table {
			what = "other"
		}
		fmt.Fprintf(b, "  %-10s  %s  %s:%d in %s: %s", label, what, s.File, s.Line, s.Function, measure.Size(s.Bytes))
		if s.Block > 0 {
			fmt.Fprintf(b, " in %d blocks of %d bytes", s.Objects, s.Block)
		}
		switch s.Match {
		case "moved":
			b.WriteString(", a line that has moved since")
		case "nearest":
			b.WriteString(", matched by the nearest line")
		}
		b.WriteByte('\n')
		label = ""
	}
}

func at(p *Place) string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf(" (%s)", p)
}

// mostLoops is how many of the loops around an operation are printed: the
// nearest come first, and a helper that everything calls has dozens.
const mostLoops = 6

func through(calls []Place) string {
	var parts []string
	for _, c := range calls {
		parts = append(parts, c.String())
	}
	return strings.Join(parts, ", then ")
}

// instances writes the maps of a holder that a process has.
func instances(b *strings.Builder, list []measure.Instance) {
	label := "instances"
	for i, m := range list {
		if i == maxSamples {
			fmt.Fprintf(b, "%14sand %d more\n", "", len(list)-i)
			break
		}
		fmt.Fprintf(b, "  %-10s  %s: %s, room for %d: %s, %s wasted", label, m.Address, measure.Entries(m.Entries), m.Room, measure.Size(m.Bytes), measure.Size(m.Wasted))
		if m.Path != "" {
			fmt.Fprintf(b, "; %s", m.Path)
		}
		b.WriteByte('\n')
		label = ""
	}
}
