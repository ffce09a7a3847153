package fixes

import (
	"fmt"

	copier "maps"
)

// maps is imported under another name.
type Renamed struct{ at map[string]int64 }

func NewRenamed() *Renamed { return &Renamed{at: make(map[string]int64)} }

func (r *Renamed) Set(k string, at int64) { r.at[k] = at }

func (r *Renamed) Expire(now int64) {
	for k, at := range r.at {
		if at < now {
			delete(r.at, k) // want `map Renamed.at never shrinks`
		}
	}
}

// The name is taken by a local variable: a loop copies.
type Taken struct{ at map[string]int64 }

func NewTaken() *Taken { return &Taken{at: make(map[string]int64)} }

func (t *Taken) Set(k string, at int64) { t.at[k] = at }

func (t *Taken) Expire(now int64, copier []string) {
	for k, at := range t.at {
		if at < now {
			delete(t.at, k) // want `map Taken.at never shrinks`
		}
	}
	fmt.Println(copier)
}

func (t *Taken) Keys() []string {
	var keys []string
	for k := range copier.Keys(t.at) {
		keys = append(keys, k)
	}
	return keys
}
