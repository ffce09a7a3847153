// Package analyzer is the suite: the one list of checks that every driver
// takes.
package analyzer

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/mapmodel"
	"github.com/maplint/maplint/internal/suppress"
	"github.com/maplint/maplint/passes/mapshrink"
)

// Checks returns the checks of maplint, by name. Every driver runs exactly
// these.
func Checks() []*analysis.Analyzer {
	return []*analysis.Analyzer{mapshrink.Analyzer}
}

// Relevant reports whether the checks can have anything to say of a package
// with the given source file, by its text alone. A driver need not parse a
// package that has no such file. It errs on the side of true.
func Relevant(src string) bool {
	return mapmodel.MayRemove(src) || slices.ContainsFunc(Checks(), func(a *analysis.Analyzer) bool {
		return suppress.MayMention(src, a.Name)
	})
}
