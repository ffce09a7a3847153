package testfiles

import (
	"encoding/json"
	"testing"
	"time"
)

const (
	linkA LinkID = 1
	linkB LinkID = 2
)

var kept *keptByTest

// A holder of a test file has no report.
var inTest = map[string]time.Time{}

type fake struct {
	at map[string]time.Time
}

func (f *fake) see(k string) { f.at[k] = time.Now() }

func (f *fake) expire(cutoff time.Time) {
	for k, at := range f.at {
		if at.Before(cutoff) {
			delete(f.at, k)
		}
	}
}

var theFake = &fake{at: map[string]time.Time{}}

func TestAll(t *testing.T) {
	f := NewFilledByTest()
	r := NewReplacedByTest()
	s := NewSweptByTest()
	l := NewLoopedByTest()
	e := NewExposedByTest()
	for _, k := range []string{"a", t.Name()} {
		f.at[k] = time.Now()
		inTest[k] = time.Now()
	}
	r.at = nil
	*r = ReplacedByTest{}
	for k := range s.at {
		delete(s.at, k)
		s.Remove(k)
		l.remove(k)
	}
	for k, at := range inTest {
		if time.Since(at) > 0 {
			delete(inTest, k)
		}
	}
	if err := json.Unmarshal([]byte("{}"), &e.at); err != nil {
		t.Fatal(err)
	}
	kept = &keptByTest{at: map[string]int{}}
	theFake.see(t.Name())
	theFake.expire(time.Now())
	mostRows = 1 << 20
	NewLinks().See(linkA)
	NewLinks().See(linkB)
	_ = kept
}
