// Package fixes120 is of a module from before package maps.
package fixes120

import (
	"strings"
	"sync"
)

// A loop copies: there is no package maps in Go 1.20.
type Old struct{ at map[string]int64 }

func NewOld() *Old { return &Old{at: make(map[string]int64)} }

func (o *Old) Set(k string, at int64) { o.at[strings.ToLower(k)] = at }

func (o *Old) Expire(now int64) {
	for k, at := range o.at {
		if at < now {
			delete(o.at, k) // want `map Old.at never shrinks`
		}
	}
}

// The loop would copy locks, which go vet finds.
type Locks struct{ at map[int64]counter }

type counter struct {
	mu sync.Mutex
	n  int
}

func NewLocks() *Locks { return &Locks{at: make(map[int64]counter)} }

func (l *Locks) Set(k int64) { l.at[k] = counter{} }

func (l *Locks) Expire(now int64) {
	for k := range l.at {
		if k < now {
			delete(l.at, k) // want `map Locks.at never shrinks`
		}
	}
}
