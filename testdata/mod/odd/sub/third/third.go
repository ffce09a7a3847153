// Package third has a function that is named maps.
package third

import ()

// A T is a time.
type T int64

func maps() {}

type Only struct{ at map[string]T }

func NewOnly() *Only { return &Only{at: make(map[string]T)} }

func (o *Only) Set(k string, at T) { o.at[k] = at }

func (o *Only) Expire(now T) {
	for k, at := range o.at {
		if at < now {
			delete(o.at, k)
		}
	}
}
