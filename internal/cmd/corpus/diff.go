package main

import (
	"fmt"
	"io"
	"strings"
)

// diff prints the findings that came, went or changed their confidence
// between two results, each with its label, and the sums.
func diff(w io.Writer, base, head *results, labels []*label) error {
	labelOf, _ := match(head.records, labels)
	baseLabel, _ := match(base.records, labels)
	type key struct{ repo, pkg, holder string }
	index := func(res *results) map[key]*record {
		out := make(map[key]*record)
		for _, r := range res.records {
			out[key{r.Repo, r.Package, r.Holder}] = r
		}
		return out
	}
	before, after := index(base), index(head)
	both := make(map[string]int)
	for _, res := range []*results{base, head} {
		for _, r := range res.repos {
			both[r.Repo]++
		}
	}
	var lines [3][]string // new, lost, changed
	var wanted, unwanted [3]int
	note := func(kind int, l *label, format string, args ...any) {
		lines[kind] = append(lines[kind], fmt.Sprintf(format, args...)+"\n    "+answer(l))
		if l != nil && l.Wanted {
			wanted[kind]++
		} else if l != nil {
			unwanted[kind]++
		}
	}
	for _, r := range head.records {
		old := before[key{r.Repo, r.Package, r.Holder}]
		switch {
		case both[r.Repo] < 2 || !r.reported():
		case old == nil || !old.reported():
			note(0, labelOf[r], "%s; was %s", line(r), said(old))
		case old.Confidence != r.Confidence || old.Decided != r.Decided:
			note(2, labelOf[r], "%s; was %s, is %s", line(r), said(old), said(r))
		}
	}
	for _, r := range base.records {
		now := after[key{r.Repo, r.Package, r.Holder}]
		if both[r.Repo] == 2 && r.reported() && (now == nil || !now.reported()) {
			note(1, baseLabel[r], "%s; is %s", line(r), said(now))
		}
	}
	for _, repo := range sortedKeys(both) {
		if both[repo] < 2 {
			fmt.Fprintf(w, "%s is in one of the results only, and left out\n", repo)
		}
	}
	for i, title := range []string{"new", "lost", "changed"} {
		fmt.Fprintf(w, "%s: %d (%d wanted, %d not wanted)\n", title, len(lines[i]), wanted[i], unwanted[i])
		if len(lines[i]) > 0 {
			fmt.Fprintf(w, "  %s\n", strings.Join(lines[i], "\n  "))
		}
	}
	return nil
}
