package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/maplint/maplint/internal/check"
)

// A label is what readers of the code said of one map: a line of
// testdata/corpus/labels.jsonl.
type label struct {
	Repo   string `json:"repo"`   // owner/name
	Commit string `json:"commit"` // that was read
	// place is the finding, or for a map that is not reported a removal in a
	// loop.
	place
	Holder string `json:"holder"` // as messages name it
	// Right tells whether the map meets all rules; if not, Rule is the first
	// that it does not meet.
	Right bool       `json:"right"`
	Rule  check.Rule `json:"rule,omitempty"`
	// Wanted tells whether an engineer who owns the code would rather change
	// or mark it; if not, Reason is one of reasons.
	Wanted bool   `json:"wanted"`
	Reason string `json:"reason"`
	// Why is one line of reasoning, with the lines of code that decide.
	Why string `json:"why"`
	// Settled tells, where two readers disagreed, what decided.
	Settled string `json:"settled,omitempty"`
	// Readers are the answers that readers gave who did not see each other's.
	Readers []opinion `json:"readers,omitempty"`
}

// An opinion is what one reader answered.
type opinion struct {
	Right  bool       `json:"right"`
	Rule   check.Rule `json:"rule,omitempty"`
	Wanted bool       `json:"wanted"`
	Reason string     `json:"reason"`
}

// agreement tells how far two readers agree on a question: in how many of n
// labels, and by how much more than by chance (Cohen's kappa, "A coefficient
// of agreement for nominal scales", 1960), which is 1 where they always do.
func agreement(labels []*label, answer func(opinion) bool) (same, n int, kappa float64) {
	var yes [2]int
	for _, l := range labels {
		if len(l.Readers) != 2 {
			continue
		}
		n++
		a, b := answer(l.Readers[0]), answer(l.Readers[1])
		if a == b {
			same++
		}
		if a {
			yes[0]++
		}
		if b {
			yes[1]++
		}
	}
	if n == 0 {
		return 0, 0, 0
	}
	p, q := float64(yes[0])/float64(n), float64(yes[1])/float64(n)
	chance := p*q + (1-p)*(1-q)
	if chance == 1 {
		return same, n, 1
	}
	return same, n, (float64(same)/float64(n) - chance) / (1 - chance)
}

// reasons are why a report would not be wanted.
var reasons = map[string]string{
	"bounded":     "a limit in the code keeps it small, or what it is for does",
	"configured":  "its size is that of a configuration or of a limit that the operator sets",
	"few":         "few by nature: tens or hundreds of peers, plugins, volumes, requests at once",
	"mirror":      "it follows a collection that is small",
	"resource":    "each entry holds something that outweighs a slot by far, and is few for that reason",
	"scratch":     "filled and emptied in one piece of work",
	"reused":      "its table is kept on purpose, for the next round that is as large",
	"shutdown":    "emptied only on the way out",
	"short-lived": "its owner does not outlive the use, or lives about as long as the entries",
	"given-up":    "its table is given up in another way: replaced, rebuilt, or its owner dropped",
	"not-emptied": "in normal operation it is not emptied in a loop, or hardly ever",
	"generic":     "a container for any use: its users decide, and the known ones keep it small",
	"test":        "a test, an example, a benchmark or a tool that runs once",
}

// rules are those that a finding needs.
var rules = []check.Rule{check.Swept, check.Grows, check.Kept, check.LongLived, check.Unbounded, check.NotScratch}

// valid says what is wrong with a label.
func (l *label) valid() error {
	switch {
	case strings.Count(l.Repo, "/") != 1 || l.Commit == "":
		return fmt.Errorf("repo must be owner/name, and commit be there")
	case l.File == "" || path.IsAbs(l.File) || path.Clean(l.File) != l.File || l.Line < 1:
		return fmt.Errorf("file must be a clean path from the root of the repository, and line a number from 1")
	case l.Holder == "":
		return errors.New("holder is missing")
	case l.Right != (l.Rule == "") || l.Rule != "" && !slices.Contains(rules, l.Rule):
		return fmt.Errorf("rule is %q: it must be the one that does not hold when right is false, of %v, and left out otherwise", l.Rule, rules)
	case l.Wanted && l.Reason != "":
		return fmt.Errorf("reason is %q: what is wanted has none", l.Reason)
	case !l.Wanted && reasons[l.Reason] == "":
		return fmt.Errorf("reason is %q: it must be one of %s", l.Reason, strings.Join(sortedKeys(reasons), ", "))
	case len(l.Readers) == 1 || len(l.Readers) > 2:
		return fmt.Errorf("%d readers: it must have the answers of two, or none", len(l.Readers))
	case len(l.Readers) == 2 && (l.Readers[0].Right != l.Readers[1].Right || l.Readers[0].Wanted != l.Readers[1].Wanted) && l.Settled == "":
		return errors.New("the readers disagree, and settled does not tell what decided")
	case strings.TrimSpace(l.Why) == "" || strings.ContainsAny(l.Why+l.Settled, "\r\n"):
		return errors.New("why must be one line")
	}
	return nil
}

// readLabels reads a file of labels. It also takes two older formats: places
// that maintainers spoke about (with before_commit), and removals that are
// better not reported (with category).
func readLabels(name string) ([]*label, error) {
	var out []*label
	type key struct {
		repo, commit string
		place
		holder string
	}
	seen := make(map[key]bool)
	err := eachLine(name, func(line []byte) error {
		l, err := parseLabel(line)
		if err != nil || l == nil {
			return err
		}
		k := key{l.Repo, l.Commit, l.place, l.Holder}
		if seen[k] {
			return fmt.Errorf("%s (%s:%d) is there twice", l.Holder, l.File, l.Line)
		}
		seen[k] = true
		out = append(out, l)
		return nil
	})
	return out, err
}

// parseLabel returns nil for a place about which the source alone can't
// decide.
func parseLabel(line []byte) (*label, error) {
	var old struct {
		Repo, File, Want, Claim, Reason string
		Commit, Category                string
		Line                            json.RawMessage
		BeforeCommit                    string `json:"before_commit"`
		HolderName                      string `json:"holder_name"`
	}
	if err := json.Unmarshal(line, &old); err != nil {
		return nil, err
	}
	at := func(line json.RawMessage) place {
		var lines []int
		if json.Unmarshal(line, &lines) != nil || len(lines) == 0 {
			lines = []int{0}
			_ = json.Unmarshal(line, &lines[0]) // 0 matches nothing
		}
		return place{old.File, lines[0]}
	}
	switch {
	case old.BeforeCommit != "" && old.Want != "report":
		return nil, nil
	case old.BeforeCommit != "":
		return &label{Repo: old.Repo, Commit: old.BeforeCommit, place: at(old.Line), Holder: old.HolderName, Right: true, Wanted: true, Why: old.Claim}, nil
	case old.Category != "":
		return &label{Repo: old.Repo, Commit: old.Commit, place: at(old.Line), Reason: old.Category, Why: old.Reason}, nil
	}
	l := new(label)
	if err := strict(line, l); err != nil {
		return nil, err
	}
	return l, l.valid()
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// match finds the record of each label and the label of each record. A label
// is of the map that it names, in the directory of its file; one that fits no
// map by name, since it was renamed or the label has none, is of the map that
// is reported or removed from at its line.
func match(records []*record, labels []*label) (of map[*record]*label, found map[*label]*record) {
	of, found = make(map[*record]*label), make(map[*label]*record)
	type key struct{ repo, dir, holder string }
	byName := make(map[key]*record)
	byLine := make(map[string]map[place][]*record)
	for _, r := range records {
		if byLine[r.Repo] == nil {
			byLine[r.Repo] = make(map[place][]*record)
		}
		places := append([]place{r.place}, r.Removals...)
		for i, p := range places {
			name := key{r.Repo, dirOf(p), r.Holder}
			// Where two packages have such a name, the one that is reported,
			// or has it as its own, comes first.
			if old := byName[name]; old == nil || r.reported() && !old.reported() {
				byName[name] = r
			}
			if !slices.Contains(places[:i], p) {
				byLine[r.Repo][p] = append(byLine[r.Repo][p], r)
			}
		}
	}
	take := func(l *label, r *record) {
		if old := of[r]; old == nil || old.Commit != r.Commit && l.Commit == r.Commit {
			of[r] = l
		}
		found[l] = r
	}
	for _, l := range labels {
		if r := byName[key{l.Repo, dirOf(l.place), l.Holder}]; r != nil && l.Holder != "" {
			take(l, r)
		}
	}
	for _, l := range labels {
		if found[l] != nil {
			continue
		}
		var best *record
		for _, r := range byLine[l.Repo][l.place] {
			if of[r] == nil && (best == nil || rank(r) < rank(best)) {
				best = r
			}
		}
		if best != nil {
			take(l, best)
		}
	}
	return of, found
}

// confidences are in the order of what users see.
var confidences = []string{"default", "low", "unknown", "silent"}

func rank(r *record) int { return slices.Index(confidences, r.Confidence) }

func compareLabels(a, b *label) int {
	return cmp.Or(cmp.Compare(a.Repo, b.Repo), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Holder, b.Holder))
}
