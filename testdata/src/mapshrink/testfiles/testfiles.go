// Package testfiles has operations in its test files, which never change a
// verdict.
package testfiles

import "time"

// Test files, near miss: only a test inserts (rule grows).
type FilledByTest struct {
	at map[string]time.Time // verdict: silent grows (nothing inserts in this package)
}

func NewFilledByTest() *FilledByTest { return &FilledByTest{at: map[string]time.Time{}} }

func (s *FilledByTest) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k)
		}
	}
}

// Test files, case: only a test replaces.
type ReplacedByTest struct {
	at map[string]time.Time // verdict: reported
}

func NewReplacedByTest() *ReplacedByTest { return &ReplacedByTest{at: map[string]time.Time{}} }

func (s *ReplacedByTest) See(k string) { s.at[k] = time.Now() }

func (s *ReplacedByTest) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k) // want `ReplacedByTest\.at`
		}
	}
}

// Test files, near miss: only a test sweeps.
type SweptByTest struct {
	at map[string]time.Time // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewSweptByTest() *SweptByTest { return &SweptByTest{at: map[string]time.Time{}} }

func (s *SweptByTest) See(k string)    { s.at[k] = time.Now() }
func (s *SweptByTest) Remove(k string) { delete(s.at, k) }

// Test files, near miss: a removal that only a test calls in a loop.
type LoopedByTest struct {
	at map[string]time.Time // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewLoopedByTest() *LoopedByTest { return &LoopedByTest{at: map[string]time.Time{}} }

func (s *LoopedByTest) See(k string)    { s.at[k] = time.Now() }
func (s *LoopedByTest) remove(k string) { delete(s.at, k) }

func (s *LoopedByTest) Pop() {
	for k := range s.at {
		s.remove(k)
		return
	}
}

// Test files, case: a test gives the map's address away.
type ExposedByTest struct {
	at map[string]time.Time // verdict: reported
}

func NewExposedByTest() *ExposedByTest { return &ExposedByTest{at: map[string]time.Time{}} }

func (s *ExposedByTest) See(k string) { s.at[k] = time.Now() }

func (s *ExposedByTest) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k) // want `ExposedByTest\.at`
		}
	}
}

// Test files, near miss: only tests make the unexported owner outlive its
// call.
type keptByTest struct {
	at map[string]int // verdict: silent long-lived (the maps that are swept never leave the function that makes them)
}

func Run(keys []string) int {
	s := &keptByTest{at: map[string]int{}}
	for i, k := range keys {
		s.at[k] = i
		for k, at := range s.at {
			if at < i-10 {
				delete(s.at, k)
			}
		}
	}
	return len(s.at)
}

// Test files, case: a type of IDs stays one when a test names more of them.
type LinkID uint32

const (
	NoLink   LinkID = 0
	SelfLink LinkID = 1 << 20
)

type Links struct {
	at map[LinkID]time.Time // verdict: reported
}

func NewLinks() *Links { return &Links{at: map[LinkID]time.Time{}} }

func (s *Links) See(k LinkID) { s.at[k] = time.Now() }

func (s *Links) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k) // want `Links\.at`
		}
	}
}

// Test files, near miss: the limit is a variable that only a test changes.
var mostRows = 100

type Capped struct {
	at map[string]time.Time // verdict: silent unbounded (inserts keep it to 100 entries)
}

func NewCapped() *Capped { return &Capped{at: map[string]time.Time{}} }

func (s *Capped) See(k string) {
	if len(s.at) >= mostRows {
		return
	}
	s.at[k] = time.Now()
}

func (s *Capped) Expire(cutoff time.Time) {
	for k, at := range s.at {
		if at.Before(cutoff) {
			delete(s.at, k)
		}
	}
}
