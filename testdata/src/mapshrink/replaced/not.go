// Package replaced has cases of the rule kept: what counts as another map for the holder,
// and what does not.
package replaced

import (
	"maps"
	"sync"
)

// Not a replacement: a store into an owner that the same function has just
// allocated, with new, with a literal, as a value that is returned.
type Made struct {
	a map[string]int64 // verdict: reported
}

func NewMade() *Made {
	m := new(Made)
	m.a = make(map[string]int64)
	return m
}

func MadeOf(n int) *Made { return &Made{a: make(map[string]int64, n)} }

func MadeValue() Made {
	var m Made
	m.a = map[string]int64{}
	return m
}

func (m *Made) Add(k string, at int64) { m.a[k] = at }
func (m *Made) Expire(before int64) {
	for k, at := range m.a {
		if at < before {
			delete(m.a, k) // want `Made.a never shrinks`
		}
	}
}

// The same store into an owner that was given: nobody calls it.
type Reused struct {
	a map[string]int64 // verdict: reported
}

func NewReused() *Reused { return &Reused{a: make(map[string]int64)} }

func (m *Reused) Add(k string, at int64) { m.a[k] = at }
func (m *Reused) Expire(before int64) {
	for k, at := range m.a {
		if at < before {
			delete(m.a, k) // want `replaced only by Reuse`
		}
	}
}

func Reuse(m *Reused) *Reused {
	m.a = make(map[string]int64)
	return m
}

// Not a replacement: a functional option, which the constructor applies.
type Opted struct {
	a map[string]int64 // verdict: reported
}

type Option func(*Opted)

func WithSize(n int) Option {
	return func(o *Opted) { o.a = make(map[string]int64, n) }
}

func NewOpted(opts ...Option) *Opted {
	o := &Opted{a: make(map[string]int64)}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

func (o *Opted) Add(k string, at int64) { o.a[k] = at }
func (o *Opted) Expire(before int64) {
	for k, at := range o.a {
		if at < before {
			delete(o.a, k) // want `Opted.a never shrinks`
		}
	}
}

// Not replacements: package initializers and init, also in a function
// literal and in a function that only these call.
var (
	first  = map[string]int64{} // verdict: reported
	second map[string]int64     // verdict: reported
	third  map[string]int64     // verdict: reported
	fourth map[string]int64     // verdict: reported
	ready  = func() bool {
		third = make(map[string]int64)
		return true
	}()
)

func init() {
	second = make(map[string]int64)
	prepare()
}

func prepare() { fourth = make(map[string]int64) }

func Insert(k string, at int64) {
	first[k], second[k], third[k], fourth[k] = at, at, at, at
}

func Expire(before int64) {
	for k, at := range first {
		if at < before {
			delete(first, k)  // want `map first never shrinks`
			delete(second, k) // want `map second never shrinks`
			delete(third, k)  // want `map third never shrinks`
			delete(fourth, k) // want `map fourth never shrinks`
		}
	}
}

// An exported function that nobody in view calls.
var fifth map[string]int64 // verdict: reported

func Setup() { fifth = make(map[string]int64) }

func Fifth(k string, at int64) { fifth[k] = at }

func ExpireFifth(before int64) {
	for k, at := range fifth {
		if at < before {
			delete(fifth, k) // want `replaced only by Setup`
		}
	}
}

// Near miss: a function literal that a package variable keeps, and that runs
// whenever somebody calls it.
var sixth = map[string]int64{} // verdict: silent kept (another map, or nil, is stored)

var renew = func() { sixth = make(map[string]int64) }

func Sixth(k string, at int64) {
	if at%1000 == 0 {
		renew()
	}
	sixth[k] = at
}

func ExpireSixth(before int64) {
	for k, at := range sixth {
		if at < before {
			delete(sixth, k)
		}
	}
}

// Not a replacement: a function that only sync.Once calls.
type Lazy struct {
	once sync.Once
	a    map[string]int64 // verdict: reported
	b    map[string]int64 // verdict: reported
}

func (l *Lazy) init() { l.b = make(map[string]int64) }

func (l *Lazy) Add(k string, at int64) {
	l.once.Do(func() {
		l.a = make(map[string]int64)
		l.init()
	})
	l.a[k], l.b[k] = at, at
}

func (l *Lazy) Expire(before int64) {
	for k, at := range l.a {
		if at < before {
			delete(l.a, k) // want `Lazy.a never shrinks`
			delete(l.b, k) // want `Lazy.b never shrinks`
		}
	}
}

// The same with a method value, and with sync.OnceFunc in a package
// variable.
type Later struct {
	once sync.Once
	a    map[string]int64 // verdict: reported
}

func (l *Later) init() { l.a = make(map[string]int64) }

func (l *Later) Add(k string, at int64) {
	l.once.Do(l.init)
	l.a[k] = at
}

func (l *Later) Expire(before int64) {
	for k, at := range l.a {
		if at < before {
			delete(l.a, k) // want `Later.a never shrinks`
		}
	}
}

var seventh map[string]int64 // verdict: reported

var makeSeventh = sync.OnceFunc(func() { seventh = make(map[string]int64) })

func Seventh(k string, at int64) {
	makeSeventh()
	seventh[k] = at
}

func ExpireSeventh(before int64) {
	for k, at := range seventh {
		if at < before {
			delete(seventh, k) // want `map seventh never shrinks`
		}
	}
}

// Near miss: the function that sync.Once calls is called by others too.
type Twice struct {
	once sync.Once
	a    map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func (t *Twice) init() { t.a = make(map[string]int64) }

func (t *Twice) Add(k string, at int64) {
	t.once.Do(t.init)
	t.a[k] = at
}

func (t *Twice) Expire(before int64) {
	for k, at := range t.a {
		if at < before {
			delete(t.a, k)
		}
	}
	if len(t.a) == 0 {
		t.init()
	}
}

// Near miss: a goroutine that goes on after sync.Once has started it.
type Cleaned struct {
	once sync.Once
	a    map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func (c *Cleaned) Add(k string, at int64, now func() int64) {
	c.a[k] = at
	c.once.Do(func() {
		go func() {
			for {
				before := now()
				for k, at := range c.a {
					if at < before {
						delete(c.a, k)
					}
				}
				kept := make(map[string]int64, len(c.a))
				for k, at := range c.a {
					kept[k] = at
				}
				c.a = kept
			}
		}()
	})
}

// Not a replacement: one by a goroutine that sync.Once starts, and that ends.
type Begun struct {
	once sync.Once
	a    map[string]int64 // verdict: reported
}

func (b *Begun) Add(k string, at int64) {
	b.once.Do(func() { go func() { b.a = make(map[string]int64) }() })
	b.a[k] = at
}

func (b *Begun) Expire(before int64) {
	for k, at := range b.a {
		if at < before {
			delete(b.a, k) // want `Begun.a never shrinks`
		}
	}
}

// Not a replacement: lazily, in each way to write it.
type Ondemand struct {
	a map[string]int64 // verdict: reported
	b map[string]int64 // verdict: reported
	c map[string]int64 // verdict: reported
	d map[string]int64 // verdict: reported
	e map[string]int64 // verdict: reported
}

func ensure(m *map[string]int64) {
	if *m == nil {
		*m = make(map[string]int64)
	}
}

func orMake(m map[string]int64) map[string]int64 {
	if m != nil {
		return m
	}
	return make(map[string]int64)
}

func NewOndemand() *Ondemand { return new(Ondemand) }

func (o *Ondemand) makeD() { o.d = map[string]int64{} }

func (o *Ondemand) Add(k string, at int64) {
	if o.a == nil {
		o.a = make(map[string]int64)
	}
	o.a[k] = at
	ensure(&o.b)
	o.b[k] = at
	m := o.c
	if m == nil {
		m = make(map[string]int64)
		o.c = m
	}
	m[k] = at
	if nil == o.d {
		o.makeD()
	}
	o.d[k] = at
	o.e = orMake(o.e)
	o.e[k] = at
}

func (o *Ondemand) Expire(before int64) {
	for k, at := range o.a {
		if at < before {
			delete(o.a, k) // want `Ondemand.a never shrinks`
			delete(o.b, k) // want `Ondemand.b never shrinks`
			delete(o.c, k) // want `Ondemand.c never shrinks`
			delete(o.d, k) // want `Ondemand.d never shrinks`
			delete(o.e, k) // want `Ondemand.e never shrinks`
		}
	}
}

// Made when it is empty, which drops the table; and when another one is nil, in
// a method that nobody calls.
type Emptied struct {
	a map[string]int64 // verdict: low emptied (it may often be empty)
	b map[string]int64 // verdict: reported
}

func NewEmptied() *Emptied { return new(Emptied) }

func (e *Emptied) Add(k string, at int64) {
	if len(e.a) == 0 {
		e.a = make(map[string]int64)
	}
	e.a[k] = at
	e.b[k] = at
}

func (e *Emptied) Other(m map[string]int64) {
	if m == nil {
		e.b = make(map[string]int64)
	}
}

func (e *Emptied) Expire(before int64) {
	for k, at := range e.a {
		if at < before {
			delete(e.a, k) // want `replaced only when it is empty`
			delete(e.b, k) // want `replaced only by Emptied\.Other`
		}
	}
}

// Not a replacement: lazily in a switch, and with a return before.
type Switched struct {
	a map[string]int64 // verdict: reported
	b map[string]int64 // verdict: reported
}

func NewSwitched() *Switched { return new(Switched) }

func (s *Switched) init() {
	if s.b != nil {
		return
	}
	s.b = make(map[string]int64)
}

func (s *Switched) Add(k string, at int64) {
	switch {
	case s.a == nil:
		s.a = make(map[string]int64)
	}
	s.init()
	s.a[k], s.b[k] = at, at
}

func (s *Switched) Expire(before int64) {
	for k, at := range s.a {
		if at < before {
			delete(s.a, k) // want `Switched.a never shrinks`
			delete(s.b, k) // want `Switched.b never shrinks`
		}
	}
}

// Not a replacement: its own map stored back, through a helper that changes
// it and returns it.
type Returned struct {
	a map[string]int64 // verdict: reported
	b map[string]int64 // verdict: reported
}

func NewReturned() *Returned {
	return &Returned{a: make(map[string]int64), b: make(map[string]int64)}
}

func with(m map[string]int64, k string, at int64) map[string]int64 {
	m[k] = at
	return m
}

func (r *Returned) Add(k string, at int64) {
	r.a = with(r.a, k, at)
	m := r.b
	m[k] = at
	r.b = m
}

func (r *Returned) Expire(before int64) {
	for k, at := range r.a {
		if at < before {
			delete(r.a, k) // want `Returned.a never shrinks`
			delete(r.b, k) // want `Returned.b never shrinks`
		}
	}
}

// Not a replacement: on the way out, also in a helper of Close, in a
// deferred literal and in a method with a context.
type Closed struct {
	a map[string]int64 // verdict: reported
	b map[string]int64 // verdict: reported
	c map[string]int64 // verdict: reported
}

func NewClosed() *Closed {
	return &Closed{make(map[string]int64), make(map[string]int64), make(map[string]int64)}
}

func (c *Closed) Add(k string, at int64) { c.a[k], c.b[k], c.c[k] = at, at, at }

func (c *Closed) Expire(before int64) {
	for k, at := range c.a {
		if at < before {
			delete(c.a, k) // want `Closed.a never shrinks`
			delete(c.b, k) // want `Closed.b never shrinks`
			delete(c.c, k) // want `Closed.c never shrinks`
		}
	}
}

func (c *Closed) Close() error {
	c.a = nil
	c.release()
	defer func() { c.c = nil }()
	return nil
}

func (c *Closed) release() { c.b = nil }

// What Close calls is called by a method that nobody calls, too.
type Cycled struct {
	a map[string]int64 // verdict: reported
}

func NewCycled() *Cycled { return &Cycled{make(map[string]int64)} }

func (c *Cycled) Add(k string, at int64) { c.a[k] = at }

func (c *Cycled) Expire(before int64) {
	for k, at := range c.a {
		if at < before {
			delete(c.a, k) // want `replaced only by Cycled\.Rotate`
		}
	}
}

func (c *Cycled) Rotate()     { c.release() }
func (c *Cycled) Stop()       { c.release() }
func (c *Cycled) release()    { c.a = make(map[string]int64) }
func (c *Cycled) Shut(b bool) { c.Stop() }

// Not a replacement: maps.Clone of itself, which keeps the capacity since Go
// 1.25, whatever the driver tells of versions.
type Cloned struct {
	a map[string]int64 // verdict: reported
}

func NewCloned() *Cloned { return &Cloned{make(map[string]int64)} }

func (c *Cloned) Add(k string, at int64) { c.a[k] = at }

func (c *Cloned) Expire(before int64) {
	for k, at := range c.a {
		if at < before {
			delete(c.a, k) // want `Cloned.a never shrinks`
		}
	}
	c.a = maps.Clone(c.a)
}
