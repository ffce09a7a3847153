package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/maplint/maplint/internal/driver/measure"
	"github.com/maplint/maplint/internal/livemaps"
)

// liveOptions are the flags of maplint live.
type liveOptions struct {
	json bool
	from liveMode
}

func (o *liveOptions) addFlags(fs *flag.FlagSet) {
	fs.BoolVar(&o.json, "json", false, "write JSON, one object for each process")
	o.from.addFileFlags(fs)
}

// live is maplint live [-json] PID, or -core FILE -exe FILE.
func (c *command) live(ctx context.Context, args []string) int {
	fs := newFlagSet("maplint live")
	var opt liveOptions
	opt.addFlags(fs)
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	for fs.NArg() > 0 {
		opt.from.pids = append(opt.from.pids, fs.Arg(0))
		if code, ok := c.parse(fs, fs.Args()[1:]); !ok { // flags after PID are welcome too
			return code
		}
	}
	if err := opt.from.validate(); err != nil {
		return c.fail(err)
	}
	if opt.from.empty() {
		return c.fail(errors.New("live needs the PID of a process, or -core FILE -exe FILE: see maplint help live"))
	}
	code := exitClean
	for _, s := range opt.from.sources() {
		r, err := s.read(ctx)
		if err != nil {
			code = c.fail(err)
			continue
		}
		text := liveTable(s.name(), r)
		if opt.json {
			line, err := json.Marshal(liveJSON(s.name(), r))
			if err != nil {
				return c.fail(err)
			}
			text = string(line) + "\n"
		}
		if c.print(text) != exitClean {
			return exitError
		}
	}
	return code
}

// A liveMode is which processes and cores are read, if any.
type liveMode struct {
	pids, cores fileList
	exe         string
}

func (m *liveMode) addFlags(fs *flag.FlagSet) {
	fs.Var(&m.pids, "live", "show what maps have and waste in the running process with this `pid`; may be given several times")
	m.addFileFlags(fs)
}

func (m *liveMode) addFileFlags(fs *flag.FlagSet) {
	fs.Var(&m.cores, "core", "read this core `file`, with -exe, in place of a process; may be given several times")
	fs.StringVar(&m.exe, "exe", "", "the executable `file` of the core, or one with DWARF of the process")
}

func (m *liveMode) empty() bool { return len(m.pids)+len(m.cores) == 0 }

func (m *liveMode) validate() error {
	for _, p := range m.pids {
		if n, err := strconv.Atoi(p); err != nil || n <= 0 {
			return fmt.Errorf("%q is no process ID", p)
		}
	}
	switch {
	case len(m.cores) > 0 && m.exe == "":
		return errors.New("-core needs -exe FILE, the executable that dumped the core: its DWARF says what lies where")
	case m.exe != "" && m.empty():
		return errors.New("-exe needs a process or -core FILE")
	}
	return nil
}

// A liveSource is one process or core.
type liveSource struct {
	pid       int
	core, exe string
}

func (m *liveMode) sources() []liveSource {
	var out []liveSource
	for _, p := range m.pids {
		pid, _ := strconv.Atoi(p) // validate has seen it
		out = append(out, liveSource{pid: pid, exe: m.exe})
	}
	for _, core := range m.cores {
		out = append(out, liveSource{core: core, exe: m.exe})
	}
	return out
}

func (s liveSource) name() string {
	if s.core != "" {
		return s.core
	}
	return fmt.Sprintf("process %d", s.pid)
}

func (s liveSource) read(ctx context.Context) (*livemaps.Report, error) {
	open := func() (*livemaps.Target, error) { return livemaps.OpenProcess(s.pid, s.exe) }
	if s.core != "" {
		open = func() (*livemaps.Target, error) { return livemaps.OpenCore(s.core, s.exe) }
	}
	t, err := open()
	if err != nil {
		return nil, s.explain(err)
	}
	defer t.Close()
	r, err := t.Maps(ctx)
	if err != nil {
		return nil, s.explain(err)
	}
	return r, nil
}

// waysOut says what helps against an error.
var waysOut = []struct {
	err error
	out string
}{
	{livemaps.ErrPermission, "run maplint as the user of the process; where kernel.yama.ptrace_scope is not 0, as root or with the capability CAP_SYS_PTRACE; in Kubernetes: kubectl debug -it POD --image=IMAGE --target=CONTAINER --profile=general"},
	{livemaps.ErrNoDWARF, `it was built with -ldflags="-s -w", or stripped: give it with -exe as it was before, or build the same source again with -ldflags="-s=0 ", whose length is the same so that all addresses stay`},
	{livemaps.ErrMismatch, "give the file that was started, or one built from the same source by the same toolchain with -ldflags of the same length (docs/live.md)"},
	{livemaps.ErrVersion, "maps are known of Go 1.24 to 1.27, without experiments: rebuild the program with one of these, or get a newer maplint"},
	{livemaps.ErrNotGo, "maplint live reads Go programs for Linux"},
	{livemaps.ErrSystem, "a core file can be read anywhere: gcore PID on the Linux machine, then maplint live -core FILE -exe FILE"},
	{livemaps.ErrNoProcess, "PID is its number here: in a container the numbers are others"},
}

func (s liveSource) explain(err error) error {
	for _, w := range waysOut {
		if errors.Is(err, w.err) {
			return fmt.Errorf("%s: %w; %s", s.name(), err, w.out)
		}
	}
	return fmt.Errorf("%s: %w", s.name(), err)
}

// A liveRow is what one holder holds.
type liveRow struct {
	holder                             string
	typ                                string
	maps, entries, room, bytes, wasted int64
}

// maxRows is how many rows a table has.
const maxRows = 30

// liveRows adds up the maps of each holder, the most wasted bytes first.
func liveRows(r *livemaps.Report) (rows []*liveRow, total liveRow) {
	byKey := make(map[[2]string]*liveRow)
	for _, m := range r.Maps {
		key := [2]string{holderText(m.Holder), m.Type}
		row := byKey[key]
		if row == nil {
			row = &liveRow{holder: key[0], typ: key[1]}
			byKey[key] = row
			rows = append(rows, row)
		}
		for _, sum := range []*liveRow{row, &total} {
			sum.maps++
			sum.entries += m.Entries
			sum.room += m.Room
			sum.bytes += m.Bytes
			sum.wasted += m.Wasted
		}
	}
	slices.SortFunc(rows, func(a, b *liveRow) int {
		return cmp.Or(cmp.Compare(b.wasted, a.wasted), cmp.Compare(b.bytes, a.bytes), cmp.Compare(a.holder, b.holder), cmp.Compare(a.typ, b.typ))
	})
	return rows, total
}

// holderText names a holder for people.
func holderText(h livemaps.Holder) string {
	switch h.Kind {
	case livemaps.Goroutine:
		return strings.TrimSuffix("held by a goroutine of "+h.Name, " of ")
	case livemaps.Captured:
		return h.Name + " (captured)"
	case livemaps.Garbage:
		return "held by nothing (garbage until the next collection)"
	case livemaps.Unknown:
		return "holder unknown"
	}
	if h.ByLayout {
		return h.Name + " (by layout)"
	}
	return h.Name
}

func liveTable(name string, r *livemaps.Report) string {
	var b strings.Builder
	rows, total := liveRows(r)
	if len(rows) > 0 {
		fmt.Fprintf(&b, "%10s  %10s  %7s  %12s  %12s  %s\n", "WASTED", "BYTES", "MAPS", "ENTRIES NOW", "ROOM", "HOLDER")
	}
	for i, row := range rows {
		if i == maxRows {
			fmt.Fprintf(&b, "and %s more\n", count(len(rows)-i, "holder"))
			break
		}
		typ := cmp.Or(row.typ, "map of unknown type")
		fmt.Fprintf(&b, "%10s  %10s  %7s  %12s  %12s  %s  %s\n", measure.Size(row.wasted), measure.Size(row.bytes),
			thousands(row.maps), thousands(row.entries), thousands(row.room), row.holder, typ)
	}
	share := 0.0
	if r.Heap > 0 {
		share = 100 * float64(total.wasted) / float64(r.Heap)
	}
	fmt.Fprintf(&b, "%s (%s): %s with tables of %s; %s wasted, %.1f%% of the %s of heap in use\n",
		name, r.Go, count(int(total.maps), "map"), measure.Size(total.bytes), measure.Size(total.wasted), share, measure.Size(r.Heap))
	for _, note := range liveNotes(r) {
		b.WriteString(note + "\n")
	}
	return b.String()
}

// liveNotes says what the figures leave out.
func liveNotes(r *livemaps.Report) []string {
	var out []string
	if r.Changing > 0 {
		out = append(out, fmt.Sprintf("%s changed whenever it was read, and is left out", count(r.Changing, "map")))
	}
	if r.Stopped {
		out = append(out, "the heap has more objects than are followed: some maps are without their holder")
	}
	return out
}

// thousands writes a number with commas.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

type liveMap struct {
	Address string     `json:"address"`
	Type    string     `json:"type"`
	Holder  liveHolder `json:"holder"`
	Entries int64      `json:"entries"`
	Slots   int64      `json:"slots"`
	Room    int64      `json:"room"`
	Tables  int64      `json:"tables"`
	Bytes   int64      `json:"bytes"`
	Wasted  int64      `json:"wastedBytes"`
}

type liveHolder struct {
	Kind     livemaps.Kind `json:"kind"`
	Name     string        `json:"name,omitempty"`
	Path     string        `json:"path,omitempty"`
	ByLayout bool          `json:"byLayout,omitempty"`
}

// liveJSON is what -json writes of a process or core: docs/live.md.
func liveJSON(name string, r *livemaps.Report) any {
	maps := make([]liveMap, 0, len(r.Maps))
	for _, m := range r.Maps {
		maps = append(maps, liveMap{
			Address: fmt.Sprintf("%#x", m.Addr), Type: m.Type, Holder: liveHolder(m.Holder),
			Entries: m.Entries, Slots: m.Slots, Room: m.Room, Tables: m.Tables, Bytes: m.Bytes, Wasted: m.Wasted,
		})
	}
	return struct {
		Process  string    `json:"process"`
		Go       string    `json:"go"`
		Main     string    `json:"main"`
		Heap     int64     `json:"heapBytes"`
		Changing int       `json:"changing"`
		Stopped  bool      `json:"stopped"`
		Maps     []liveMap `json:"maps"`
	}{name, r.Go, r.Main, r.Heap, r.Changing, r.Stopped, maps}
}
