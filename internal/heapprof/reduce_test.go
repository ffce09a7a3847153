package heapprof

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/pprof/profile"
)

// large returns a profile as a server has it that runs for long: 100,000
// stacks of 40 frames have allocated, and of one in ten something is in use.
func large(b *testing.B) []byte {
	b.Helper()
	p := &profile.Profile{PeriodType: &profile.ValueType{Type: "space", Unit: "bytes"}, Period: 512 << 10}
	for _, t := range []string{"alloc_objects", "alloc_space", "inuse_objects", "inuse_space"} {
		p.SampleType = append(p.SampleType, &profile.ValueType{Type: t})
	}
	for i := range uint64(20_000) {
		f := &profile.Function{ID: i + 1, Name: fmt.Sprintf("example.com/m/p%d.(*T).method%d", i%500, i), Filename: fmt.Sprintf("/src/m/p%d/file.go", i%500)}
		p.Function = append(p.Function, f)
		p.Location = append(p.Location, &profile.Location{ID: i + 1, Line: []profile.Line{{Function: f, Line: int64(i)}}})
	}
	for i := range 100_000 {
		s := &profile.Sample{Value: []int64{100, 6400, 0, 0}, NumLabel: map[string][]int64{"bytes": {64}}}
		if i%10 == 0 {
			s.Value[2], s.Value[3] = 10, 640
		}
		for k := range 40 {
			s.Location = append(s.Location, p.Location[(i*7+k*k*31)%len(p.Location)])
		}
		p.Sample = append(p.Sample, s)
	}
	var buf bytes.Buffer
	if err := p.WriteUncompressed(&buf); err != nil {
		b.Fatal(err)
	}
	return buf.Bytes()
}

// BenchmarkParse reads a profile with the samples taken out first, as we do.
func BenchmarkParse(b *testing.B) {
	data := large(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		p, err := Parse(data)
		if err != nil || len(p.Samples) == 0 {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecoder has the same profile read by the decoder as a whole, which
// is the least that one would do without reduce.
func BenchmarkDecoder(b *testing.B) {
	data := large(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		p, err := profile.ParseUncompressed(data)
		if err != nil || len(p.Sample) == 0 {
			b.Fatal(err)
		}
	}
}
