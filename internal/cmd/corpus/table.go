package main

import (
	"fmt"
	"io"
	"strings"
)

// markdown prints the standing as a row of the table.
func (s *standing) markdown(w io.Writer) {
	var why []string
	for _, k := range byCount(s.unwanted) {
		why = append(why, fmt.Sprintf("%d %s", s.unwanted[k], k))
	}
	name := s.name
	if s.commit != "" {
		name += fmt.Sprintf(" (%.10s)", s.commit)
	}
	missed := 0
	for _, n := range s.wanted[2:] { // not reported
		missed += n
	}
	fmt.Fprintf(w, "| %s | %d | %d | %d | %d | %d | %d | %d | %s | %d |\n", name, s.lines,
		s.byDefault.found, s.byDefault.right, s.byDefault.wanted, s.low.found, s.low.right, s.low.wanted, strings.Join(why, ", "), missed)
}

// table prints the results in Markdown, beside the labels: repositories that
// rules are tuned on, those kept aside, and sums of each.
func table(w io.Writer, res *results, labels []*label, repos map[string]*repository) {
	of, found := match(res.records, labels)
	standings, _ := standingsOf(res, labels, of, found)
	fmt.Fprintln(w, "| project (commit) | lines | default | right | wanted | low | right | wanted | why not wanted | missed |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|")
	all := newStanding("**all**")
	for _, aside := range []bool{false, true} {
		sum := newStanding("**tuned on**")
		if aside {
			sum.name = "**kept aside**"
		}
		for _, name := range sortedKeys(standings) {
			if r := repos[name]; (r != nil && r.HeldOut) == aside {
				standings[name].markdown(w)
				sum.plus(standings[name])
			}
		}
		sum.markdown(w)
		all.plus(sum)
	}
	all.markdown(w)
}
