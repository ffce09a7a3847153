package mapmodel

import (
	"encoding/binary"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/maplint/maplint/internal/flow"
)

// An answer is that to one of the questions that recurse: yes or no, with a
// position where it has one, or a lifetime.
type answer struct {
	yes  bool
	pos  token.Pos
	life Lifetime
}

// lifeKey asks how long the values of a type live, sharedKey whether a field is
// a pointer that many structs have in common. The other questions are varyKey,
// freshKey and slotKey: whether the program lets go of what a variable holds.
type (
	lifeKey   struct{ owner *types.TypeName }
	sharedKey struct{ field *types.Var }
)

// answer answers a question, asking others by [flow.Solver.Of]: they can lead
// back to it.
func (m *model) answer(question any) answer {
	switch q := question.(type) {
	case lifeKey:
		return answer{life: m.computeLife(q.owner)}
	case sharedKey:
		return answer{yes: m.computeShared(q.field)}
	case varyKey:
		return answer{yes: m.computeVaries(q.v, q.l, q.calls)}
	case freshKey:
		return answer{yes: m.isFreshOwner(m.memos.fresh[q], q.instr)}
	case slotKey:
		pos := m.findGivenUp(q)
		return answer{yes: pos.IsValid(), pos: pos}
	}
	return answer{}
}

// lifeOf answers for the values of a named struct type, from where the packages
// make them and what becomes of them there.
func (m *model) lifeOf(tn *types.TypeName) Lifetime {
	l := m.solver.Of(lifeKey{tn}).life
	if l.Why == "" { // it holds itself, and lives as long as what holds it besides
		return Lifetime{Known: true, Why: "never leaves the function that makes it"}
	}
	return l
}

// varies reports whether v can be another value in each round of the loop.
// The result of a call counts as another one only if calls is set or an
// argument varies: a getter gives the same owner each time, a queue another
// key.
func (m *model) varies(v ssa.Value, l *flow.Loop, calls bool) bool {
	return m.solver.Of(varyKey{v, l, calls}).yes
}

// A freshKey asks whether an instruction works on an owner in the making. ups
// and the other fields stand for a source of the owner: see memos.fresh.
type freshKey struct {
	slot  *types.Var
	at    ssa.Value
	down  *flow.Frame
	ups   string
	instr ssa.Instruction
}

// freshOwner reports whether instr works on an owner that the same function
// has just allocated, or that all callers in the package have: it belongs to
// the making of the owner.
func (m *model) freshOwner(o flow.Source, instr ssa.Instruction) bool {
	var ups []byte
	for _, c := range o.Ups {
		ups = binary.AppendUvarint(ups, uint64(m.numberOf(c)))
	}
	key := freshKey{slot: o.Var, at: o.At, down: o.Down, ups: string(ups), instr: instr}
	m.memos.fresh[key] = o
	return m.solver.Of(key).yes
}

// numberOf numbers calls, so that a list of them can be a key.
func (m *model) numberOf(c *flow.Call) int {
	n, ok := m.memos.numbers[c]
	if !ok {
		n = len(m.memos.numbers)
		m.memos.numbers[c] = n
	}
	return n
}

// givenUp reports whether the program lets go of what a variable holds in its
// normal course: it assigns another value to it, or removes it from the map
// or slice that it lies in. The position is where.
func (m *model) givenUp(s slotKey) (token.Pos, bool) {
	if m.off("owner dropped") {
		return token.NoPos, false
	}
	a := m.solver.Of(s)
	return a.pos, a.yes
}

// sharedPointer reports whether a field is a pointer that many structs have
// in common, as connections have their server: some of what is assigned to
// it comes from outside the struct and is not made for it.
func (m *model) sharedPointer(f *types.Var) bool {
	if m.off("shared pointer") || f == nil || !f.IsField() {
		return false
	}
	if _, ok := f.Type().Underlying().(*types.Pointer); !ok {
		return false
	}
	return m.solver.Of(sharedKey{f}).yes
}
