package driver

import (
	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
)

// DirectiveCheck is the Check of findings about comments that were to silence
// a check and do not.
const DirectiveCheck = "directive"

// directives returns the findings about such comments. Other drivers have none:
// they don't ask the result of a check.
func directives(a *analysed, of *analysis.Analyzer, problems []analysis.Diagnostic) []Finding {
	var out []Finding
	for _, d := range problems {
		f := NewFinding(a.fset, of, check.Finding{Diagnostic: d, Package: a.meta.PkgPath})
		f.Check = DirectiveCheck
		out = append(out, f)
	}
	return out
}
