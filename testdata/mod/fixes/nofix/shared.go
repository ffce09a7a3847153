// Package nofix has the places where no edit is offered: a finding there says
// what to do. Beside each stands the near miss in package edits.
package nofix

import (
	"iter"
	"maps"
	"sync/atomic"
)

// The map is returned: callers would keep the old one.
type Returned struct{ at map[string]int64 }

func NewReturned() *Returned { return &Returned{at: make(map[string]int64)} }

func (r *Returned) Set(k string, at int64) { r.at[k] = at }

func (r *Returned) All() map[string]int64 { return r.at }

func (r *Returned) Expire(now int64) {
	for k, at := range r.at {
		if at < now {
			delete(r.at, k) // want `no automatic fix: the map is also returned by All$`
		}
	}
}

// It is stored in another place.
type Stored struct {
	at    map[string]int64
	other *view
}

type view struct{ at map[string]int64 }

func NewStored() *Stored {
	at := make(map[string]int64)
	return &Stored{at: at, other: &view{at: at}}
}

func (s *Stored) Set(k string, at int64) { s.at[k] = at }

func (s *Stored) Get(k string) int64 { return s.other.at[k] }

func (s *Stored) Expire(now int64) {
	for k, at := range s.at {
		if at < now {
			delete(s.at, k) // want `no automatic fix: the map is also stored elsewhere$`
		}
	}
}

// It was made by the caller, who keeps it.
type Given struct{ at map[string]int64 }

func NewGiven(at map[string]int64) *Given { return &Given{at: at} }

func (g *Given) Set(k string, at int64) { g.at[k] = at }

func (g *Given) Expire(now int64) {
	for k, at := range g.at {
		if at < now {
			delete(g.at, k) // want `no automatic fix: the map comes from elsewhere$`
		}
	}
}

// A goroutine has it.
type Captured struct{ at map[string]int64 }

func NewCaptured(in <-chan string) *Captured {
	c := &Captured{at: make(map[string]int64)}
	at := c.at
	go func() {
		for k := range in {
			at[k]++
		}
	}()
	return c
}

func (c *Captured) Set(k string, at int64) { c.at[k] = at }

func (c *Captured) Expire(now int64) {
	for k, at := range c.at {
		if at < now {
			delete(c.at, k) // want `no automatic fix: a function literal also has the map$`
		}
	}
}

// It is sent.
type Sent struct{ at map[string]int64 }

func NewSent() *Sent { return &Sent{at: make(map[string]int64)} }

func (s *Sent) Set(k string, at int64) { s.at[k] = at }

func (s *Sent) Show(to chan<- map[string]int64) { to <- s.at }

func (s *Sent) Expire(now int64) {
	for k, at := range s.at {
		if at < now {
			delete(s.at, k) // want `no automatic fix: the map is also sent on a channel$`
		}
	}
}

// The struct is copied, and with it the map.
type Copied struct{ at map[string]int64 }

func NewCopied() *Copied { return &Copied{at: make(map[string]int64)} }

func (c *Copied) Set(k string, at int64) { c.at[k] = at }

func (c *Copied) Copy() Copied { return *c }

func (c *Copied) Expire(now int64) {
	for k, at := range c.at {
		if at < now {
			delete(c.at, k) // want `no automatic fix: the map is also returned by Copy$`
		}
	}
}

// A caller ranges over the map that it gives to a function.
type Passed struct{ at map[string]int64 }

func NewPassed() *Passed { return &Passed{at: make(map[string]int64)} }

func (p *Passed) Set(k string, at int64) { p.at[k] = at }

func (p *Passed) Tick(now int64) { p.each(p.at, now) }

func (p *Passed) each(m map[string]int64, now int64) {
	for range m {
		p.expire(now)
	}
}

func (p *Passed) expire(now int64) {
	for k, at := range p.at {
		if at < now {
			delete(p.at, k) // want `no automatic fix: a loop or a variable goes on with the old map$`
		}
	}
}

// A literal goes on with it.
type Literal struct{ at map[string]int64 }

func NewLiteral() *Literal { return &Literal{at: make(map[string]int64)} }

func (l *Literal) Set(k string, at int64) { l.at[k] = at }

func (l *Literal) Expire(now int64) {
	m := l.at
	last := func() { m["last"] = now }
	for k, at := range l.at {
		if at < now {
			delete(l.at, k) // want `no automatic fix: a loop or a variable goes on with the old map$`
		}
	}
	last()
}

// The result of a call goes on with it.
type Got struct{ at map[string]int64 }

func NewGot() *Got { return &Got{at: make(map[string]int64)} }

func (g *Got) Set(k string, at int64) { g.at[k] = at }

func (g *Got) all() map[string]int64 { return g.at }

func (g *Got) Expire(now int64) {
	m := g.all()
	for k, at := range g.at {
		if at < now {
			delete(g.at, k) // want `no automatic fix: a loop or a variable goes on with the old map$`
		}
	}
	m["last"] = now
}

// An iterator goes on with it.
type Iterated struct {
	at   map[string]int64
	keys iter.Seq[string]
}

func NewIterated() *Iterated { return &Iterated{at: make(map[string]int64)} }

func (i *Iterated) Set(k string, at int64) { i.at[k] = at }

func (i *Iterated) Start() { i.keys = maps.Keys(i.at) }

func (i *Iterated) Expire(now int64) {
	for k, at := range i.at {
		if at < now {
			delete(i.at, k) // want `no automatic fix: the map is also stored elsewhere$`
		}
	}
}

// An atomic value keeps it.
type Published struct {
	at   map[string]int64
	last atomic.Value
}

func NewPublished() *Published { return &Published{at: make(map[string]int64)} }

func (p *Published) Set(k string, at int64) { p.at[k] = at }

func (p *Published) Publish() { p.last.Store(p.at) }

func (p *Published) Expire(now int64) {
	for k, at := range p.at {
		if at < now {
			delete(p.at, k) // want `no automatic fix: the map is also stored in an interface value$`
		}
	}
}

// A list has it too.
type Listed struct{ at map[string]int64 }

var lists []map[string]int64

func NewListed() *Listed { return &Listed{at: make(map[string]int64)} }

func (l *Listed) Set(k string, at int64) { l.at[k] = at }

func (l *Listed) List() { lists = append(lists, l.at) }

func (l *Listed) Expire(now int64) {
	for k, at := range l.at {
		if at < now {
			delete(l.at, k) // want `no automatic fix: the map is also put into a list$`
		}
	}
}
