package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// A tally counts findings of one confidence. Rates are of those with a label.
type tally struct{ found, labelled, right, wanted int }

func (t *tally) add(l *label) {
	t.found++
	if l == nil {
		return
	}
	t.labelled++
	if l.Right {
		t.right++
	}
	if l.Wanted {
		t.wanted++
	}
}

func (t *tally) plus(o tally) {
	t.found += o.found
	t.labelled += o.labelled
	t.right += o.right
	t.wanted += o.wanted
}

// A standing is how the suite fares on a repository, or on several.
type standing struct {
	name, commit   string
	lines          int
	byDefault, low tally
	unwanted       map[string]int // findings that are not wanted, by reason
	// wanted counts the maps that labels want to be reported, by what the
	// suite says of them; the last is for maps that it does not know.
	wanted [5]int
}

func newStanding(name string) *standing {
	return &standing{name: name, unwanted: make(map[string]int)}
}

func (s *standing) plus(o *standing) {
	s.lines += o.lines
	for k, n := range o.unwanted {
		s.unwanted[k] += n
	}
	s.byDefault.plus(o.byDefault)
	s.low.plus(o.low)
	for i := range s.wanted {
		s.wanted[i] += o.wanted[i]
	}
}

// standingsOf counts how the results compare with the labels, by repository.
// missed are the labels of maps that are wanted and not reported.
func standingsOf(res *results, labels []*label, of map[*record]*label, found map[*label]*record) (standings map[string]*standing, missed []*label) {
	standings = make(map[string]*standing)
	for _, r := range res.repos {
		s := newStanding(r.Repo)
		s.commit, s.lines = r.Commit, r.Lines
		standings[r.Repo] = s
	}
	for _, r := range res.records {
		s, l := standings[r.Repo], of[r]
		if s == nil || !r.reported() {
			continue
		}
		if r.Confidence == "default" {
			s.byDefault.add(l)
		} else {
			s.low.add(l)
		}
		if l != nil && !l.Wanted {
			s.unwanted[l.Reason]++
		}
	}
	for _, l := range labels {
		s, r := standings[l.Repo], found[l]
		if s == nil {
			continue
		}
		if !l.Wanted || r != nil && of[r] != l {
			continue // a map can have several labels: one counts
		}
		i := 4
		if r != nil {
			i = rank(r)
		}
		s.wanted[i]++
		if i > 1 {
			missed = append(missed, l)
		}
	}
	return standings, missed
}

// score prints how the results compare with the labels: by repository, and
// for those that rules may be tuned on, those kept aside, and all.
func score(w io.Writer, res *results, labels []*label, repos map[string]*repository, verbose bool) error {
	of, found := match(res.records, labels)
	standings, missed := standingsOf(res, labels, of, found)
	var otherCommit []*label
	for _, l := range labels {
		if s := standings[l.Repo]; s != nil && !strings.HasPrefix(s.commit, l.Commit) {
			otherCommit = append(otherCommit, l)
		}
	}
	bySilence := make(map[string]int)
	for _, l := range missed {
		bySilence[silencer(found[l])]++
	}

	tuned, aside, all := newStanding("tuned on"), newStanding("kept aside"), newStanding("all")
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "repository\tlines\tdefault\tlabelled\tright\twanted\tlow\tlabelled\tright\twanted\twanted maps\tdefault\tor low\tlines a default one\t")
	for _, name := range sortedKeys(standings) {
		s := standings[name]
		group := tuned
		if r := repos[name]; r != nil && r.HeldOut {
			group = aside
			s.name += " *"
		}
		group.plus(s)
		all.plus(s)
		s.print(tw)
	}
	for _, s := range []*standing{tuned, aside, all} {
		s.print(tw)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "* kept aside: no rule is tuned on it. Rates are of the findings with a label.")
	if len(otherCommit) > 0 {
		fmt.Fprintf(w, "%d labels are of another commit than the results\n", len(otherCommit))
	}

	for _, q := range []struct {
		name   string
		answer func(opinion) bool
	}{
		{"right", func(o opinion) bool { return o.Right }},
		{"wanted", func(o opinion) bool { return o.Wanted }},
	} {
		if same, n, kappa := agreement(labels, q.answer); n > 0 {
			fmt.Fprintf(w, "Two readers agree on %s in %s of %d labels, kappa %.2f.\n", q.name, percent(same, n), n, kappa)
		}
	}

	count := make(map[string]int)
	var unwanted, unlabelled []*record
	for _, r := range res.records {
		l := of[r]
		switch {
		case !r.reported():
		case l == nil:
			unlabelled = append(unlabelled, r)
		case r.Confidence == "default" && !l.Wanted:
			count[l.Reason]++
			unwanted = append(unwanted, r)
		}
	}
	fmt.Fprintf(w, "\ndefault and not wanted: %d\n", len(unwanted))
	for _, k := range byCount(count) {
		fmt.Fprintf(w, "  %3d %s: %s\n", count[k], k, reasons[k])
	}
	fmt.Fprintf(w, "\nwanted and not reported: %d\n", len(missed))
	for _, k := range sortedKeys(bySilence) {
		fmt.Fprintf(w, "  %3d %s\n", bySilence[k], k)
	}
	slices.SortFunc(missed, compareLabels)
	for _, l := range missed {
		fmt.Fprintf(w, "  %s %s:%d %s: %s\n", l.Repo, l.File, l.Line, l.Holder, said(found[l]))
	}
	fmt.Fprintf(w, "\nfindings without a label: %d\n", len(unlabelled))
	if !verbose {
		return nil
	}
	for _, r := range unlabelled {
		fmt.Fprintf(w, "  %s\n", line(r))
	}
	fmt.Fprintf(w, "\ndefault findings that are not wanted:\n")
	for _, r := range unwanted {
		fmt.Fprintf(w, "  %s\n    %s; reported since %s\n", line(r), answer(of[r]), r.Why)
	}
	return nil
}

func (s *standing) print(w io.Writer) {
	wanted := 0
	for _, n := range s.wanted {
		wanted += n
	}
	density := "-"
	if s.byDefault.found > 0 {
		density = fmt.Sprint(s.lines / s.byDefault.found)
	}
	fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%d\t%s\t%s\t%s\t\n", s.name, s.lines, &s.byDefault, &s.low,
		wanted, percent(s.wanted[0], wanted), percent(s.wanted[0]+s.wanted[1], wanted), density)
}

func (t *tally) String() string {
	return fmt.Sprintf("%d\t%d\t%s\t%s", t.found, t.labelled, percent(t.right, t.labelled), percent(t.wanted, t.labelled))
}

// byCount returns the keys with the largest counts first.
func byCount(count map[string]int) []string {
	keys := sortedKeys(count)
	slices.SortStableFunc(keys, func(a, b string) int { return count[b] - count[a] })
	return keys
}

func percent(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%d (%.0f%%)", n, 100*float64(n)/float64(of))
}

// silencer tells in short why a map is not reported.
func silencer(r *record) string {
	if r == nil {
		return "not known"
	}
	return r.Confidence + " by " + r.Decided
}

// said tells what the suite says of a map.
func said(r *record) string {
	switch {
	case r == nil:
		return "not known to the suite, or nothing removes from it"
	case r.Decided == "":
		return fmt.Sprintf("%s, %s", r.Confidence, r.Why)
	}
	return fmt.Sprintf("%s by %s, %s", r.Confidence, r.Decided, r.Why)
}

// line names a record in one line.
func line(r *record) string {
	return fmt.Sprintf("%s %s:%d %s: %s", r.Repo, r.File, r.Line, r.Holder, r.Confidence)
}

// answer tells what readers said.
func answer(l *label) string {
	switch {
	case l == nil:
		return "no label"
	case l.Wanted && l.Right:
		return "wanted"
	case l.Wanted:
		return fmt.Sprintf("wanted, though rule %s does not hold", l.Rule)
	case l.Right:
		return fmt.Sprintf("not wanted, %s: %s", l.Reason, l.Why)
	}
	return fmt.Sprintf("not wanted, %s; not right by rule %s: %s", l.Reason, l.Rule, l.Why)
}
