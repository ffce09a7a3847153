// Package analyzer is the suite: the one list of checks that every driver
// takes.
package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/passes/mapshrink"
)

// Checks returns the checks of maplint, by name. Every driver runs exactly
// these.
func Checks() []*analysis.Analyzer {
	return []*analysis.Analyzer{mapshrink.Analyzer}
}
