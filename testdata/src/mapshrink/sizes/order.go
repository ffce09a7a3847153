// Package sizes has maps whose entries come in batches or leave in an order.
package sizes

import (
	"bytes"
	"cmp"
	"strings"
	"time"
)

type row struct {
	seq  uint64
	text string
}

type visit struct{ at time.Time }

// An order decides, and many come at once: case.
type AtOnce struct {
	rows map[string]uint64 // verdict: reported
}

func NewAtOnce() *AtOnce { return &AtOnce{rows: make(map[string]uint64)} }

func (c *AtOnce) Add(seq uint64, keys ...string) {
	for _, k := range keys {
		c.rows[k] = seq
	}
}

func (c *AtOnce) Drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `AtOnce\.rows`
		}
	}
}

// Near miss: they come one by one, and there is no clock and no other map.
type OneByOne struct {
	rows map[string]uint64 // verdict: reported
}

func NewOneByOne() *OneByOne { return &OneByOne{rows: make(map[string]uint64)} }

func (c *OneByOne) Add(seq uint64, k string) { c.rows[k] = seq }

func (c *OneByOne) Drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `OneByOne\.rows`
		}
	}
}

// Near miss: the loop that inserts has no end, one comes for each message.
type Messages struct {
	rows map[string]uint64 // verdict: reported
}

func NewMessages() *Messages { return &Messages{rows: make(map[string]uint64)} }

func (c *Messages) Run(in <-chan string, tick <-chan uint64) {
	for {
		select {
		case k := <-in:
			c.rows[k] = 1
		case below := <-tick:
			c.drop(below)
		}
	}
}

func (c *Messages) drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `Messages\.rows`
		}
	}
}

// Near miss: nor has it one when it is told to stop.
type Stopped struct {
	rows map[string]uint64 // verdict: reported
}

func NewStopped() *Stopped { return &Stopped{rows: make(map[string]uint64)} }

func (c *Stopped) Run(in <-chan row, stop <-chan bool) {
	for {
		select {
		case r := <-in:
			c.rows[r.text] = r.seq
		case <-stop:
			return
		}
	}
}

func (c *Stopped) Drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `Stopped\.rows`
		}
	}
}

// Near miss: the loop inserts under one key.
type OneKey struct {
	rows map[string]uint64 // verdict: reported
}

func NewOneKey() *OneKey { return &OneKey{rows: make(map[string]uint64)} }

func (c *OneKey) Add(key string, words []string) {
	for range words {
		c.rows[key]++
	}
}

func (c *OneKey) Drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `OneKey\.rows`
		}
	}
}

// Entries come and go by lists, and an order decides: case.
type Lists struct {
	rows map[string]uint64 // verdict: reported
}

func NewLists() *Lists { return &Lists{rows: make(map[string]uint64)} }

func (c *Lists) Add(seq uint64, keys []string) {
	for _, k := range keys {
		c.add(seq, k)
	}
}

func (c *Lists) add(seq uint64, k string) { c.rows[k] = seq }

func (c *Lists) Drop(below uint64, keys []string) {
	for _, k := range keys {
		if c.rows[k] < below {
			delete(c.rows, k) // want `Lists\.rows`
		}
	}
}

// Near miss: the list of what goes is a field.
type Kept struct {
	rows map[string]uint64 // verdict: reported
	keys []string
}

func NewKept() *Kept { return &Kept{rows: make(map[string]uint64)} }

func (c *Kept) Add(seq uint64, keys []string) {
	for _, k := range keys {
		c.add(seq, k)
	}
}

func (c *Kept) add(seq uint64, k string) { c.rows[k] = seq }

func (c *Kept) Drop(below uint64) {
	for _, k := range c.keys {
		if c.rows[k] < below {
			delete(c.rows, k) // want `Kept\.rows`
		}
	}
}

// Near miss: numbers are compared, and the loop stands in a caller.
type Called struct {
	rows map[string]uint64 // verdict: reported
}

func NewCalled() *Called { return &Called{rows: make(map[string]uint64)} }

func (c *Called) Add(seq uint64, keys ...string) {
	for _, k := range keys {
		c.rows[k] = seq
	}
}

func (c *Called) Drop(below uint64) {
	for k := range c.rows {
		c.dropIfOld(k, below)
	}
}

func (c *Called) dropIfOld(k string, below uint64) {
	if c.rows[k] < below {
		delete(c.rows, k) // want `Called\.rows`
	}
}

// Times are compared there: case.
type CalledByAge struct {
	rows map[string]visit // verdict: reported
}

func NewCalledByAge() *CalledByAge { return &CalledByAge{rows: make(map[string]visit)} }

func (c *CalledByAge) Add(k string, at time.Time) { c.rows[k] = visit{at} }

func (c *CalledByAge) Drop(cutoff time.Time) {
	for k := range c.rows {
		c.dropIfOld(k, cutoff)
	}
}

func (c *CalledByAge) dropIfOld(k string, cutoff time.Time) {
	if c.rows[k].at.Before(cutoff) {
		delete(c.rows, k) // want `CalledByAge\.rows`
	}
}

// An order decides, and the owner has a second map: case.
type TwoMaps struct {
	rows  map[string]uint64 // verdict: reported
	names map[uint64]string // verdict: silent swept (nothing removes entries)
}

func NewTwoMaps() *TwoMaps {
	return &TwoMaps{rows: make(map[string]uint64), names: make(map[uint64]string)}
}

func (c *TwoMaps) Add(seq uint64, k string) { c.rows[k] = seq }

func (c *TwoMaps) Name(seq uint64, k string) { c.names[seq] = k }

func (c *TwoMaps) Drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `TwoMaps\.rows`
		}
	}
}

// Near miss: the second map is another struct's.
type Apart struct {
	rows  map[string]uint64 // verdict: reported
	names names
}

type names struct{ of map[uint64]string } // verdict: silent swept (nothing removes entries)

func NewApart() *Apart {
	return &Apart{rows: make(map[string]uint64), names: names{make(map[uint64]string)}}
}

func (c *Apart) Add(seq uint64, k string) { c.rows[k] = seq }

func (c *Apart) Name(seq uint64, k string) { c.names.of[seq] = k }

func (c *Apart) Drop(below uint64) {
	for k, seq := range c.rows {
		if seq < below {
			delete(c.rows, k) // want `Apart\.rows`
		}
	}
}

// Alone, and times are compared: case.
type Times struct {
	rows map[string]visit // verdict: reported
}

func NewTimes() *Times { return &Times{rows: make(map[string]visit)} }

func (c *Times) Add(k string, at time.Time) { c.rows[k] = visit{at} }

func (c *Times) Drop(cutoff time.Time) {
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			delete(c.rows, k) // want `Times\.rows`
		}
	}
}

// Alone, and a clock is read where it is filled: case.
type Filled struct {
	rows map[string]int64 // verdict: reported
}

func NewFilled() *Filled { return &Filled{rows: make(map[string]int64)} }

func (c *Filled) Add(k string) { c.rows[k] = time.Now().Unix() }

func (c *Filled) Drop(before int64) {
	for k, at := range c.rows {
		if at < before {
			delete(c.rows, k) // want `Filled\.rows`
		}
	}
}

// Alone, and a clock is read where it is swept: case.
type Swept struct {
	rows map[string]int64 // verdict: reported
}

func NewSwept() *Swept { return &Swept{rows: make(map[string]int64)} }

func (c *Swept) Add(k string, at int64) { c.rows[k] = at }

func (c *Swept) Drop() {
	now := time.Now().Unix()
	for k, at := range c.rows {
		if at < now {
			delete(c.rows, k) // want `Swept\.rows`
		}
	}
}

// Near miss: the clock is read elsewhere.
type Elsewhere struct {
	rows map[string]int64 // verdict: reported
	last time.Time
}

func NewElsewhere() *Elsewhere { return &Elsewhere{rows: make(map[string]int64)} }

func (c *Elsewhere) Add(k string, at int64) { c.rows[k] = at }

func (c *Elsewhere) Touch() { c.last = time.Now() }

func (c *Elsewhere) Drop(before int64) {
	for k, at := range c.rows {
		if at < before {
			delete(c.rows, k) // want `Elsewhere\.rows`
		}
	}
}

// Case: the elements are nothing but times.
type Bare struct {
	rows  map[string]time.Time // verdict: reported
	names map[uint64]string    // verdict: silent swept (nothing removes entries)
}

func NewBare() *Bare {
	return &Bare{rows: make(map[string]time.Time), names: make(map[uint64]string)}
}

func (c *Bare) Add(k string) { c.rows[k] = time.Now() }

func (c *Bare) Name(seq uint64, k string) { c.names[seq] = k }

func (c *Bare) Drop(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Bare\.rows`
		}
	}
}

// Nothing but times, but many at once: case.
type BareAtOnce struct {
	rows map[string]time.Time // verdict: reported
}

func NewBareAtOnce() *BareAtOnce { return &BareAtOnce{rows: make(map[string]time.Time)} }

func (c *BareAtOnce) Add(keys ...string) {
	for _, k := range keys {
		c.rows[k] = time.Now()
	}
}

func (c *BareAtOnce) Drop(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `BareAtOnce\.rows`
		}
	}
}

// Numbers are compared by a function: case.
type Numbers struct {
	rows map[string]uint64 // verdict: reported
}

func NewNumbers() *Numbers { return &Numbers{rows: make(map[string]uint64)} }

func (c *Numbers) Add(seq uint64, keys ...string) {
	for _, k := range keys {
		c.rows[k] = seq
	}
}

func (c *Numbers) Drop(below uint64) {
	for k, seq := range c.rows {
		if cmp.Compare(seq, below) < 0 {
			delete(c.rows, k) // want `Numbers\.rows`
		}
	}
}

// Near misses: text is compared, whose order says nothing of an age.
type Texts struct {
	rows map[string]row // verdict: reported
}

func NewTexts() *Texts { return &Texts{rows: make(map[string]row)} }

func (c *Texts) Add(keys ...string) {
	for _, k := range keys {
		c.rows[k] = row{text: k}
	}
}

func (c *Texts) Drop(below string) {
	for k, r := range c.rows {
		if strings.Compare(r.text, below) < 0 {
			delete(c.rows, k) // want `Texts\.rows`
		}
	}
}

type Bytes struct {
	rows map[string][]byte // verdict: reported
}

func NewBytes() *Bytes { return &Bytes{rows: make(map[string][]byte)} }

func (c *Bytes) Add(keys ...string) {
	for _, k := range keys {
		c.rows[k] = []byte(k)
	}
}

func (c *Bytes) Drop(below []byte) {
	for k, b := range c.rows {
		if bytes.Compare(b, below) < 0 {
			delete(c.rows, k) // want `Bytes\.rows`
		}
	}
}

type Letters struct {
	rows map[string]int // verdict: reported
}

func NewLetters() *Letters { return &Letters{rows: make(map[string]int)} }

func (c *Letters) Add(keys ...string) {
	for _, k := range keys {
		c.rows[k] = 1
	}
}

func (c *Letters) Drop(below string) {
	for k := range c.rows {
		if k < below {
			delete(c.rows, k) // want `Letters\.rows`
		}
	}
}
