// Package loops has cases whose verdict is wrong today.
package queues

import (
	"sync"
	"time"
)

// A function literal in a map of handlers.
type Dispatcher struct {
	at       map[string]int64          // verdict: reported
	handlers map[string]func(k string) // verdict: silent swept (nothing removes entries)
}

func NewDispatcher() *Dispatcher {
	d := &Dispatcher{at: make(map[string]int64)}
	d.handlers = map[string]func(string){
		"add": func(k string) { d.at[k] = time.Now().Unix() },
		"remove": func(k string) {
			delete(d.at, k) // want `Dispatcher.at never shrinks`
		},
	}
	return d
}

func (d *Dispatcher) Serve(msgs <-chan [2]string) {
	for m := range msgs {
		if h := d.handlers[m[0]]; h != nil {
			h(m[1])
		}
	}
}

// Messages that know how to apply themselves: an interface of the package.
type event interface{ apply(r *Roster) }

type joined struct{ who string }
type left struct{ who string }

func (e joined) apply(r *Roster) { r.since[e.who] = time.Now().Unix() }
func (e left) apply(r *Roster) {
	delete(r.since, e.who) // want `Roster.since never shrinks`
}

type Roster struct {
	since  map[string]int64 // verdict: reported
	events chan event
}

func NewRoster() *Roster {
	r := &Roster{since: make(map[string]int64), events: make(chan event)}
	go func() {
		for e := range r.events {
			e.apply(r)
		}
	}()
	return r
}

func (r *Roster) Join(who string)  { r.events <- joined{who} }
func (r *Roster) Leave(who string) { r.events <- left{who} }

// The sweep of all shards in each round of an endless loop.
type part struct {
	mu sync.Mutex
	at map[string]int64 // verdict: reported
}

func (p *part) expire(before int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, at := range p.at {
		if at < before {
			delete(p.at, k) // want `part.at never shrinks`
		}
	}
}

type Sharded struct{ parts []*part }

func NewSharded(n int) *Sharded {
	s := &Sharded{}
	for range n {
		s.parts = append(s.parts, &part{at: make(map[string]int64)})
	}
	go s.janitor()
	return s
}

func (s *Sharded) Put(k string, at int64) {
	p := s.parts[len(k)%len(s.parts)]
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at[k] = at
}

func (s *Sharded) janitor() {
	for now := range time.Tick(time.Minute) {
		for _, p := range s.parts {
			p.expire(now.Unix() - 3600)
		}
	}
}

// for with a condition.
type Backlog struct {
	at    map[string]int64 // verdict: reported
	order []string
}

func NewBacklog() *Backlog { return &Backlog{at: make(map[string]int64)} }

func (b *Backlog) Add(at int64, keys ...string) {
	for _, k := range keys {
		b.at[k] = at
		b.order = append(b.order, k)
	}
}

func (b *Backlog) Expire(before int64) {
	for len(b.order) > 0 && b.at[b.order[0]] < before {
		delete(b.at, b.order[0]) // want `Backlog.at never shrinks`
		b.order = b.order[1:]
	}
}
