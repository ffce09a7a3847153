// Package fixes120 is of a module from before package maps.
package fixes120

import "strings"

// A loop copies: there is no package maps in Go 1.20.
type Old struct{ at map[string]int64 }

func NewOld() *Old { return &Old{at: make(map[string]int64)} }

func (o *Old) Set(k string, at int64) { o.at[strings.ToLower(k)] = at }

func (o *Old) Expire(now int64) {
	for k, at := range o.at {
		if at < now {
			delete(o.at, k) // want `field Old.at is swept`
		}
	}
}
