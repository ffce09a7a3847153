// Package initial has operations in function literals and methods that a
// constructor hands to something that runs them later: they are no part of
// the initialization.
package initial

import "time"

// A goroutine of the constructor inserts.
type Inbox struct {
	at map[string]int64 // verdict: reported
	in chan string
}

func NewInbox() *Inbox {
	x := &Inbox{at: make(map[string]int64), in: make(chan string)}
	go func() {
		for k := range x.in {
			x.at[k] = time.Now().Unix()
		}
	}()
	return x
}

func (x *Inbox) Expire(before int64) {
	for k, at := range x.at {
		if at < before {
			delete(x.at, k) // want `Inbox.at never shrinks`
		}
	}
}

// The goroutine calls a method.
type Feed struct {
	at map[string]int64 // verdict: reported
	in chan string
}

func NewFeed() *Feed {
	x := &Feed{at: make(map[string]int64), in: make(chan string)}
	go func() {
		for k := range x.in {
			x.add(k)
		}
	}()
	return x
}

func (x *Feed) add(k string) { x.at[k] = time.Now().Unix() }

func (x *Feed) Expire(before int64) {
	for k, at := range x.at {
		if at < before {
			delete(x.at, k) // want `Feed.at never shrinks`
		}
	}
}

// A function literal that a field keeps.
type Hook struct {
	at  map[string]int64 // verdict: reported
	add func(string)
}

func NewHook() *Hook {
	x := &Hook{at: make(map[string]int64)}
	x.add = func(k string) { x.at[k] = time.Now().Unix() }
	return x
}

func (x *Hook) Add(k string) { x.add(k) }

func (x *Hook) Expire(before int64) {
	for k, at := range x.at {
		if at < before {
			delete(x.at, k) // want `Hook.at never shrinks`
		}
	}
}

// A callback that is given to somebody.
type Listener struct {
	at map[string]int64 // verdict: reported
}

func NewListener(subscribe func(func(string))) *Listener {
	x := &Listener{at: make(map[string]int64)}
	subscribe(func(k string) { x.at[k] = time.Now().Unix() })
	return x
}

func (x *Listener) Expire(before int64) {
	for k, at := range x.at {
		if at < before {
			delete(x.at, k) // want `Listener.at never shrinks`
		}
	}
}

// A replacement by a function literal that a field keeps.
type Renewed struct {
	at    map[string]int64 // verdict: silent kept (another map, or nil, is stored)
	renew func()
}

func NewRenewed() *Renewed {
	x := &Renewed{at: make(map[string]int64)}
	x.renew = func() { x.at = make(map[string]int64) }
	return x
}

func (x *Renewed) Add(k string, at int64) { x.at[k] = at }

func (x *Renewed) Expire(before int64) {
	for k, at := range x.at {
		if at < before {
			delete(x.at, k)
		}
	}
	if len(x.at) == 0 {
		x.renew()
	}
}

// A replacement by a goroutine of the constructor.
type Hourly struct {
	at map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewHourly() *Hourly {
	x := &Hourly{at: make(map[string]int64)}
	go func() {
		for range time.Tick(time.Hour) {
			x.at = make(map[string]int64)
		}
	}()
	return x
}

func (x *Hourly) Add(k string, at int64) { x.at[k] = at }

func (x *Hourly) Expire(before int64) {
	for k, at := range x.at {
		if at < before {
			delete(x.at, k)
		}
	}
}

// Near miss: the literal runs in the constructor, so that this is a part of
// the initialization.
type Filled struct {
	at map[string]int64 // verdict: silent grows (entries are only inserted during initialization, or changed)
}

func NewFilled(keys []string) *Filled {
	x := &Filled{at: make(map[string]int64)}
	func() {
		for i, k := range keys {
			x.at[k] = int64(i)
		}
	}()
	return x
}

func (x *Filled) Expire(before int64) {
	for k, at := range x.at {
		if at < before {
			delete(x.at, k)
		}
	}
}
