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

	"github.com/maplint/maplint/internal/driver"
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
	m.least = 1 << 20
	fs.Var(&m.files, "heap", "show what maps keep by the heap profile in this file; may be given several times")
	m.live.addFlags(fs)
	fs.Var(&m.least, "heap-min", "with -heap, leave out maps that keep less than this size, with -live or -core those that waste less (1MiB unless told)")
}

func (m *heapMode) validate(fs *flag.FlagSet, fixes fixMode) error {
	given := false
	fs.Visit(func(f *flag.Flag) { given = given || f.Name == "heap-min" })
	switch {
	case m.empty() && given:
		return errors.New("-heap-min needs -heap FILE, -live PID or -core FILE")
	case len(m.files) > 0 && (fixes.fix || fixes.diff):
		return errors.New("-heap shows findings: run -fix or -diff without it")
	case !m.live.empty() && (fixes.fix || fixes.diff):
		return errors.New("-live and -core show findings: run -fix or -diff without them")
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

// byteSize is a flag with a number of bytes: 1048576, 512KiB, 1.5GB.
type byteSize int64

func (s *byteSize) String() string {
	switch n := int64(*s); {
	case n > 0 && n%(1<<20) == 0:
		return fmt.Sprintf("%dMiB", n>>20)
	default:
		return strconv.FormatInt(n, 10)
	}
}

func (s *byteSize) Set(text string) error {
	number := strings.TrimRight(text, "BIKMGTbikmgt ")
	unit := strings.ToLower(strings.TrimSpace(text[len(number):]))
	factor := map[string]float64{
		"": 1, "b": 1,
		"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40,
		"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
		"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
	}[unit]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || factor == 0 || n < 0 || n*factor >= math.MaxInt64 || math.IsNaN(n) {
		return errors.New("want a size such as 1MiB, 500KB or 0")
	}
	*s = byteSize(n * factor)
	return nil
}

// read reads the profiles. It reports false, and has said why, if one of them
// can't be read.
func (c *command) readHeap(files []string) ([]*heapprof.Profile, bool) {
	var out []*heapprof.Profile
	ok := true
	for _, name := range files {
		p, err := heapprof.ReadFile(name)
		if err != nil {
			c.fail(err)
			ok = false
			continue
		}
		out = append(out, p)
	}
	return out, ok
}

// collector reads the profiles, or the processes and cores. It reports false,
// and has said why, if one of them can't be read.
func (c *command) collector(ctx context.Context, mode heapMode) (*measure.Collector, bool) {
	if mode.live.empty() {
		profiles, ok := c.readHeap(mode.files)
		return measure.New(profiles), ok
	}
	var processes []measure.Process
	ok := true
	for _, s := range mode.live.sources() {
		r, err := s.read(ctx)
		if err != nil {
			c.fail(err)
			ok = false
			continue
		}
		processes = append(processes, measure.Process{Name: s.name(), Report: r})
	}
	return measure.NewLive(processes), ok
}

// checkHeap is maplint -heap FILE, -live PID or -core FILE.
func (c *command) checkHeap(ctx context.Context, cfg driver.Config, mode heapMode, out format) int {
	collector, ok := c.collector(ctx, mode)
	if !ok {
		return exitError
	}
	cfg.Inspect, cfg.Wants, cfg.WantsForeign = collector.Inspect, collector.Wants, collector.WantsForeign
	report, ok := c.drive(ctx, cfg)
	if !ok {
		return exitError
	}
	outcome := collector.Match()
	dropped := outcome.Apply(report, int64(mode.least))
	if err := out.write(c.stdout, report); err != nil {
		return c.fail(err)
	}
	code := c.finish(report, len(report.Findings) > 0)
	c.notes(outcome)
	if dropped > 0 {
		verb := "keep"
		if !mode.live.empty() {
			verb = "waste"
		}
		fmt.Fprintf(c.stderr, "maplint: %s left out of maps that %s less than %s\n", count(dropped, "finding"), verb, measure.Size(int64(mode.least)))
	}
	return code
}

// notes prints what profiles have of maps, and what makes that less sure.
func (c *command) notes(outcome *measure.Outcome) {
	for _, s := range outcome.Summaries {
		fmt.Fprintf(c.stderr, "maplint: %s\n", s)
		for _, note := range s.Notes() {
			fmt.Fprintf(c.stderr, "maplint: %s\n", note)
		}
	}
}

// maxLines is how many lines maplint heap prints of each profile.
const maxLines = 20

// heapTop is maplint heap [-json] FILE...
func (c *command) heapTop(args []string) int {
	fs := newFlagSet("maplint heap")
	asJSON := fs.Bool("json", false, "write JSON")
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if fs.NArg() == 0 {
		return c.fail(errors.New("heap needs the FILE of a heap profile: see maplint help"))
	}
	profiles, ok := c.readHeap(fs.Args())
	var b strings.Builder
	for _, p := range profiles {
		guesses := p.Guesses()
		if *asJSON {
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
	if len(profiles) > 0 && !*asJSON {
		b.WriteString(`
A profile has no types and no variables. Other things can have blocks of these
sizes, and tables of less than 16 entries are left out. Whether anything removes
entries or replaces the map only the source tells: maplint -heap FILE ./...
`)
	}
	if code := c.print(b.String()); code != exitClean || ok {
		return code
	}
	return exitError
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
