package generated

import "time"

// Generated files, near miss: the only sweep stands in a generated file,
// which never carries a report.
type SweptThere struct {
	at map[string]time.Time // verdict: silent swept (the removals stand in generated files)
}

func NewSweptThere() *SweptThere { return &SweptThere{at: map[string]time.Time{}} }

func (s *SweptThere) See(k string) { s.at[k] = time.Now() }

// Generated files, case: the only insert stands in a generated file; it
// counts.
type FilledThere struct {
	at map[string]time.Time // verdict: reported
}

func NewFilledThere() *FilledThere { return &FilledThere{at: map[string]time.Time{}} }

func (s *FilledThere) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k) // want `FilledThere\.at`
		}
	}
}

// Generated files, near miss: the only replacement stands in a generated
// file; it counts.
type ReplacedThere struct {
	at map[string]time.Time // verdict: silent kept (another map, or nil, is stored)
}

func NewReplacedThere() *ReplacedThere { return &ReplacedThere{at: map[string]time.Time{}} }

func (s *ReplacedThere) See(k string) { s.at[k] = time.Now() }

func (s *ReplacedThere) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k)
		}
	}
}

// Generated files, case: a generated function is called from a loop here. The
// removal stands there, so that there is no report.
type CalledHere struct {
	at map[string]time.Time // verdict: silent swept (the removals stand in generated files)
}

func NewCalledHere() *CalledHere { return &CalledHere{at: map[string]time.Time{}} }

func (s *CalledHere) See(k string) { s.at[k] = time.Now() }

func (s *CalledHere) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			s.drop(k)
		}
	}
}

func (d *DeclaredThere) Expire(cutoff time.Time) {
	for k, at := range d.at {
		if at.Before(cutoff) {
			delete(d.at, k) // want `DeclaredThere\.at`
		}
	}
}

// Generated files, case: swept in a generated file and in this one; the
// report stands here.
type SweptTwice struct {
	at map[string]time.Time // verdict: reported
}

func NewSweptTwice() *SweptTwice { return &SweptTwice{at: map[string]time.Time{}} }

func (s *SweptTwice) See(k string) { s.at[k] = time.Now() }

func (s *SweptTwice) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k) // want `SweptTwice\.at`
		}
	}
}
