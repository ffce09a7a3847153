package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/maplint/maplint/internal/livemaps"
)

// A Process is what was read of the maps of a running process or a core.
type Process struct {
	Name string
	*livemaps.Report
}

// Live is what a process has in the maps of one holder. What a profile can't
// tell is here: the entries that they have now.
type Live struct {
	Entries int64 `json:"entries"`
	Wasted  int64 `json:"wastedBytes"`
	// Instances are the maps, the most wasted bytes first.
	Instances []Instance `json:"instances"`
}

// An Instance is one map of a holder.
type Instance struct {
	Address string `json:"address"`
	// Path says how a package variable leads to the map, if one does.
	Path    string `json:"path,omitempty"`
	Entries int64  `json:"entries"`
	Room    int64  `json:"room"`
	Bytes   int64  `json:"bytes"`
	Wasted  int64  `json:"wastedBytes"`
}

// NewLive returns a collector for packages whose maps the processes have.
//
// Holders are matched by name: package, type and field, as both the DWARF of
// the program and its source have them. No line is compared, so that another
// revision matches where the names stayed. The variables of functions are not
// matched: their names are not unique.
func NewLive(processes []Process) *Collector {
	c := New(nil)
	c.live = processes
	for _, p := range processes {
		for _, m := range p.Maps {
			if pkg, _, ok := splitHolder(m.Holder); ok {
				c.near[pkg] = true
			}
		}
	}
	return c
}

// splitHolder returns the package of a holder, which is main for the main
// package, and its name in the package as messages have it: without type
// arguments.
func splitHolder(h livemaps.Holder) (pkg, name string, ok bool) {
	if h.Kind != livemaps.Variable && h.Kind != livemaps.Field {
		return "", "", false
	}
	text := withoutArguments(h.Name)
	slash := strings.LastIndexByte(text, '/') + 1
	dot := strings.IndexByte(text[slash:], '.')
	if dot < 0 {
		return "", "", false
	}
	return text[:slash+dot], text[slash+dot+1:], true
}

// withoutArguments removes what stands in brackets, but not the brackets that
// stand for an element: a.Cache[int].rows[] is a.Cache.rows[].
func withoutArguments(name string) string {
	var b strings.Builder
	depth := 0
	for i := range len(name) {
		switch c := name[i]; {
		case c == '[' && (depth > 0 || i+1 < len(name) && name[i+1] != ']'):
			depth++
		case c == ']' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// matchLive matches the maps of the processes with the holders.
func (c *Collector) matchLive() *Outcome {
	best := make(map[*holder]*Figure)
	out := &Outcome{}
	for _, p := range c.live {
		s := &Summary{Profile: p.Name, InUse: p.Heap, Sized: true, Live: p.Report}
		out.Summaries = append(out.Summaries, s)
		for h, f := range c.liveFigures(p, s) {
			f.Shown = 1
			if old := best[h]; old != nil {
				f.Shown += old.Shown
				if old.Live.Wasted >= f.Live.Wasted {
					old.Shown = f.Shown
					continue
				}
			}
			best[h] = f
		}
	}
	for _, f := range best {
		out.Figures = append(out.Figures, f)
	}
	slices.SortFunc(out.Figures, func(a, b *Figure) int {
		return cmp.Or(cmp.Compare(b.Live.Wasted, a.Live.Wasted), cmp.Compare(b.Bytes, a.Bytes),
			cmp.Compare(a.Package, b.Package), cmp.Compare(a.Holder, b.Holder))
	})
	return out
}

func (c *Collector) liveFigures(p Process, s *Summary) map[*holder]*Figure {
	figures := make(map[*holder]*Figure)
	for _, m := range p.Maps {
		s.Tables += m.Bytes
		s.Wasted += m.Wasted
		h := c.liveHolder(p, m.Holder)
		if h == nil {
			continue
		}
		s.Held += m.Bytes
		f := figures[h]
		if f == nil {
			f = &Figure{Package: h.key.pkg, Holder: h.key.name, InUse: p.Heap, Profile: p.Name, holder: h, Samples: []Line{}, Live: &Live{}}
			figures[h] = f
		}
		f.Bytes += m.Bytes
		f.Entries += m.Room
		f.Live.Entries += m.Entries
		f.Live.Wasted += m.Wasted
		f.Live.Instances = append(f.Live.Instances, Instance{
			fmt.Sprintf("%#x", m.Addr), m.Holder.Path, m.Entries, m.Room, m.Bytes, m.Wasted,
		})
	}
	return figures
}

// liveHolder returns the holder of the source that a process means, or nil.
func (c *Collector) liveHolder(p Process, h livemaps.Holder) *holder {
	pkg, name, ok := splitHolder(h)
	if !ok {
		return nil
	}
	if pkg != "main" {
		return c.holders[holderKey{pkg, name}]
	}
	if h := c.holders[holderKey{p.Main, name}]; h != nil {
		return h
	}
	// A program that was built from a list of files has no path.
	var one *holder
	for _, k := range c.packages {
		if h := c.holders[holderKey{k.path, name}]; k.main && h != nil && p.Main == "command-line-arguments" {
			if one != nil {
				return nil
			}
			one = h
		}
	}
	return one
}

// weight is by what a figure is judged: what could be freed, where it is known.
func (f *Figure) weight() int64 {
	if f.Live != nil {
		return f.Live.Wasted
	}
	return f.Bytes
}

// amount is what maps have, as in 5 entries, room for 2.1 million: 71.7 MB
// wasted.
func (l *Live) amount(room int64) string {
	maps := ""
	if n := len(l.Instances); n > 1 {
		maps = fmt.Sprintf(" in %d maps", n)
	}
	return fmt.Sprintf("%s%s, room for %s: %s wasted", Entries(l.Entries), maps, number(room), Size(l.Wasted))
}

// number is Entries without the noun.
func number(n int64) string {
	text, _, _ := strings.Cut(strings.TrimSuffix(Entries(n), " entries"), " entry")
	return text
}

// liveString is Summary.String of a process.
func (s *Summary) liveString() string {
	return fmt.Sprintf("%s: %s of heap in use, %s of it (%s) in tables of maps, %s wasted; %s are held in these packages",
		s.Profile, Size(s.InUse), Size(s.Tables), percent(s.Tables, s.InUse), Size(s.Wasted), Size(s.Held))
}

// liveNotes is Summary.Notes of a process.
func (s *Summary) liveNotes() []string {
	var out []string
	if n := s.Live.Changing; n > 0 {
		out = append(out, fmt.Sprintf("%s: maps that changed whenever they were read, and are left out: %d", s.Profile, n))
	}
	if s.Live.Stopped {
		out = append(out, s.Profile+": the heap has more objects than are followed: some maps are without their holder")
	}
	return out
}
