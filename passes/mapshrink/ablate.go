package mapshrink

import "github.com/maplint/maplint/internal/mapmodel"

// Without returns the verdicts on the same maps as they would be if one of the
// predicates of the model never held: [mapmodel.Predicates]. verdicts are of one
// package, or of several that were judged together. The error tells of a bug in
// maplint.
func Without(verdicts []*Verdict, predicate string) ([]*Verdict, error) {
	if len(verdicts) == 0 {
		return nil, nil
	}
	holders, err := mapmodel.Without(verdicts[0].Holder, predicate)
	if err != nil {
		return nil, err
	}
	return judgeAll(holders, verdicts[0].results), nil
}
