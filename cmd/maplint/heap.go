package main

import (
	"context"
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

// A heapMode is which heap profiles are read, if any.
type heapMode struct {
	files fileList
	least byteSize
}

func (m *heapMode) addFlags(fs *flag.FlagSet) {
	m.least = 1 << 20
	fs.Var(&m.files, "heap", "show what maps keep by the heap profile in a `file`; give it once for each file")
	fs.Var(&m.least, "heap-min", "with -heap, leave out maps that keep less than this `size`")
}

func (m *heapMode) validate(fs *flag.FlagSet, fixes fixMode) error {
	given := false
	fs.Visit(func(f *flag.Flag) { given = given || f.Name == "heap-min" })
	switch {
	case len(m.files) == 0 && given:
		return errors.New("-heap-min needs -heap FILE")
	case len(m.files) > 0 && (fixes.fix || fixes.diff):
		return errors.New("-heap shows findings: run -fix or -diff without it")
	}
	return nil
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

// checkHeap is maplint -heap FILE.
func (c *command) checkHeap(ctx context.Context, cfg driver.Config, mode heapMode, out format) int {
	profiles, ok := c.readHeap(mode.files)
	if !ok {
		return exitError
	}
	collector := measure.New(profiles)
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
		fmt.Fprintf(c.stderr, "maplint: %s left out of maps that keep less than %s\n", count(dropped, "finding"), measure.Size(int64(mode.least)))
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
