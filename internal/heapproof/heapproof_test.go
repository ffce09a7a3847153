package heapproof

import (
	"bytes"
	"go/format"
	"go/version"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The programs put entries, and keep none or a hundredth of them.
//
// Of the peak at least three fifths must stay before the fix. It is all of it
// but for what entries point to, which delete frees: the keys in strings take
// a third at most. After the fix nothing may stay but the entries that do: a
// hundredth, in a table that at most is half empty, and a little for what the
// program itself needs. A table that the fix did not free would be a third of
// the peak at least.
const (
	entries = 200_000
	stays   = 0.60
	gone    = 0.03
)

// fixes has for each program the beginning of what its fix says it does. The
// programs of the table in docs/maps.md that have no finding have none.
var fixes = map[string]string{
	"programs/clone": "",
}

// TestProof measures with the local Go, or with those that HEAPPROOF_TOOLCHAINS
// names: values of GOTOOLCHAIN, with spaces between.
func TestProof(t *testing.T) {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	proof, err := Prepare(t.Context(), testdata, work)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("fixes", func(t *testing.T) { testFixes(t, proof, work) })

	toolchains := strings.Fields(os.Getenv("HEAPPROOF_TOOLCHAINS"))
	if len(toolchains) == 0 {
		toolchains = []string{""}
	}
	for _, toolchain := range toolchains {
		ms, err := proof.Measure(t.Context(), toolchain, entries)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range ms {
			t.Run(m.Go+"/"+m.Name, func(t *testing.T) { testHeap(t, m) })
		}
	}
}

// testFixes checks that each program has the fix that it stands for, which
// leaves nothing to report and is formatted.
func testFixes(t *testing.T, proof *Proof, work string) {
	for _, p := range proof.Programs {
		want, ok := fixes[p.Name]
		if !ok || !strings.HasPrefix(p.Fix, want) || (p.Fix == "") != (want == "") {
			t.Errorf("%s: fix %q, want %q", p.Name, p.Fix, want)
		}
		name := filepath.Join(work, p.Name, "main.go")
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if formatted, err := format.Source(src); err != nil || !bytes.Equal(src, formatted) {
			t.Errorf("%s: with the fix it is not formatted (%v):\n%s", p.Name, err, src)
		}
	}
	if len(proof.Programs) != len(fixes) {
		t.Errorf("%d programs, want %d", len(proof.Programs), len(fixes))
	}
	for _, module := range modules {
		findings, err := check(t.Context(), filepath.Join(work, module))
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
	if before.Result != after.Result {
		t.Errorf("before the fix it shows %s, after it %s", before.Result, after.Result)
	}
	if m.Name == "programs/clone" {
		// The standard library's own: golang/go#20135 has no other way since
		// maps.Clone copies the capacity too.
		keeps := version.Compare(m.Go, "go1.25") >= 0
		if share := least(before); keeps && share < stays || !keeps && share > gone {
			t.Errorf("after maps.Clone %.1f%% of the peak stay, want them: %v", 100*share, keeps)
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
