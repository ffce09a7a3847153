// Package explain answers maplint why: what is known of a map, and why a
// check reports it or does not.
package explain

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/measure"
)

// A Holder is a map that a package variable or a field holds, with what the
// package does to it, as plain data.
type Holder struct {
	// Name is how messages call it: Cache.items.
	Name    string `json:"name"`
	Package string `json:"package"`
	// Kind is variable or field.
	Kind string `json:"kind"`
	// Type is the type of the map.
	Type       string      `json:"type"`
	Declared   Place       `json:"declared"`
	Lifetime   Lifetime    `json:"lifetime"`
	Operations []Operation `json:"operations"`
	// Verdicts has one of each check that judges the map.
	Verdicts []Verdict `json:"verdicts"`
	// Heap is what heap profiles show of the map, where any were given.
	Heap *measure.Figure `json:"heap,omitempty"`
	// LeftOut are packages of the same modules that import this one and were
	// not looked at: what they do to the map is not known.
	LeftOut []string `json:"leftOut,omitempty"`
}

// Lifetime tells how long a holder lives: long, short or unknown.
type Lifetime struct {
	Answer string `json:"answer"`
	Reason string `json:"reason"`
	Place  *Place `json:"place,omitempty"`
}

// An Operation is what the code does to the map at one place.
type Operation struct {
	Kind     string `json:"kind"`
	Place    Place  `json:"place"`
	Function string `json:"function"`
	// Calls lead from where the holder is named to the operation, if that is
	// not the same place.
	Calls []Place `json:"calls,omitempty"`
	// Note tells what makes a store an initialization, or a replacement one
	// that happens by hand.
	Note  string `json:"note,omitempty"`
	Loops []Loop `json:"loops,omitempty"`
}

// A Loop is one that an operation happens in.
type Loop struct {
	Place Place `json:"place"`
	// Calls lead from the loop to the operation.
	Calls []Place `json:"calls,omitempty"`
	// WayOut tells that the loop belongs to the end of the owner's life.
	WayOut bool `json:"wayOut,omitempty"`
}

// A Verdict is what one check says.
type Verdict struct {
	Check string `json:"check"`
	// Answer is reported, silent or unknown.
	Answer string `json:"answer"`
	// Confidence is that of a reported map: default or low.
	Confidence string `json:"confidence,omitempty"`
	// Rule names the rule that decided that the map is not reported, Reason
	// what makes the confidence low.
	Rule   string `json:"rule,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Why tells in words what decided.
	Why string `json:"why"`
	// Place is the place that decided.
	Place *Place `json:"place,omitempty"`
	// Message is that of the finding.
	Message string `json:"message,omitempty"`
	// SilencedBy is the comment by which it is not reported all the same.
	SilencedBy *Place `json:"silencedBy,omitempty"`
}

// A Place is a position in a source file.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// A Collector gathers the holders that a query matches. Its Inspect method
// is for [driver.Config].
type Collector struct {
	query *query
	// rel shortens file names.
	rel func(string) string

	exact   []*Holder
	matches []*Holder // by the regular expression
	names   []name    // of all holders
}

type name struct{ name, pkg string }

// New returns a collector for holders whose name, or whose package's name or
// path and name, is the given one; or, if there is none, for those that it
// matches as a regular expression.
func New(name string, rel func(string) string) *Collector {
	return &Collector{query: newQuery(name), rel: rel}
}

// Inspect looks at one package. What several checks say of one map belongs
// together: they describe it alike.
func (c *Collector) Inspect(p *driver.Package) {
	x := &explainer{p.Fset, c.rel}
	known := make(map[check.Declaration]*Holder)
	for _, v := range p.Verdicts {
		if v.Explanation == nil {
			continue
		}
		exact, match := c.query.matches(p, v.Holder)
		h := known[v.Explanation.Declared]
		if h == nil {
			h = x.explain(v)
			known[v.Explanation.Declared] = h
			c.names = append(c.names, name{v.Holder, p.Path})
			if exact {
				c.exact = append(c.exact, h)
			}
			if match {
				c.matches = append(c.matches, h)
			}
		}
		h.Verdicts = append(h.Verdicts, x.verdict(v))
	}
}

// Holders returns what was found, sorted. The error says that nothing was,
// and names what has a similar name. leftOut is that of the report.
func (c *Collector) Holders(leftOut map[string][]string) ([]*Holder, error) {
	out := c.exact
	if len(out) == 0 {
		out = c.matches
	}
	if len(out) == 0 {
		return nil, c.notFound()
	}
	for _, h := range out {
		h.LeftOut = leftOut[h.Package]
	}
	slices.SortFunc(out, func(a, b *Holder) int {
		return cmp.Or(
			cmp.Compare(a.Package, b.Package),
			cmp.Compare(a.Declared.File, b.Declared.File),
			cmp.Compare(a.Declared.Line, b.Declared.Line),
			cmp.Compare(a.Declared.Column, b.Declared.Column),
			cmp.Compare(a.Name, b.Name),
		)
	})
	return out, nil
}

// An explainer turns positions into data.
type explainer struct {
	fset *token.FileSet
	rel  func(string) string
}

// explain describes the map that a verdict is about.
func (x *explainer) explain(v driver.Verdict) *Holder {
	from := v.Explanation
	h := &Holder{
		Name:       v.Holder,
		Package:    v.Package,
		Kind:       from.Kind,
		Type:       from.Type,
		Declared:   x.place(from.Declared.Pos),
		Lifetime:   Lifetime{Answer: from.Lifetime.Answer, Reason: from.Lifetime.Why, Place: x.optional(from.Lifetime.Pos)},
		Operations: []Operation{},
	}
	for _, op := range from.Operations {
		var loops []Loop
		for _, l := range op.Loops {
			loops = append(loops, Loop{x.place(l.Pos), x.places(l.Calls), l.Shutdown})
		}
		h.Operations = append(h.Operations, Operation{
			Kind:     op.Kind,
			Place:    x.place(op.Pos),
			Function: op.Function,
			Calls:    x.places(op.Calls),
			Note:     op.Note,
			Loops:    loops,
		})
	}
	return h
}

func (x *explainer) verdict(v driver.Verdict) Verdict {
	out := Verdict{
		Check:      v.Check.Name,
		Answer:     v.Answer.String(),
		Rule:       string(v.Rule),
		Reason:     string(v.Reason),
		Why:        v.Why,
		Place:      x.optional(v.Pos),
		SilencedBy: x.optional(v.Silenced),
	}
	if v.Answer == check.Reported {
		out.Confidence = v.Confidence.String()
	}
	if v.Finding != nil {
		out.Message = v.Finding.Message
	}
	return out
}

func (x *explainer) place(pos token.Pos) Place {
	p := x.fset.Position(pos)
	return Place{x.rel(p.Filename), p.Line, p.Column}
}

func (x *explainer) optional(pos token.Pos) *Place {
	if !pos.IsValid() {
		return nil
	}
	p := x.place(pos)
	return &p
}

func (x *explainer) places(list []token.Pos) []Place {
	var out []Place
	for _, pos := range list {
		out = append(out, x.place(pos))
	}
	return out
}

func (p Place) String() string {
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}
