package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/maplint/maplint/internal/driver/measure"
	"github.com/maplint/maplint/internal/heapprof"
)

// A heapMode is which heap profiles, or processes and cores, are read, if any.
type heapMode struct {
	files fileList
	live  liveMode
	least byteSize
}

func (m *heapMode) empty() bool { return len(m.files) == 0 && m.live.empty() }

func (m *heapMode) addFlags(fs *flag.FlagSet) {
	m.least = 1e6
	fs.Var(&m.files, "heap", "show what maps keep by the heap profile in this `file`, - or URL; may be given several times")
	m.live.addFlags(fs)
	fs.Var(&m.least, "heap-min", "with -heap, leave out maps that keep less than this `size`, with -live or -core those that waste less; 1MB unless told")
}

func (m *heapMode) validate(fs *flag.FlagSet) error {
	given := false
	fs.Visit(func(f *flag.Flag) { given = given || f.Name == "heap-min" })
	switch {
	case m.empty() && given:
		return errors.New("-heap-min needs -heap FILE, -live PID or -core FILE")
	case len(m.files) > 0 && !m.live.empty():
		return errors.New("-heap excludes -live and -core: a process tells all that its profile does, and more")
	}
	return m.live.validate()
}

// fileList is a flag that can be given several times.
type fileList []string

func (l *fileList) String() string { return strings.Join(*l, ",") }

func (l *fileList) Set(name string) error {
	if name == "" {
		return errors.New("needs the name of a file")
	}
	*l = append(*l, name)
	return nil
}

// byteSize is a flag with a number of bytes: 1000000, 500kB, 1.5GB, 512KiB.
type byteSize int64

func (s *byteSize) String() string {
	switch n := int64(*s); {
	case n > 0 && n%1e6 == 0:
		return fmt.Sprintf("%dMB", n/1e6)
	default:
		return strconv.FormatInt(n, 10)
	}
}

func (s *byteSize) Set(text string) error {
	number := strings.TrimRight(text, "BIKMGTbikmgt ")
	unit := strings.ToLower(strings.TrimSpace(text[len(number):]))
	factor := map[string]float64{
		"": 1, "b": 1,
		"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12,
		"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
		"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
	}[unit]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || factor == 0 || n < 0 || n*factor >= math.MaxInt64 || math.IsNaN(n) {
		return errors.New("want a size such as 1MB, 500kB or 0")
	}
	*s = byteSize(n * factor)
	return nil
}

// measured is what was read of profiles, or of processes and cores.
type measured struct {
	profiles  []*heapprof.Profile
	processes []measure.Process
	live      bool
}

// read reads the profiles, or the processes and cores. The error names all of
// them that can't be read.
func (m *heapMode) read(ctx context.Context) (measured, error) {
	if m.live.empty() {
		profiles, err := readProfiles(ctx, m.files)
		return measured{profiles: profiles}, err
	}
	out := measured{live: true}
	var errs []error
	for _, s := range m.live.sources() {
		r, err := s.read(ctx)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out.processes = append(out.processes, measure.Process{Name: s.name(), Report: r})
	}
	return out, errors.Join(errs...)
}

// collector returns a new collector for what was read.
func (m measured) collector() *measure.Collector {
	if m.live {
		return measure.NewLive(m.processes)
	}
	return measure.New(m.profiles)
}

// measuredNotes prints what profiles have of maps, and what makes that less
// sure.
func (c *command) measuredNotes(outcome *measure.Outcome) {
	for _, s := range outcome.Summaries {
		fmt.Fprintf(c.stderr, "maplint: %s\n", s)
		for _, note := range s.Notes() {
			fmt.Fprintf(c.stderr, "maplint: %s\n", note)
		}
	}
}

// maxLines is how many lines maplint heap prints of each profile.
const maxLines = 20

// heapOptions are the flags of maplint heap.
type heapOptions struct{ json bool }

func (o *heapOptions) addFlags(fs *flag.FlagSet) {
	fs.BoolVar(&o.json, "json", false, "write JSON, one object for each profile")
}

// heapTop is maplint heap [-json] FILE...
func (c *command) heapTop(ctx context.Context, args []string) int {
	fs := newFlagSet("maplint heap")
	var opt heapOptions
	opt.addFlags(fs)
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if fs.NArg() == 0 {
		return c.fail(errors.New("heap needs the FILE of a heap profile: see maplint help heap"))
	}
	profiles, failed := readProfiles(ctx, fs.Args())
	var b strings.Builder
	for _, p := range profiles {
		guesses := p.Guesses()
		if opt.json {
			line, err := json.Marshal(struct {
				Profile    string           `json:"profile"`
				InUseBytes int64            `json:"inUseBytes"`
				Lines      []heapprof.Guess `json:"lines"`
			}{p.Name, p.Total, append([]heapprof.Guess{}, guesses...)})
			if err != nil {
				return c.fail(err)
			}
			fmt.Fprintf(&b, "%s\n", line)
			continue
		}
		writeGuesses(&b, p, guesses)
	}
	if len(profiles) > 0 && !opt.json {
		b.WriteString(`
A profile has no types and no variables. Other things can have blocks of these
sizes, and tables of less than 16 entries are left out. Whether anything removes
entries or replaces the map only the source tells: maplint -heap FILE ./...
`)
	}
	if code := c.print(b.String()); code != exitClean || failed == nil {
		return code
	}
	return c.fail(failed)
}

func writeGuesses(b *strings.Builder, p *heapprof.Profile, guesses []heapprof.Guess) {
	var sum int64
	for _, g := range guesses {
		sum += g.Bytes
	}
	fmt.Fprintf(b, "%s: %s in use, %s of it in blocks that look like tables of maps\n", p.Name, measure.Size(p.Total), measure.Size(sum))
	if !p.Sized && p.Total > 0 {
		b.WriteString("  the profile does not tell the size of blocks (label bytes), so that tables can't be told from other things\n")
	}
	for i, g := range guesses {
		if i == maxLines {
			fmt.Fprintf(b, "  and %s more\n", count(len(guesses)-i, "line"))
			break
		}
		maps := "maps of Go 1.23 or earlier"
		if g.Swiss {
			maps = "maps of Go 1.24 or later"
		}
		fmt.Fprintf(b, "  %10s  %s:%d in %s: room for %s of %d bytes, as %s have it", measure.Size(g.Bytes), g.File, g.Line, g.Function, measure.Entries(g.Entries), g.Slot, maps)
		if g.Besides > 0 {
			fmt.Fprintf(b, "; the line has %s in other blocks", measure.Size(g.Besides))
		}
		b.WriteByte('\n')
	}
}
