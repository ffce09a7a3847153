// Package explain answers maplint why: what is known of a map, and why a
// check reports it or does not.
package explain

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
	"github.com/maplint/maplint/internal/driver/measure"
	"github.com/maplint/maplint/internal/mapmodel"
	"github.com/maplint/maplint/passes/mapshrink"
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
	Verdict    Verdict     `json:"verdict"`
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

// A Verdict is what mapshrink says.
type Verdict struct {
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

	mu      sync.Mutex
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

// Inspect looks at one package.
func (c *Collector) Inspect(p *driver.Package) error {
	verdicts, err := p.Verdicts()
	if err != nil {
		return err
	}
	if p.Together != nil {
		c.forget(p.Path)
	}
	for _, v := range verdicts {
		exact, match := c.query.matches(p.Types, v.Holder.Name)
		var h *Holder
		if exact || match {
			h = c.explain(p, v)
		}
		c.mu.Lock()
		c.names = append(c.names, name{v.Holder.Name, p.Path})
		if exact {
			c.exact = append(c.exact, h)
		}
		if match {
			c.matches = append(c.matches, h)
		}
		c.mu.Unlock()
	}
	return nil
}

// forget drops what is known of a package, which is inspected again.
func (c *Collector) forget(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ofPackage := func(h *Holder) bool { return h.Package == path }
	c.exact = slices.DeleteFunc(c.exact, ofPackage)
	c.matches = slices.DeleteFunc(c.matches, ofPackage)
	c.names = slices.DeleteFunc(c.names, func(n name) bool { return n.pkg == path })
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

func (c *Collector) explain(p *driver.Package, v *mapshrink.Verdict) *Holder {
	x := &explainer{p.Fset, c.rel}
	src := v.Holder
	life := src.Lifetime()
	h := &Holder{
		Name:     src.Name,
		Package:  p.Path,
		Kind:     "variable",
		Type:     types.TypeString(src.Map, types.RelativeTo(p.Types)),
		Declared: x.place(src.Var.Pos()),
		Lifetime: Lifetime{Answer: "unknown", Reason: life.Why, Place: x.optional(life.Pos)},
		Verdict: Verdict{
			Answer:     v.Answer.String(),
			Rule:       string(v.Rule),
			Reason:     string(v.Reason),
			Why:        v.Why,
			Place:      x.optional(v.Pos),
			SilencedBy: x.optional(v.Silenced),
		},
		Operations: []Operation{},
	}
	if src.Var.IsField() {
		h.Kind = "field"
	}
	switch {
	case life.Long:
		h.Lifetime.Answer = "long"
	case life.Known:
		h.Lifetime.Answer = "short"
	}
	if v.Answer == check.Reported {
		h.Verdict.Message, h.Verdict.Confidence = v.Message(), v.Confidence.String()
	}
	loops := make(map[*mapmodel.Op][]Loop)
	for _, s := range src.Sweeps() {
		if s.Cleared {
			continue // there is no loop but the clear itself
		}
		loops[s.Op] = append(loops[s.Op], Loop{x.place(s.LoopPos), x.places(s.Calls), s.WayOut})
	}
	for _, op := range src.Ops {
		h.Operations = append(h.Operations, Operation{
			Kind:     op.Kind.String(),
			Place:    x.place(op.Pos),
			Function: op.FuncName(),
			Calls:    x.places(op.Calls()),
			Note:     op.Why,
			Loops:    loops[op],
		})
	}
	// One statement can be several operations of the same kind.
	h.Operations = slices.CompactFunc(h.Operations, func(a, b Operation) bool { return reflect.DeepEqual(a, b) })
	return h
}

// An explainer turns positions into data.
type explainer struct {
	fset *token.FileSet
	rel  func(string) string
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
