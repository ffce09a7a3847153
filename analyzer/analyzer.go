// Package analyzer is the suite: the one list of checks that every driver
// takes.
package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/suppress"
	"github.com/maplint/maplint/passes/mapshrink"
)

// suite has the checks by name, each with what it says of the text of a source
// file: whether it can have anything to report of its package.
var suite = []struct {
	*analysis.Analyzer
	relevant func(src string) bool
}{
	{mapshrink.Analyzer, mapshrink.Relevant},
}

// Checks returns the checks of maplint, by name. Every driver runs exactly
// these.
func Checks() []*analysis.Analyzer {
	var out []*analysis.Analyzer
	for _, c := range suite {
		out = append(out, c.Analyzer)
	}
	return out
}

// Relevant reports whether the checks can have anything to say of a package
// with the given source file, by its text alone. A driver need not parse a
// package that has no such file. It errs on the side of true.
func Relevant(src string) bool {
	for _, c := range suite {
		if c.relevant(src) || suppress.MayMention(src, c.Name) {
			return true
		}
	}
	return false
}
