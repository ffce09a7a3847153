package driver

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/maplint/maplint/analyzer"
)

// A want is a comment at the declaration of a map in testdata/newcomers: what
// DESIGN.md decides about the map, and why.
//
//	items map[string]item // want: reported: Purge deletes every key in a loop
//	lines map[string]int  // want: reported; alone: low: a loop of a command calls Flush
//
// The words behind "alone" hold when the package is judged alone. What the check
// says wrongly, and is known to, stands at the end: (today: low).
type want struct {
	today           string
	together, alone string
	why             string
}

// parseWant returns the want comment of a line, nil if it has none.
func parseWant(line string) (*want, error) {
	_, text, ok := strings.Cut(line, "// want: ")
	if !ok {
		return nil, nil
	}
	w := new(want)
	head, why, ok := strings.Cut(text, ": ")
	if together, alone, two := strings.Cut(head, "; "); two {
		if alone != "alone" {
			return nil, fmt.Errorf("want comment %q", text)
		}
		w.together = together
		w.alone, why, ok = strings.Cut(why, ": ")
	} else {
		w.together, w.alone = head, head
	}
	w.why = why
	if head, today, known := strings.Cut(why, " (today: "); known {
		w.why, w.today = head, strings.TrimSuffix(today, ")")
	}
	for _, s := range []string{w.together, w.alone} {
		if !ok || !slices.Contains([]string{"reported", "low", "silent"}, s) {
			return nil, fmt.Errorf("want comment %q", text)
		}
	}
	return w, nil
}

// TestNewcomers compares the verdicts on programs that were written as their
// authors know the language, not this check, with their want comments: each
// package alone, and all together as the command judges them.
func TestNewcomers(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("..", "..", "testdata", "newcomers"))
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []struct {
		name string
		join bool
	}{{"alone", false}, {"together", true}} {
		t.Run(mode.name, func(t *testing.T) {
			wants, err := readWants(dir)
			if err != nil {
				t.Fatal(err)
			}
			var bad []string
			met := make(map[string]bool)
			inspect := func(p *Package) {
				for _, v := range p.Verdicts {
					pos := p.Fset.PositionFor(v.Explanation.Declared.Pos, false)
					at := fmt.Sprintf("%s:%d", pos.Filename, pos.Line)
					w := wants[at]
					if w == nil {
						bad = append(bad, describeNewcomer(p.Fset, dir, v)+"\n\tno want comment")
						continue
					}
					met[at] = true
					expected := w.together
					if !mode.join {
						expected = w.alone
					}
					got := v.Standing()
					if got == "unknown" {
						got = "silent"
					}
					switch {
					case got != expected && got == w.today:
					case got == expected && w.today != "" && w.together == w.alone:
						bad = append(bad, describeNewcomer(p.Fset, dir, v)+"\n\tis right now: remove what it is today")
					case got != expected:
						bad = append(bad, fmt.Sprintf("%s\n\twant %s: %s", describeNewcomer(p.Fset, dir, v), expected, w.why))
					}
				}
			}
			report, err := Run(t.Context(), Config{
				Dir:      dir,
				Patterns: []string{"./..."},
				Checks:   analyzer.Checks(),
				Inspect:  inspect,
				Join:     mode.join,
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range report.Errors {
				t.Error(e)
			}
			for at, w := range wants {
				if !met[at] && w.together != "silent" {
					rel, _ := filepath.Rel(dir, at)
					bad = append(bad, fmt.Sprintf("%s: no verdict\n\twant %s: %s", rel, w.together, w.why))
				}
			}
			slices.Sort(bad)
			for _, b := range bad {
				t.Error(b)
			}
			t.Logf("%d of %d maps are not as wanted", len(bad), len(wants))
		})
	}
}

// readWants reads the want comments below dir, by file and line.
func readWants(dir string) (map[string]*want, error) {
	wants := make(map[string]*want)
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(src), "\n") {
			at := fmt.Sprintf("%s:%d", name, i+1)
			w, err := parseWant(line)
			if err != nil {
				return fmt.Errorf("%s: %w", at, err)
			}
			if w != nil {
				wants[at] = w
			}
		}
		return nil
	})
	return wants, err
}

// describeNewcomer writes a verdict with what decided it.
func describeNewcomer(fset *token.FileSet, dir string, v Verdict) string {
	at := func(pos token.Pos) string {
		p := fset.PositionFor(pos, false)
		if !p.IsValid() {
			return "-"
		}
		if rel, err := filepath.Rel(dir, p.Filename); err == nil {
			p.Filename = rel
		}
		return fmt.Sprintf("%s:%d", p.Filename, p.Line)
	}
	return fmt.Sprintf("%s: %s is %s %s (%s at %s)", at(v.Explanation.Declared.Pos), v.Holder, v.Standing(), v.Decided(), v.Why, at(v.Pos))
}
