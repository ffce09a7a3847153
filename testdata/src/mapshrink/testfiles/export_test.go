package testfiles

import "time"

// Put inserts for the tests of package testfiles_test.
func (s *FilledByTest) Put(k string) { s.at[k] = time.Now() }

// Reset replaces for the tests of package testfiles_test.
func (s *ReplacedByTest) Reset() { s.at = make(map[string]time.Time) }
