package fewkeys

import (
	"time"
)

// Unbounded, near miss: an enumeration with two values.
type Side int

const (
	Buy Side = iota
	Sell
)

// Known limit: the verdict below is not what a reader would say.
type Sides struct {
	at map[Side]time.Time // verdict: reported
}

func NewSides() *Sides { return &Sides{at: make(map[Side]time.Time)} }

func (x *Sides) Mark(k Side) { x.at[k] = time.Now() }

func (x *Sides) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Sides\.at`
		}
	}
}

// Unbounded, case: durations, which have constants but are no enumeration.
type Delays struct {
	at map[time.Duration]time.Time // verdict: reported
}

func NewDelays() *Delays { return &Delays{at: make(map[time.Duration]time.Time)} }

func (x *Delays) Mark(k time.Duration) { x.at[k] = time.Now() }

func (x *Delays) Forget(cutoff time.Time) {
	for k, at := range x.at {
		if at.Before(cutoff) {
			delete(x.at, k) // want `Delays\.at`
		}
	}
}

// Unbounded, near miss: keys from a package's table that never changes.
var meterNames = [...]string{"in", "out", "drops"}

// Known limit: the verdict below is not what a reader would say.
type Meters struct {
	at map[string]time.Time // verdict: reported
}

func NewMeters() *Meters { return &Meters{at: map[string]time.Time{}} }

func (g *Meters) Sample() {
	for _, name := range meterNames {
		g.at[name] = time.Now()
	}
}

func (g *Meters) Forget(cutoff time.Time) {
	for k, at := range g.at {
		if at.Before(cutoff) {
			delete(g.at, k) // want `Meters\.at`
		}
	}
}

// Unbounded, near miss: keys from a function that returns constants only.
type Codes struct {
	at map[string]time.Time // verdict: silent unbounded (all keys stand in the source)
}

func NewCodes() *Codes { return &Codes{at: map[string]time.Time{}} }

func class(code int) string {
	switch {
	case code < 300:
		return "2xx"
	case code < 400:
		return "3xx"
	case code < 500:
		return "4xx"
	}
	return "5xx"
}

func (g *Codes) Note(code int) { g.at[class(code)] = time.Now() }

func (g *Codes) Forget(cutoff time.Time) {
	for k, at := range g.at {
		if at.Before(cutoff) {
			delete(g.at, k)
		}
	}
}

// Unbounded, near miss: the caller's key is an index into a fixed array.
type Desk struct {
	lanes [12]int64
	at    map[int]time.Time // verdict: silent unbounded (all keys stand in the source)
}

func NewDesk() *Desk { return &Desk{at: map[int]time.Time{}} }

func (b *Desk) Bump(i int) {
	b.lanes[i]++
	b.at[i] = time.Now()
}

func (b *Desk) Forget(cutoff time.Time) {
	for k, at := range b.at {
		if at.Before(cutoff) {
			delete(b.at, k)
		}
	}
}

// Unbounded, near miss: keys are remainders of a small constant.
type Ring struct {
	at map[uint64]time.Time // verdict: silent unbounded (all keys stand in the source)
}

func NewRing() *Ring { return &Ring{at: map[uint64]time.Time{}} }

func (r *Ring) Note(id uint64) { r.at[id%64] = time.Now() }

func (r *Ring) Forget(cutoff time.Time) {
	for k, at := range r.at {
		if at.Before(cutoff) {
			delete(r.at, k)
		}
	}
}
