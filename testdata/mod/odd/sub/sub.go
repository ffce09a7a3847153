// Package sub has a type, and a name that hides package maps.
package sub

import (
	"example.com/odd/sub/third"
)

// A T is a time.
type T int64

type Only struct{ at map[string]third.T }

func NewOnly() *Only { return &Only{at: make(map[string]third.T)} }

func (o *Only) Set(k string, at third.T) { o.at[k] = at }

func (o *Only) Expire(now third.T) {
	for k, at := range o.at {
		if at < now {
			delete(o.at, k)
		}
	}
}
