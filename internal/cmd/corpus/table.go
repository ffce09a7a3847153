package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// A row is what the table of docs/precision.md says of one repository.
type row struct {
	name, commit     string
	lines            int
	likely, possible tally
	unwanted         map[string]int // findings by reason
	missed           int            // maps that are wanted, and neither likely nor possible
}

func (r *row) plus(o *row) {
	r.lines += o.lines
	r.likely.plus(o.likely)
	r.possible.plus(o.possible)
	r.missed += o.missed
	for k, n := range o.unwanted {
		r.unwanted[k] += n
	}
}

func (r *row) print(w io.Writer) {
	var why []string
	for _, k := range sortedKeys(r.unwanted) {
		why = append(why, fmt.Sprintf("%d %s", r.unwanted[k], k))
	}
	slices.SortStableFunc(why, func(a, b string) int { return leading(b) - leading(a) })
	name := r.name
	if r.commit != "" {
		name += fmt.Sprintf(" (%.10s)", r.commit)
	}
	fmt.Fprintf(w, "| %s | %d | %d | %d | %d | %d | %d | %d | %s | %d |\n", name, r.lines,
		r.likely.found, r.likely.right, r.likely.wanted, r.possible.found, r.possible.right, r.possible.wanted, strings.Join(why, ", "), r.missed)
}

func leading(s string) (n int) {
	fmt.Sscan(s, &n)
	return n
}

// table prints the results in Markdown, beside the labels: repositories that
// rules are tuned on, those kept aside, and sums of each.
func table(w io.Writer, res *results, labels []*label, repos map[string]*repository) {
	of, found := match(res.records, labels)
	rows := make(map[string]*row)
	for _, r := range res.repos {
		rows[r.Repo] = &row{name: r.Repo, commit: r.Commit, lines: r.Lines, unwanted: make(map[string]int)}
	}
	for _, r := range res.records {
		row, l := rows[r.Repo], of[r]
		if row == nil || !r.reported() {
			continue
		}
		if r.Confidence == "likely" {
			row.likely.add(l)
		} else {
			row.possible.add(l)
		}
		if l != nil && !l.Wanted {
			row.unwanted[l.Reason]++
		}
	}
	for _, l := range labels {
		if row, r := rows[l.Repo], found[l]; row != nil && l.Wanted && (r == nil || !r.reported()) && (r == nil || of[r] == l) {
			row.missed++
		}
	}
	fmt.Fprintln(w, "| project (commit) | lines | likely | right | wanted | possible | right | wanted | why not wanted | missed |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|")
	all := &row{name: "**all**", unwanted: make(map[string]int)}
	for _, aside := range []bool{false, true} {
		sum := &row{name: "**tuned on**", unwanted: make(map[string]int)}
		if aside {
			sum.name = "**kept aside**"
		}
		for _, name := range sortedKeys(rows) {
			if r := repos[name]; (r != nil && r.HeldOut) == aside {
				rows[name].print(w)
				sum.plus(rows[name])
			}
		}
		sum.print(w)
		all.plus(sum)
	}
	all.print(w)
}
