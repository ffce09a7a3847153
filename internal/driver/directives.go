package driver

import (
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// DirectiveCheck is the Check of findings about comments that were to silence
// a check and do not.
const DirectiveCheck = "directive"

// Directives is the result of a check that knows of such comments, and tells
// what is wrong with each.
type Directives interface {
	Directives() ([]analysis.Diagnostic, error)
}

// directives returns the findings about comments that were to silence a
// check. Other drivers have none: they don't ask the result of a check.
func directives(fset *token.FileSet, pkg string, check *analysis.Analyzer, result any) ([]Finding, error) {
	r, ok := result.(Directives)
	if !ok {
		return nil, nil
	}
	problems, err := r.Directives()
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, d := range problems {
		f := NewFinding(fset, check, pkg, d, nil)
		f.Check = DirectiveCheck
		out = append(out, f)
	}
	return out, nil
}
