// Package check is all that drivers know of checks, and checks of drivers: the
// words for a verdict, and the questions that the result of a check answers
// ([Result]). What it has is data. It knows neither how a check finds out, nor
// who shows the answer.
package check

import "fmt"

// An Answer is what a check says of one subject.
type Answer uint8

const (
	// Silent: a rule excludes the subject.
	Silent Answer = iota
	// Unknown: the answer depends on code that was not followed.
	Unknown
	// Reported: all rules hold.
	Reported
)

func (a Answer) String() string { return [...]string{"silent", "unknown", "reported"}[a] }

// A Rule names one condition that a finding needs.
type Rule string

// The rules that checks have. The order in which they are asked is the check's.
const (
	// Swept: entries are removed in a loop.
	Swept Rule = "swept"
	// Grows: entries are inserted after initialization, under keys that vary.
	Grows Rule = "grows"
	// Kept: the map is not replaced in the normal course of the program.
	Kept Rule = "kept"
	// LongLived: the map outlives the call that made it.
	LongLived Rule = "long-lived"
	// Unbounded: neither the keys nor a limit keep the map small.
	Unbounded Rule = "unbounded"
	// NotScratch: the map is not filled and emptied in one piece of work.
	NotScratch Rule = "not scratch"
)

// A Reason names what in the source says that a map is small, so that a finding
// about it has a low confidence.
type Reason string

// The reasons that checks have.
const (
	// Mirror: the map follows a given collection or a configuration.
	Mirror Reason = "mirror"
	// Resource: each entry holds a live resource.
	Resource Reason = "resource"
	// Limit: the number of entries has a limit, which the source does not tell.
	Limit Reason = "limit"
	// Cleared: the map is emptied by clear, in no loop that is in view.
	Cleared Reason = "cleared"
	// Emptied: the map is replaced when a sweep has left no entries.
	Emptied Reason = "emptied"
)

// Confidence tells how much speaks for a finding being worth a change.
type Confidence uint8

const (
	// Low: the rules are met, and something in the source says that the map is
	// small: a [Reason].
	Low Confidence = iota
	// Default: the rules are met.
	Default
	// Measured: a heap profile or a running process shows the bytes.
	Measured
)

var confidences = [...]string{"low", "default", "measured"}

func (c Confidence) String() string { return confidences[c] }

// ParseConfidence returns the confidence with the given name.
func ParseConfidence(name string) (Confidence, error) {
	for i, s := range confidences {
		if s == name {
			return Confidence(i), nil
		}
	}
	return Default, fmt.Errorf("confidence %q is not known: it is default, or low to see less sure findings too", name)
}

// A Threshold is the lowest confidence that is shown, as the value of a flag:
// default or low.
type Threshold struct{ Least Confidence }

// String returns the name of the confidence.
func (t *Threshold) String() string {
	if t == nil {
		return Default.String()
	}
	return t.Least.String()
}

// Set sets the confidence by its name. What is measured is always shown, and
// can't be asked for alone.
func (t *Threshold) Set(name string) error {
	c, err := ParseConfidence(name)
	if err != nil {
		return err
	}
	if c == Measured {
		return fmt.Errorf("findings with confidence measured come from heap profiles (maplint -heap FILE): choose default or low")
	}
	t.Least = c
	return nil
}
