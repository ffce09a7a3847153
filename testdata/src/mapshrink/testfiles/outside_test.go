package testfiles_test

import (
	"testing"
	"time"

	"mapshrink/testfiles"
)

type recorder struct {
	at map[string]time.Time
}

var rec = &recorder{at: map[string]time.Time{}}

func (r *recorder) note(k string) { r.at[k] = time.Now() }

func (r *recorder) expire() {
	for k, at := range r.at {
		if time.Since(at) > 0 {
			delete(r.at, k)
		}
	}
}

func TestOutside(t *testing.T) {
	testfiles.NewFilledByTest().Put(t.Name())
	testfiles.NewReplacedByTest().Reset()
	rec.note(t.Name())
	rec.expire()
}
