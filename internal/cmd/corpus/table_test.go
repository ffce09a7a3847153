package main

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"
)

// TestTable compares the Markdown of two repositories, one of them kept aside.
func TestTable(t *testing.T) {
	wanted, few, missed := rec("A.m", "default", "", "a.go", 1), rec("B.m", "low", "limit", "b.go", 2), rec("C.m", "silent", "kept", "c.go", 3)
	other := rec("D.m", "default", "", "d.go", 4)
	other.Repo = "c/d"
	res := &results{
		repos:   []*repository{{Repo: "a/b", Commit: "1111111", Lines: 100}, {Repo: "c/d", Commit: "2222222", Lines: 50}},
		records: []*record{wanted, few, missed, other},
	}
	labels := []*label{
		lab("A.m", "a.go", 1, true, true, ""),
		lab("B.m", "b.go", 2, false, false, "few"),
		lab("C.m", "c.go", 3, false, true, ""),
	}
	var out bytes.Buffer
	table(&out, res, labels, map[string]*repository{"c/d": {HeldOut: true}})
	want := []string{
		"| a/b (1111111) | 100 | 1 | 1 | 1 | 1 | 0 | 0 | 1 few | 1 |",
		"| **tuned on** | 100 | 1 | 1 | 1 | 1 | 0 | 0 | 1 few | 1 |",
		"| c/d (2222222) | 50 | 1 | 0 | 0 | 0 | 0 | 0 |  | 0 |",
		"| **kept aside** | 50 | 1 | 0 | 0 | 0 | 0 | 0 |  | 0 |",
		"| **all** | 150 | 2 | 1 | 1 | 1 | 0 | 0 | 1 few | 1 |",
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if got := lines[2:]; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestAgreement computes an example by hand: two readers agree on three of
// four; one says yes to half of them and one to a quarter, so that chance alone
// gives two.
func TestAgreement(t *testing.T) {
	var labels []*label
	for _, yes := range [][2]bool{{true, true}, {false, false}, {false, false}, {true, false}} {
		labels = append(labels, &label{Readers: []opinion{{Wanted: yes[0]}, {Wanted: yes[1]}}})
	}
	labels = append(labels, &label{}) // nobody's
	same, n, kappa := agreement(labels, func(o opinion) bool { return o.Wanted })
	if want := 0.5; same != 3 || n != 4 || math.Abs(kappa-want) > 1e-9 {
		t.Errorf("%d of %d, kappa %v; want 3 of 4, %v", same, n, kappa, want)
	}
	if _, n, _ := agreement(nil, nil); n != 0 {
		t.Errorf("%d of no labels", n)
	}
	l := lab("A.m", "a.go", 1, true, true, "")
	l.Readers = []opinion{{Wanted: true}, {}}
	if err := l.valid(); err == nil || !strings.Contains(err.Error(), "settled") {
		t.Errorf("readers who disagree, and nothing settles it: %v", err)
	}
}

// TestUnheld finds removals in loops that no holder has: silence is sampled
// from them too.
func TestUnheld(t *testing.T) {
	dir := write(t, map[string]string{
		"go.mod": "module example.com/local\n\ngo 1.25\n",
		"local.go": `package local

import "maps"

func Without(all map[string]int, keys []string) map[string]int {
	out := maps.Clone(all)
	for _, k := range keys {
		delete(out, k)
	}
	maps.DeleteFunc(out, func(string, int) bool { return false })
	delete(out, "")
	for range keys {
		list := []int{1}
		clear(list)
		clear(out)
	}
	return out
}
`,
	})
	c := newCollector(&repository{Repo: "example/local", Commit: "1234567"}, dir, dir)
	if err := c.run(context.Background()); err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, r := range c.sorted() {
		if r.Holder != "out in Without" || r.Confidence != "silent" || len(r.Loops) != 1 {
			t.Errorf("%+v", r)
		}
		got = append(got, r.Line)
	}
	if want := []int{8, 10, 15}; len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("removals in lines %v, want %v", got, want)
	}
}
