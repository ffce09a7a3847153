// Package heapprof reads heap profiles of Go programs for what they tell of
// maps: which line allocated how many blocks of which size that are in use.
//
// The runtime's own frames are cut off by the profiler, so a map's table
// stands under the line that inserts. Nothing else marks it as a table, but
// each sample carries the size of its blocks in the label bytes
// (runtime/pprof/protomem.go), and internal/maplayout knows which sizes the
// tables of a map have.
package heapprof

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/google/pprof/profile"
)

// A Profile is what is in use by a program, as one heap profile has it.
type Profile struct {
	// Name is the file's, for messages.
	Name    string
	Samples []Sample
	// Total is the sum of the samples, in bytes.
	Total int64
	// Rate is the mean number of bytes between samples, 0 if unknown.
	Rate int64
	// Sized says that samples tell the size of their blocks.
	Sized bool
	// Go is the version of Go that built the program, go1.23.12 say. It is
	// empty in most profiles: only the folder of a toolchain tells it.
	Go string
	// Program is the base name of the executable, or empty.
	Program string

	locations [][]Frame
}

// Frames appends the frames of a sample to a list, and returns it: the
// innermost first, inlined ones included, without those of the runtime that
// come before the line which allocates.
func (p *Profile) Frames(list []Frame, s *Sample) []Frame {
	begin := len(list)
	for _, i := range s.stack {
		for _, f := range p.locations[i] {
			if len(list) > begin || !isRuntime(f.Func) {
				list = append(list, f)
			}
		}
	}
	if len(list) == begin && len(s.stack) > 0 { // it is the runtime's own
		list = append(list, p.locations[s.stack[0]]...)
	}
	return list
}

// A Sample are the blocks of one size that one stack of calls allocated.
type Sample struct {
	// stack are indexes of locations, the innermost first.
	stack []int32
	// Block is the size of each block in bytes, 0 if the profile does not
	// tell.
	Block int64
	// Bytes and Objects are in use. They are estimates unless the rate is 1.
	Bytes, Objects int64
}

// A Frame is one function of a stack.
type Frame struct {
	// Func is the name of the function in normal form: see [FuncName].
	Func string
	// Pkg is the import path of its package, main for that of the program.
	Pkg string
	// Closure says that the function is a literal in the one that Func names.
	Closure bool
	// File is the name of the source file on the machine that built it.
	File string
	// Line is in the file; Start is that of the function, 0 if unknown.
	Line, Start int64
}

// Innermost tells the location of a sample's innermost frame, as a number: the
// same for samples with the same frames there. It reports false if that is one
// of the runtime, or if there is none.
func (p *Profile) Innermost(s *Sample) (location int, ok bool) {
	if len(s.stack) == 0 {
		return 0, false
	}
	frames := p.locations[s.stack[0]]
	return int(s.stack[0]), len(frames) > 0 && !isRuntime(frames[0].Func)
}

// Functions yields the frames of all locations, of which some may be the same.
func (p *Profile) Functions() iter.Seq[Frame] {
	return func(yield func(Frame) bool) {
		for _, frames := range p.locations {
			for _, f := range frames {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// Variance is that of the bytes of a sample, which the runtime estimates: a
// block of n bytes is sampled with the probability 1-exp(-n/rate), and counts
// for 1 over that many. It is 0 if all blocks are in the profile, or if it
// does not tell.
func (p *Profile) Variance(s *Sample) float64 {
	if p.Rate <= 1 || s.Block == 0 {
		return 0
	}
	size := float64(s.Block)
	sampled := -math.Expm1(-size / float64(p.Rate))
	return float64(s.Bytes) * size * (1 - sampled) / sampled
}

// The bounds of what is read: a file beyond them is refused.
const (
	maxSize = 1 << 30 // bytes, when unpacked
	// Profiles shrink to a tenth when they are packed. What shrinks to less
	// than a hundredth was made to fill a memory.
	maxRatio  = 100
	freeRatio = 64 << 20 // bytes below which the ratio does not matter
)

// ReadFile reads a heap profile, packed with gzip or not. The error names the
// file and says what is wrong with it.
func ReadFile(name string) (*Profile, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s: is a folder, not a heap profile", name)
	}
	p, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p.Name = name
	return p, nil
}

// Read reads a heap profile, packed with gzip or not.
func Read(r io.Reader) (*Profile, error) {
	data, err := unpack(r)
	if err != nil {
		return nil, err
	}
	return Parse(data)
}

var errEmpty = errors.New("is empty: the program was ended before the profile was written")

// errTooLarge refuses a file for the memory that it would take.
var errTooLarge = errors.New("unpacks to more than any heap profile has, or is damaged")

// unpack reads all of a file.
func unpack(r io.Reader) ([]byte, error) {
	data, err := readAll(r, maxSize)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 {
		return nil, errEmpty
	}
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, damaged(err)
	}
	out, err := readAll(z, min(maxSize, max(freeRatio, maxRatio*int64(len(data)))))
	switch {
	case errors.Is(err, errTooLarge):
		return nil, err
	case err != nil:
		return nil, damaged(err)
	case len(out) == 0:
		return nil, errEmpty
	}
	return out, nil
}

func readAll(r io.Reader, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(data)) > most {
		err = errTooLarge
	}
	return data, err
}

func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("is truncated: take the profile again, and wait for its end")
	}
	return fmt.Errorf("is damaged: %w", err)
}

// Parse reads a heap profile that is not packed.
func Parse(data []byte) (p *Profile, err error) {
	// What the parser has not thought of must not end maplint.
	defer func() {
		if problem := recover(); problem != nil {
			p, err = nil, fmt.Errorf("is damaged: %v", problem)
		}
	}()
	if bytes.HasPrefix(data, []byte("heap profile:")) || bytes.HasPrefix(data, []byte("goroutine profile:")) {
		return nil, errors.New("is a profile in the form of text: take it without debug=1")
	}
	names, samples, err := reduce(data)
	if err != nil {
		return nil, err
	}
	raw, err := profile.ParseUncompressed(names)
	if err == nil {
		err = raw.CheckValid()
	}
	if err != nil {
		return nil, fmt.Errorf("is no pprof profile, or is damaged: %w", err)
	}
	return convert(raw, samples)
}

// convert joins the names of a profile with its samples.
func convert(raw *profile.Profile, samples []*merged) (*Profile, error) {
	if err := checkColumns(raw); err != nil {
		return nil, err
	}
	p := &Profile{Samples: make([]Sample, 0, len(samples))}
	if raw.PeriodType != nil && raw.PeriodType.Type == "space" {
		p.Rate = raw.Period
	}
	if len(raw.Mapping) > 0 {
		name := raw.Mapping[0].File
		p.Program = name[strings.LastIndexAny(name, `/\`)+1:]
	}
	named := len(samples) == 0
	index := make(map[uint64]int32, len(raw.Location))
	functions := make(map[*profile.Function]Frame)
	for i, loc := range raw.Location {
		index[loc.ID] = int32(i)
		frames := p.framesOf(loc, functions)
		named = named || len(frames) > 0 && frames[0].Func != ""
		p.locations = append(p.locations, frames)
	}
	if !named {
		return nil, errors.New("names no functions: symbolize it with go tool pprof -proto PROGRAM FILE")
	}
	for _, m := range samples {
		s := Sample{stack: make([]int32, len(m.locations)), Block: int64(m.block), Bytes: m.values[0], Objects: m.values[1]}
		for i, id := range m.locations {
			at, ok := index[id]
			if !ok {
				return nil, fmt.Errorf("%w: a sample has a location that does not exist", errDamaged)
			}
			s.stack[i] = at
		}
		if s.Block > 0 {
			p.Sized = true
		}
		if s.Objects == 0 { // not told, or rounded to nothing
			s.Objects = 1
			if s.Block > 0 {
				s.Objects = max(1, s.Bytes/s.Block)
			}
		}
		p.Total = addUp(p.Total, s.Bytes)
		p.Samples = append(p.Samples, s)
	}
	return p, nil
}

func isRuntime(fn string) bool {
	return strings.HasPrefix(fn, "runtime.") || strings.HasPrefix(fn, "internal/runtime/")
}

var errDelta = errors.New("is the difference of two profiles: take /debug/pprof/heap without seconds=, which tells what is in use")

// checkColumns refuses profiles that do not tell what is in use.
func checkColumns(raw *profile.Profile) error {
	var names []string
	for _, t := range raw.SampleType {
		names = append(names, t.Type)
	}
	has := func(name string) bool { return slices.Contains(names, name) }
	switch {
	case has("inuse_space") && raw.DurationNanos > 0 && has("alloc_space") && has("alloc_objects"):
		// The runtime sets no duration; net/http/pprof does for seconds=.
		return errDelta
	case has("inuse_space"):
		return nil
	case has("alloc_space") || has("alloc_objects"):
		return errors.New("tells what was allocated, not what is in use: it needs inuse_space, as /debug/pprof/heap has it")
	case has("cpu"):
		return errors.New("is a CPU profile: take /debug/pprof/heap")
	case len(names) == 0:
		return fmt.Errorf("%w: it has no sample types", errDamaged)
	}
	return fmt.Errorf("is no heap profile: it has %s, not inuse_space", strings.Join(names[:min(len(names), 4)], ", "))
}

// toolchain finds the version in names such as
// …/toolchain@v0.0.1-go1.23.12.linux-amd64/src/runtime/proc.go and
// /usr/lib/go-1.23/src/runtime/proc.go.
var toolchain = regexp.MustCompile(`(?:toolchain@v0\.0\.1-|/)go-?(1\.\d+(?:\.\d+|rc\d+)?)(?:\.[a-z0-9]+-[a-z0-9]+)?/src/runtime/`)

// framesOf returns the frames of a location, the innermost first.
func (p *Profile) framesOf(loc *profile.Location, functions map[*profile.Function]Frame) []Frame {
	out := make([]Frame, 0, len(loc.Line))
	for _, l := range loc.Line {
		if l.Function == nil {
			continue
		}
		f, ok := functions[l.Function]
		if !ok {
			name := cmp.Or(l.Function.Name, l.Function.SystemName)
			f = Frame{File: strings.ReplaceAll(l.Function.Filename, `\`, "/"), Start: l.Function.StartLine}
			f.Func, f.Pkg, f.Closure = FuncName(name)
			if p.Go == "" && strings.HasPrefix(name, "runtime.") {
				if m := toolchain.FindStringSubmatch(f.File); m != nil {
					p.Go = "go" + m[1]
				}
			}
			functions[l.Function] = f
		}
		f.Line = l.Line
		out = append(out, f)
	}
	return out
}
