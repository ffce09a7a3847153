package odd

import . "maps"
import _ "embed"

// Package maps has no name in this file.
type Dotted struct{ at map[string]int64 }

func NewDotted() *Dotted { return &Dotted{at: make(map[string]int64)} }

func (d *Dotted) Set(k string, at int64) { d.at[k] = at }

func (d *Dotted) Expire(now int64) {
	DeleteFunc(d.at, func(_ string, at int64) bool { return at < now })
}
