package nofix

import (
	"sync"

	"example.com/fixes/nofix/other"
)

// The receiver is a copy.
type Value struct{ at map[string]int64 }

func NewValue() *Value { return &Value{at: make(map[string]int64)} }

func (v *Value) Set(k string, at int64) { v.at[k] = at }

func (v Value) Expire(now int64) {
	for k, at := range v.at {
		if at < now {
			delete(v.at, k) // want `no automatic fix: the map can't be assigned there$`
		}
	}
}

// Inside a range over the same map that goes on.
type Ranged struct{ at map[string]int64 }

func NewRanged() *Ranged { return &Ranged{at: make(map[string]int64)} }

func (r *Ranged) Set(k string, at int64) { r.at[k] = at }

func (r *Ranged) Walk(see func(string) int64) {
	for k := range r.at {
		if now := see(k); now > 0 {
			r.expire(now)
		}
	}
}

func (r *Ranged) expire(now int64) {
	for k, at := range r.at {
		if at < now {
			delete(r.at, k) // want `no automatic fix: a loop or a variable goes on with the old map$`
		}
	}
}

// A local variable goes on with the map.
type Going struct{ at map[string]int64 }

func NewGoing() *Going { return &Going{at: make(map[string]int64)} }

func (g *Going) Set(k string, at int64) { g.at[k] = at }

func (g *Going) Expire(now int64) {
	m := g.at
	for k, at := range g.at {
		if at < now {
			delete(g.at, k) // want `no automatic fix: a loop or a variable goes on with the old map$`
		}
	}
	m["last"] = now
}

// The type can't be written: this file does not import its package.
func (h *Hidden) Expire(now int64) {
	for k := range h.at {
		if k < now {
			delete(h.at, k) // want `its type can't be written there`
		}
	}
}

// Nor where a name stands for something else.
type Shadowed struct{ at map[string]item }

type item struct{ n int64 }

func NewShadowed() *Shadowed { return &Shadowed{at: make(map[string]item)} }

func (s *Shadowed) Set(k string, w item) { s.at[k] = w }

func (s *Shadowed) Expire(item int64) {
	for k, w := range s.at {
		if w.n < item {
			delete(s.at, k) // want `its type can't be written there`
		}
	}
}

// A nil map means that it is closed.
type Sentinel struct{ at map[string]int64 }

func NewSentinel() *Sentinel { return &Sentinel{at: make(map[string]int64)} }

func (s *Sentinel) Set(k string, at int64) bool {
	if s.at == nil {
		return false
	}
	s.at[k] = at
	return true
}

func (s *Sentinel) Close() { s.at = nil }

func (s *Sentinel) Forget() {
	for k := range s.at {
		delete(s.at, k) // want `no automatic fix: a nil map means something there$`
	}
}

// A read lock is held by the caller.
type Read struct {
	mu sync.RWMutex
	at map[string]int64
}

func NewRead() *Read { return &Read{at: make(map[string]int64)} }

func (r *Read) Set(k string, at int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at[k] = at
}

func (r *Read) Tick(now int64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.expire(now)
}

func (r *Read) expire(now int64) {
	for k, at := range r.at {
		if at < now {
			delete(r.at, k) // want `no automatic fix: only a read lock is held while it deletes$`
		}
	}
}

// The lock is taken in each round: what stands beside the loop has none.
type Rounds struct {
	mu sync.Mutex
	at map[string]int64
}

func NewRounds() *Rounds { return &Rounds{at: make(map[string]int64)} }

func (r *Rounds) Set(k string, at int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at[k] = at
}

func (r *Rounds) Drop(keys []string) {
	for _, k := range keys {
		r.mu.Lock()
		delete(r.at, k) // want `no automatic fix: the lock is taken in each round of the loop$`
		r.mu.Unlock()
	}
}

// One delete for each call.
type Each struct{ at map[string]int64 }

func NewEach() *Each { return &Each{at: make(map[string]int64)} }

func (e *Each) Set(k string, at int64) { e.at[k] = at }

func (e *Each) DropAll(keys []string) {
	for _, k := range keys {
		e.drop(k)
	}
}

func (e *Each) drop(k string) {
	delete(e.at, k) // want `no automatic fix: the loop is in another function than the deletes$`
}

// One delete for each event.
type Events struct{ at map[string]int64 }

func NewEvents() *Events { return &Events{at: make(map[string]int64)} }

func (e *Events) Set(k string, at int64) { e.at[k] = at }

func (e *Events) Run(done <-chan string) {
	for {
		delete(e.at, <-done) // want `no automatic fix: the loop does not end$`
	}
}

// A helper gets the map.
type Helped struct{ at map[string]int64 }

func NewHelped() *Helped { return &Helped{at: make(map[string]int64)} }

func (h *Helped) Set(k string, at int64) { h.at[k] = at }

func (h *Helped) Expire(now int64) { expire(h.at, now) }

func expire(m map[string]int64, now int64) {
	for k, at := range m {
		if at < now {
			delete(m, k) // want `no automatic fix: the deletes are in a function that is given the map$`
		}
	}
}

// A goto leads to the loop itself.
type Again struct{ at map[string]int64 }

func NewAgain() *Again { return &Again{at: make(map[string]int64)} }

func (a *Again) Set(k string, at int64) { a.at[k] = at }

func (a *Again) Expire(now int64, again func() bool) {
scan:
	for k, at := range a.at {
		if at < now {
			delete(a.at, k) // want `no automatic fix: a goto leads to the loop$`
		}
	}
	if again() {
		goto scan
	}
}

// The owner is what a call returns.
type Found struct{ at map[string]int64 }

var found = []*Found{{at: make(map[string]int64)}}

func find(i int) *Found { return found[i] }

func (f *Found) Set(k string, at int64) { f.at[k] = at }

func Expire(i int, now int64) {
	for k, at := range find(i).at {
		if at < now {
			delete(find(i).at, k) // want `no automatic fix: the map can't be assigned there$`
		}
	}
}

// It is emptied later.
type Deferred struct{ at map[string]int64 }

func NewDeferred() *Deferred { return &Deferred{at: make(map[string]int64)} }

func (d *Deferred) Set(k string, at int64) { d.at[k] = at }

func (d *Deferred) Rounds(rounds <-chan func()) {
	for round := range rounds {
		func() {
			defer clear(d.at) // want `no automatic fix: the map can't be assigned there$`
			round()
		}()
	}
}

var _ other.Word

// The loop ends only with the program.
type Drained struct{ at map[string]int64 }

func NewDrained() *Drained { return &Drained{at: make(map[string]int64)} }

func (d *Drained) Set(k string, at int64) { d.at[k] = at }

func (d *Drained) Run(done <-chan string) {
	for k := range done {
		delete(d.at, k) // want `no automatic fix: the loop does not end$`
	}
}

// A struct in a map can't be assigned to.
type Parts struct{ parts map[int64]part }

type part struct{ at map[string]int64 }

func NewParts() *Parts { return &Parts{parts: make(map[int64]part)} }

func (p *Parts) Set(n int64, k string, at int64) {
	if p.parts[n].at == nil {
		p.parts[n] = part{at: make(map[string]int64)}
	}
	p.parts[n].at[k] = at
}

func (p *Parts) Expire(n, now int64) {
	for k, at := range p.parts[n].at {
		if at < now {
			delete(p.parts[n].at, k) // want `no automatic fix: the map can't be assigned there$`
		}
	}
}

// Only the types of this file's imports can be written.
func (h *Hidden) Forget() {
	for k := range h.at {
		delete(h.at, k)
	}
}

// Only sync.Once sweeps: a map that it stores would be the first.
type Ending struct {
	once sync.Once
	at   map[string]int64
}

func NewEnding() *Ending { return &Ending{at: make(map[string]int64)} }

func (e *Ending) Set(k string, at int64) { e.at[k] = at }

func (e *Ending) Fail(now int64) {
	e.once.Do(func() {
		for k, at := range e.at {
			if at < now {
				delete(e.at, k) // want `no automatic fix: only a sync\.Once runs the deletes$`
			}
		}
	})
}
