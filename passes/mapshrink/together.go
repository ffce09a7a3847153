package mapshrink

import (
	"go/types"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/mapmodel"
)

// Together returns the verdicts on the maps of several packages, judged as
// one program: by path of the package and position. results are of single
// packages, which share their file set and the types of what they import from
// each other. The error tells of a bug in maplint.
func Together(results []*Result) ([]*Verdict, error) {
	models := make([]*mapmodel.Result, len(results))
	for i, r := range results {
		models[i] = r.model
	}
	holders, err := mapmodel.Together(models).Holders()
	if err != nil {
		return nil, err
	}
	return judgeAll(holders, results), nil
}

// Summary returns what the package has to do with the maps and functions of
// others, for a driver that looks for packages to judge together. It is
// computed when it is asked for. The error tells of a bug in maplint.
func (r *Result) Summary() (*mapmodel.Summary, error) { return r.model.Summary() }

// Reported reports whether the verdict is a finding that is shown: its
// confidence is asked for, and no comment silences it.
func (v *Verdict) Reported() bool {
	return v.Answer == check.Reported && v.Confidence >= shown.Least && !v.Silenced.IsValid()
}

// Package is the one that a finding is reported in, which need not be the
// one that declares the map.
func (v *Verdict) Package() *types.Package {
	if v.reports != nil {
		return v.reports
	}
	return v.Holder.Var.Pkg()
}
