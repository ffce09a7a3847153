package explain

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/maplint/maplint/internal/driver"
)

// A query is the NAME that a user asks for.
type query struct {
	name string
	re   *regexp.Regexp
	err  error // why re is nil
}

func newQuery(name string) *query {
	q := &query{name: name}
	q.re, q.err = regexp.Compile(name)
	return q
}

// matches reports whether the query is a name of the holder, and whether it
// matches one as a regular expression.
func (q *query) matches(p *driver.Package, holder string) (exact, match bool) {
	for _, name := range []string{holder, p.Name + "." + holder, p.Path + "." + holder} {
		exact = exact || q.name == name
		match = match || q.re != nil && q.re.MatchString(name)
	}
	return exact, match
}

// maxNear is how many similar names an error lists.
const maxNear = 5

// notFound says that no holder matches, in one line.
func (c *Collector) notFound() error {
	msg := fmt.Sprintf("no map is called %s", c.query.name)
	if c.query.err != nil {
		msg += fmt.Sprintf(", nor is this a regular expression (%v)", c.query.err)
	}
	near := c.near()
	switch {
	case len(near) > 0:
		return fmt.Errorf("%s: did you mean %s?", msg, strings.Join(near, ", "))
	case len(c.names) > 0:
		return fmt.Errorf("%s: maplint why . lists the maps of these packages (%d), other packages are named after NAME", msg, len(c.names))
	}
	return fmt.Errorf("%s: no field or package variable of these packages holds a map, other packages are named after NAME", msg)
}

// near returns the names most similar to the query's.
func (c *Collector) near() []string {
	type candidate struct {
		name     string
		distance int
	}
	want := strings.ToLower(c.query.name)
	var all []candidate
	for _, n := range c.names {
		pkg := n.pkg[strings.LastIndexByte(n.pkg, '/')+1:]
		best := min(
			distance(want, strings.ToLower(n.name)),
			distance(want, strings.ToLower(pkg+"."+n.name)),
		)
		if lastPart(want) == lastPart(strings.ToLower(n.name)) {
			best = min(best, 1)
		}
		if best <= max(1, len(want)/3) {
			all = append(all, candidate{fmt.Sprintf("%s (%s)", n.name, n.pkg), best})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	var out []string
	for _, c := range all[:min(maxNear, len(all))] {
		out = append(out, c.name)
	}
	return out
}

// lastPart is the name of the field or variable itself.
func lastPart(name string) string {
	return name[strings.LastIndexByte(name, '.')+1:]
}

// distance is the number of bytes to insert, delete or change to get from a
// to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}
