package withtests

import (
	"testing"
	"time"
)

func TestLog(t *testing.T) {
	l := NewLog()
	l.Note(t.Name())
	for k, at := range l.at {
		if time.Since(at) > 0 {
			delete(l.at, k)
		}
	}
	clear(l.at)
}
