package mapmodel

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// model is a program with what its packages do to maps. It is built once and
// not changed afterwards, except for the memos of answers.
type model struct {
	*flow.Program

	without string // the predicate that is switched off

	support map[*ssa.Function]bool // declared functions that support tests
	pooled  []ssa.CallInstruction  // calls of sync.Pool.Put
	solver  flow.Solver[any, answer]
	memos   memos
}

// newModel builds the program of the packages of passes, which share their file
// set and the types of what they import from each other.
func newModel(passes []*analysis.Pass) *model {
	return modelOf(flow.New(passes, makesCopy), "")
}

// modelOf returns a model that has answered nothing, with one predicate
// switched off, if any.
func modelOf(p *flow.Program, without string) *model {
	m := &model{
		Program: p,
		without: without,
		support: make(map[*ssa.Function]bool),
		memos:   newMemos(),
	}
	m.resetAnswers()
	for _, fn := range m.Funcs {
		if fn.Parent() == nil && !m.off("test support") && flow.SupportsTests(fn) {
			m.support[fn] = true
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if site, ok := instr.(ssa.CallInstruction); ok && effectOf(calledFunc(site)) == pools && len(site.Common().Args) == 2 {
					m.pooled = append(m.pooled, site)
				}
			}
		}
	}
	return m
}

// resetAnswers forgets what was answered.
func (m *model) resetAnswers() {
	m.solver = flow.Solver[any, answer]{Eval: m.answer, Limit: answer{life: Lifetime{Why: "how long it lives was not settled"}}}
}

// calledFunc returns the declared function that a call names, or nil.
func calledFunc(site ssa.CallInstruction) *types.Func {
	callee := site.Common().StaticCallee()
	if callee == nil {
		return nil
	}
	obj, _ := callee.Object().(*types.Func)
	return obj
}

// mapOf returns t as a map type, or nil.
func mapOf(t types.Type) *types.Map {
	mt, _ := flow.CoreOf(t).(*types.Map)
	return mt
}
