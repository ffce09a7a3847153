package main

import (
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/internal/check"
)

// observe returns a check that says what another one does, and notes the time
// that it takes, and what it would say without predicates.
func (c *collector) observe(a *analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     a.Name,
		Doc:      a.Doc,
		URL:      a.URL,
		Requires: []*analysis.Analyzer{a},
		Run: func(pass *analysis.Pass) (any, error) {
			return &observed{pass.ResultOf[a].(check.Result), c, subject{a.Name, pass.Pkg.Path()}}, nil
		},
		ResultType: reflect.TypeFor[*observed](),
	}
}

// A subject is a package that a check judges.
type subject struct{ check, pkg string }

// observed is the result of a check on one package.
type observed struct {
	check.Result
	c  *collector
	of subject
}

// Judge judges as the check does. A package that is judged alone and then
// together with others comes twice: the last time counts.
func (o *observed) Judge(together []check.Result, detail bool) (*check.Judgement, error) {
	inner := make([]check.Result, len(together))
	for i, r := range together {
		inner[i] = r.(*observed).Result
	}
	j, err := o.Result.Judge(inner, detail)
	if err != nil {
		return nil, err
	}
	after := make(map[string][]*check.Verdict)
	// A check can tell what it would say if a predicate of its model never held.
	if m, ok := o.Result.(interface {
		Without(predicate string) ([]*check.Verdict, error)
	}); ok {
		for _, name := range o.c.without {
			if after[name], err = m.Without(name); err != nil {
				return nil, err
			}
		}
	}
	o.c.mu.Lock()
	defer o.c.mu.Unlock()
	o.c.after[o.of] = after
	o.c.took(o.of.pkg)
	return j, nil
}
