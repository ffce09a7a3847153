package heapproof

import (
	"bytes"
	"go/format"
	"go/version"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The programs put so many entries, and keep none or a hundredth of them. In
// every version of Go that is well past the last doubling of the table: up to
// Go 1.23 the old one stays for the next few thousand inserts.
//
// Of the peak at least three fifths must stay before the fix. It is all of it
// but for what entries point to, which delete frees: the keys in strings take
// a third at most. After the fix nothing may stay but the entries that do: a
// hundredth, in a table that is half empty at worst, and the few kilobytes
// that the program itself needs.
const (
	entries = 150_000
	stays   = 0.60
	gone    = 0.03
)

// fixes has what the fixes of each program say that they do, without the name
// of the map. The clone has none: maplint knows that module to be for Go 1.21
// too, where maps.Clone does shrink.
var fixes = map[string][]string{
	"go120/expired":       {"Rebuild when a sweep has removed most of it"},
	"programs/cleared":    {"Replace by a new map instead of emptying it"},
	"programs/clone":      {""},
	"programs/deletefunc": {"Rebuild when a sweep has removed most of it"},
	"programs/drained":    {"Replace by a new map when the sweep left it empty"},
	"programs/embedded":   {"Rebuild when a sweep has removed most of it"},
	"programs/expired":    {"Rebuild when a sweep has removed most of it"},
	"programs/generic":    {"Rebuild when a sweep has removed most of it"},
	"programs/inner":      {"Rebuild when a sweep has removed most of it"},
	"programs/large":      {"Rebuild when a sweep has removed most of it"},
	"programs/lazy":       {"Replace by a new map instead of emptying it", "Set to nil instead of emptying it"},
	"programs/lazysweep":  {"Rebuild when a sweep has removed most of it", "Set to nil when the sweep left it empty"},
	"programs/named":      {"Replace by a new map instead of emptying it"},
	"programs/packagevar": {"Replace by a new map instead of emptying it"},
	"programs/shards":     {"Rebuild when a sweep has removed most of it"},
}

// TestProof measures with the local Go, or with those that HEAPPROOF_TOOLCHAINS
// names: values of GOTOOLCHAIN, with spaces between, or all.
func TestProof(t *testing.T) {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	proof, err := Prepare(t.Context(), testdata, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("fixes", func(t *testing.T) { testFixes(t, proof) })

	toolchains := strings.Fields(os.Getenv("HEAPPROOF_TOOLCHAINS"))
	switch {
	case len(toolchains) == 0:
		toolchains = []string{""}
	case slices.Equal(toolchains, []string{"all"}):
		toolchains = Toolchains
	}
	for _, toolchain := range toolchains {
		ms, err := proof.Measure(t.Context(), toolchain, entries)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range ms {
			t.Run(m.Go+"/"+m.Name+"/"+m.Fix, func(t *testing.T) { testHeap(t, m) })
		}
	}
}

// testFixes checks that each program has the fixes that it stands for, and
// that each is formatted and leaves nothing to report.
func testFixes(t *testing.T, proof *Proof) {
	got := make(map[string][]string)
	for _, p := range proof.Programs {
		verb, rest, _ := strings.Cut(p.Fix, " ")
		_, rest, _ = strings.Cut(rest, " ") // the name of the map
		got[p.Name] = append(got[p.Name], strings.TrimSpace(verb+" "+rest))

		src, err := os.ReadFile(filepath.Join(proof.copies[p.copy], p.Name, "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		if formatted, err := format.Source(src); err != nil || !bytes.Equal(src, formatted) {
			t.Errorf("%s: with the fix it is not formatted (%v):\n%s", p.Name, err, src)
		}
	}
	if !maps.EqualFunc(got, fixes, slices.Equal) {
		t.Errorf("the fixes are %q,\nwant %q", got, fixes)
	}
	for _, dir := range proof.copies {
		findings, err := check(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		for name, at := range findings {
			t.Errorf("%s: with the fix there still is: %s", name, at[0].Message)
		}
	}
}

func testHeap(t *testing.T, m Measurement) {
	before, after := m.Before, m.After
	t.Logf("%d bytes at the peak, %d after the sweep, %d with the fix", before.Peak(), before.Swept, after.Swept)
	if before.Result != after.Result {
		t.Errorf("before the fix it shows %s, after it %s", before.Result, after.Result)
	}
	if m.Name == "programs/clone" {
		// This is why no fix uses maps.Clone.
		keeps := version.Compare(m.Go, "go1.25") >= 0
		if share := least(before); keeps && share < stays || !keeps && share > gone {
			t.Errorf("after maps.Clone %.1f%% of the peak stay, want most of them: %v", 100*share, keeps)
		}
		return
	}
	if share := least(before); share < stays {
		t.Errorf("before the fix at least %.1f%% of the peak of %d bytes stay, want %.0f%%: %+v",
			100*share, before.Peak(), 100*stays, before)
	}
	if share := most(after); share > gone {
		t.Errorf("after the fix up to %.1f%% of the peak of %d bytes stay, want %.0f%% at most: %+v",
			100*share, after.Peak(), 100*gone, after)
	}
	if peak := float64(after.Peak()) / float64(before.Peak()); peak < 0.95 || peak > 1.05 {
		t.Errorf("the peak changes from %d to %d bytes", before.Peak(), after.Peak())
	}
}

// least and most are the share of the peak that stays after the sweep and in
// the rounds that follow.
func least(h Heap) float64 {
	return float64(slices.Min(append(h.Later[:len(h.Later):len(h.Later)], h.Swept))) / float64(h.Peak())
}

func most(h Heap) float64 {
	return float64(slices.Max(append(h.Later[:len(h.Later):len(h.Later)], h.Swept))) / float64(h.Peak())
}
