package check

import (
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// A Result is the result of a check's analyzer on one package. It is all that
// drivers know of checks: they ask it for what a diagnostic does not carry, and
// take the findings from its verdicts. A check without one has diagnostics
// only, and judges each package alone.
type Result interface {
	// Judge returns the verdicts on the maps that the package declares, as the
	// package alone shows them; or, if together is not empty, as these packages
	// show them. The results are then those of the same check, this one among
	// them, on packages which share their file set and the types of what they
	// import from each other. Details are filled in only if detail is set.
	Judge(together []Result, detail bool) (*Judgement, error)
	// Summary tells which other packages this one has to do with.
	Summary() (*Summary, error)
	// Nolints returns the nolint comments in use that golangci-lint honours
	// itself. Its nolintlint takes one for unused unless it has seen a finding
	// there.
	Nolints() []token.Pos
}

// A Judgement is what a check says of a package. It refers to nothing of the
// package but positions, so that it can be kept.
type Judgement struct {
	// Verdicts has one for each map that the package declares, by position.
	// Maps that are not reported can be left out unless there are details.
	Verdicts []*Verdict
	// Directives are the comments, of all packages that are judged together,
	// that were to silence the check and do not: each with what is wrong with
	// it. They are no findings, since that can depend on other packages.
	Directives []analysis.Diagnostic
	// Allocations is a detail; nil where the check does not tell.
	Allocations *Allocations
}

// A Verdict is what a check says of one map.
type Verdict struct {
	// Package is the import path of the package that declares the map, and
	// Holder names the map as messages do: Cache.items.
	Package, Holder string

	Answer Answer
	// Confidence is that of a reported map.
	Confidence Confidence
	// Rule is the one that decided that a map is not reported, Reason what
	// makes the confidence of a reported one low.
	Rule   Rule
	Reason Reason
	// Why tells in words what decided; Pos is where, or NoPos.
	Why string
	Pos token.Pos
	// Open says that other packages can change the verdict: they can use the map.
	Open bool
	// Silenced is the comment by which a finding is not shown, or NoPos.
	Silenced token.Pos
	// Finding is that of a reported map. It is a detail unless Shown.
	Finding *Finding
	// Shown says that the finding is to be reported: its confidence is asked
	// for, and no comment silences it.
	Shown bool

	// Large is what to report if a measurement shows the map to be large, or
	// nil: a detail.
	Large *Large
	// Explanation is a detail; nil where the check does not tell.
	Explanation *Explanation
}

// Decided names what decided: the rule of a silent or unknown verdict, the
// reason of a low one; empty for a finding of default confidence.
func (v *Verdict) Decided() string {
	if v.Answer == Reported {
		return string(v.Reason)
	}
	return string(v.Rule)
}

// Standing names the answer with its confidence: reported, low, silent or
// unknown.
func (v *Verdict) Standing() string {
	if v.Answer == Reported && v.Confidence == Low {
		return Low.String()
	}
	return v.Answer.String()
}

// A Finding is a diagnostic with what a check knows of it besides.
type Finding struct {
	analysis.Diagnostic
	// Package is the import path of the package that it is reported in, which
	// need not be the one that declares the map.
	Package string
	// Holder names the map as messages do, or is empty.
	Holder string
	// MinBytes and MaxBytes are the memory that stays for each entry that there
	// was at the peak; both are 0 where that is not known.
	MinBytes, MaxBytes float64
}

// Large is the finding about a map that a heap profile or a process shows to be
// large. It has no message, since the figures are still to come: that is
// the subject, what the map keeps, and the reason.
type Large struct {
	Finding
	Subject, Reason string
	// Silenced is the comment by which it is not shown, or NoPos.
	Silenced token.Pos
}

// An Explanation is what is known of a map, whatever a check makes of it.
type Explanation struct {
	Kind     string // variable or field
	Type     string // of the map
	Declared Declaration
	Lifetime Lifetime
	// Operations are what the code does to the map, by position.
	Operations []Operation
	// Tables are those that its maps can have.
	Tables *Tables
}

// A Declaration identifies a map: the position of its variable or field, and
// the number of containers around it, as 1 for the inner maps of a map of maps.
type Declaration struct {
	Pos   token.Pos
	Elems int
}

// Lifetime tells how long a map lives: long, short or unknown.
type Lifetime struct {
	Answer, Why string
	Pos         token.Pos
}

// An Operation is what the code does to a map at one place.
type Operation struct {
	Kind     string // insert, remove and so on
	Pos      token.Pos
	Function string
	// Calls lead from where the map is named to the operation, if that is not
	// the same place.
	Calls []token.Pos
	// Note tells what makes a store an initialization, or a replacement one
	// that is not part of the normal course.
	Note string
	// Swept says that a removal counts as one in a loop: it is in one of Loops,
	// or a loop in one word, as clear is.
	Swept bool
	Loops []Loop
}

// A Loop is one that an operation happens in.
type Loop struct {
	Pos token.Pos
	// Calls lead from the loop to the operation.
	Calls []token.Pos
	// Shutdown tells that the loop belongs to the end of the owner's life.
	Shutdown bool
}
