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
}

// A Sample are the blocks of one size that one stack of calls allocated.
type Sample struct {
	// Frames are the innermost first, inlined ones included, without those of
	// the runtime that come before the line which allocates.
	Frames []Frame
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

// errTooLarge refuses a file for the memory that it would take.
var errTooLarge = errors.New("unpacks to more than any heap profile has, or is damaged")

// unpack reads all of a file.
func unpack(r io.Reader) ([]byte, error) {
	data, err := readAll(r, maxSize)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 {
		return nil, errors.New("is empty: was the profile closed, and the program not ended by os.Exit?")
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
	data, err = reduce(data)
	if err != nil {
		return nil, err
	}
	raw, err := profile.ParseUncompressed(data)
	if err == nil {
		err = raw.CheckValid()
	}
	if err != nil {
		return nil, fmt.Errorf("is no pprof profile, or is damaged: %w", err)
	}
	return convert(raw)
}

// convert takes from a profile what is about memory in use.
func convert(raw *profile.Profile) (*Profile, error) {
	space, objects, err := columns(raw)
	if err != nil {
		return nil, err
	}
	p := &Profile{}
	if raw.PeriodType != nil && raw.PeriodType.Type == "space" {
		p.Rate = raw.Period
	}
	if len(raw.Mapping) > 0 {
		name := raw.Mapping[0].File
		p.Program = name[strings.LastIndexAny(name, `/\`)+1:]
	}
	frames := make(map[*profile.Location][]Frame)
	for _, s := range raw.Sample {
		sample := Sample{Bytes: s.Value[space]}
		if objects >= 0 {
			sample.Objects = s.Value[objects]
		}
		if sample.Bytes < 0 || sample.Objects < 0 || len(s.Label["pprof::base"]) > 0 {
			return nil, errDelta
		}
		if sizes := s.NumLabel["bytes"]; len(sizes) == 1 && sizes[0] > 0 {
			sample.Block = sizes[0]
			p.Sized = true
		}
		if sample.Objects == 0 { // not told, or rounded to nothing
			sample.Objects = 1
			if sample.Block > 0 {
				sample.Objects = max(1, sample.Bytes/sample.Block)
			}
		}
		if sample.Bytes == 0 {
			continue
		}
		for _, loc := range s.Location {
			known, ok := frames[loc]
			if !ok {
				known = p.framesOf(loc)
				frames[loc] = known
			}
			sample.Frames = append(sample.Frames, known...)
		}
		inner := slices.IndexFunc(sample.Frames, func(f Frame) bool { return !isRuntime(f.Func) })
		sample.Frames = sample.Frames[max(inner, 0):]
		p.Total += sample.Bytes
		p.Samples = append(p.Samples, sample)
	}
	named := slices.ContainsFunc(p.Samples, func(s Sample) bool { return len(s.Frames) > 0 && s.Frames[0].Func != "" })
	if len(p.Samples) > 0 && !named {
		return nil, errors.New("names no functions: symbolize it with go tool pprof -proto PROGRAM FILE")
	}
	return p, nil
}

func isRuntime(fn string) bool {
	return strings.HasPrefix(fn, "runtime.") || strings.HasPrefix(fn, "internal/runtime/")
}

var errDelta = errors.New("is the difference of two profiles: take /debug/pprof/heap without seconds=, which tells what is in use")

// columns finds which values of a sample are the bytes and objects in use;
// objects is -1 if there are none.
func columns(raw *profile.Profile) (space, objects int, err error) {
	space, objects = -1, -1
	var names []string
	for i, t := range raw.SampleType {
		names = append(names, t.Type)
		switch t.Type {
		case "inuse_space":
			space = i
		case "inuse_objects":
			objects = i
		}
	}
	has := func(name string) bool { return slices.Contains(names, name) }
	switch {
	case space >= 0 && raw.DurationNanos > 0 && has("alloc_space") && has("alloc_objects"):
		// The runtime sets no duration; net/http/pprof does for seconds=.
		return 0, 0, errDelta
	case space >= 0:
		return space, objects, nil
	case has("alloc_space") || has("alloc_objects"):
		return 0, 0, errors.New("tells what was allocated, not what is in use: it needs inuse_space, as /debug/pprof/heap has it")
	case has("cpu"):
		return 0, 0, errors.New("is a CPU profile: take /debug/pprof/heap")
	case len(names) == 0:
		return 0, 0, errors.New("is no pprof profile, or is damaged: it has no sample types")
	}
	return 0, 0, fmt.Errorf("is no heap profile: it has %s, not inuse_space", strings.Join(names[:min(len(names), 4)], ", "))
}

var toolchain = regexp.MustCompile(`(?:toolchain@v0\.0\.1-|/)(go1\.\d+(?:\.\d+|rc\d+)?)(?:\.[a-z0-9]+-[a-z0-9]+)?/src/runtime/`)

// framesOf returns the frames of a location, the innermost first.
func (p *Profile) framesOf(loc *profile.Location) []Frame {
	out := make([]Frame, 0, len(loc.Line))
	for _, l := range loc.Line {
		if l.Function == nil {
			continue
		}
		name := cmp.Or(l.Function.Name, l.Function.SystemName)
		f := Frame{File: strings.ReplaceAll(l.Function.Filename, `\`, "/"), Line: l.Line, Start: l.Function.StartLine}
		f.Func, f.Pkg, f.Closure = FuncName(name)
		if p.Go == "" && strings.HasPrefix(name, "runtime.") {
			if m := toolchain.FindStringSubmatch(f.File); m != nil {
				p.Go = m[1]
			}
		}
		out = append(out, f)
	}
	return out
}
