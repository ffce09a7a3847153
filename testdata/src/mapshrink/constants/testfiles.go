package constants

import "time"

// Test files, case: a named string with two constants, to which a test adds
// two.
type Label string

const (
	NoLabel  Label = ""
	AnyLabel Label = "*"
)

type Labels struct {
	at map[Label]time.Time // verdict: reported
}

func NewLabels() *Labels { return &Labels{at: map[Label]time.Time{}} }

func (s *Labels) See(k Label) { s.at[k] = time.Now() }

func (s *Labels) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k) // want `Labels\.at`
		}
	}
}
