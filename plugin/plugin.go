// Package plugin puts the checks of maplint into golangci-lint, as a module
// plugin by the name of maplint. docs/golangci-lint.md tells how to build and
// set it up.
//
// It hands golangci-lint what that can carry. All findings come from one
// analyzer that is called maplint, since golangci-lint prefixes messages with
// any other name. They have no related places, which would become findings of
// their own, and one fix at most, in one file.
package plugin

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/analyzer"
)

// Name is the linter's, in settings and in nolint comments.
const Name = "maplint"

// Settings are what .golangci.yml can say below
// linters.settings.custom.maplint.settings.
type Settings struct {
	// Checks are the names of those that run. All do when it is left out.
	Checks []string `json:"checks"`
	// Confidence is the least that a finding must have: default, or low for
	// findings about maps of which the source says that they are small.
	Confidence string `json:"confidence"`
}

func init() { register.Plugin(Name, New) }

// New returns the plugin. settings is decoded YAML; what is wrong in it makes
// an error that names it.
func New(settings any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[Settings](settings)
	if err != nil {
		return nil, fmt.Errorf("settings of maplint: %w (they have checks, a list of names, and confidence, default or low)", err)
	}
	all := analyzer.Checks()
	names := make([]string, len(all))
	for i, check := range all {
		names[i] = check.Name
	}
	if s.Checks != nil && len(s.Checks) == 0 {
		return nil, fmt.Errorf("settings of maplint: checks is empty: leave it out to run all (%s)", strings.Join(names, ", "))
	}
	for _, name := range s.Checks {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("settings of maplint: there is no check %q: checks can have %s", name, strings.Join(names, ", "))
		}
	}
	p := &plugin{}
	for _, check := range all {
		if s.Checks != nil && !slices.Contains(s.Checks, check.Name) {
			continue
		}
		if check.Flags.Lookup("confidence") != nil {
			if err := check.Flags.Set("confidence", cmp.Or(s.Confidence, "default")); err != nil {
				return nil, fmt.Errorf("settings of maplint: %w", err)
			}
		}
		p.checks = append(p.checks, check)
	}
	return p, nil
}

// plugin runs checks.
type plugin struct{ checks []*analysis.Analyzer }

// GetLoadMode asks for types.
func (p *plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// BuildAnalyzers returns the one analyzer that stands for all checks.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	a := &analysis.Analyzer{
		Name: Name,
		Doc:  "finds maps that keep the memory of their largest size",
		URL:  "https://github.com/maplint/maplint",
		Run: func(pass *analysis.Pass) (any, error) {
			for _, check := range p.checks {
				run(pass, check)
			}
			return nil, nil
		},
	}
	for _, check := range p.checks {
		for _, req := range check.Requires {
			if !slices.Contains(a.Requires, req) {
				a.Requires = append(a.Requires, req)
			}
		}
	}
	return []*analysis.Analyzer{a}, nil
}

// run reports the findings of one check on a package. An error or a panic
// would cost the user the findings of all linters: what is a bug of ours
// becomes a finding.
func run(pass *analysis.Pass, check *analysis.Analyzer) {
	var found []analysis.Diagnostic
	of := *pass
	of.Analyzer = check
	of.Report = func(d analysis.Diagnostic) { found = append(found, d) }
	result, err := runSafe(&of)
	if err != nil {
		if len(pass.Files) > 0 {
			text, _, _ := strings.Cut(err.Error(), "\n")
			pass.ReportRangef(pass.Files[0].Name, "internal error in %s: %s (this package was not checked: please report this at https://github.com/maplint/maplint/issues)", check.Name, text)
		}
		return
	}
	var fixes fixes
	for _, d := range found {
		d.Related = nil
		d.SuggestedFixes = fixes.carry(pass.Fset, d)
		pass.Report(d)
	}
	// golangci-lint's nolintlint takes a nolint for unused unless a finding
	// stands there, and the checks report none: these are for nolintlint,
	// and the very comments keep them from being shown.
	if r, ok := result.(interface{ Nolints() []token.Pos }); ok {
		for _, pos := range r.Nolints() {
			if honoured(pass.Fset, pos) {
				pass.Report(analysis.Diagnostic{Pos: pos, Message: "this comment silences a finding of " + check.Name})
			}
		}
	}
}

// honoured reports whether golangci-lint heeds a nolint at pos. Behind a //line
// it compares lines of two files. What cgo has written, into files of the build
// cache, has such lines too, which lead back to the file that it reads.
func honoured(fset *token.FileSet, pos token.Pos) bool {
	at := fset.PositionFor(pos, false)
	return !strings.HasSuffix(at.Filename, ".go") || at == fset.PositionFor(pos, true)
}

func runSafe(pass *analysis.Pass) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return pass.Analyzer.Run(pass)
}
