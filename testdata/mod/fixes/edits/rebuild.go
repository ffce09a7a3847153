// Package fixes has a case for each fix, and for each way to write a sweep
// that one can mend. The golden files show the result.
package fixes

import (
	"sync"
	"time"
)

type row struct{ at time.Time }

// A range with a condition, and Unlock right behind it.
type Store struct {
	mu   sync.Mutex
	rows map[string]row
}

func NewStore() *Store { return &Store{rows: make(map[string]row)} }

func (s *Store) Put(id string, r row) { s.rows[id] = r }

func (s *Store) Expire(now time.Time) {
	s.mu.Lock()
	// what is old goes
	for k, r := range s.rows { // a comment stays
		if now.After(r.at) {
			delete(s.rows, k) // want `map Store.rows never shrinks`
		}
	} // and one behind
	s.mu.Unlock()
}

// A slice of keys, in a method of a generic type with other names.
type Index[K comparable, V any] struct {
	byKey map[K][]V
}

func NewIndex[K comparable, V any]() *Index[K, V] {
	return &Index[K, V]{byKey: map[K][]V{}}
}

func (x *Index[K, V]) Add(k K, v V) { x.byKey[k] = append(x.byKey[k], v) }

func (ix *Index[A, B]) Drop(keys []A) {
	for _, k := range keys {
		delete(ix.byKey, k) // want `map Index.byKey never shrinks`
	}
}

// A label, a case without braces, a return in the loop; before, gone and kept
// are taken.
type Jobs struct {
	due  map[int64]time.Time
	gone int
}

var kept = 3

func (j *Jobs) Add(id int64, t time.Time) {
	j.due[id] = t
}

var jobs = Jobs{due: make(map[int64]time.Time)}

func sweepJobs(what string, now time.Time) (before, gone int) {
	switch what {
	case "due":
	scan:
		for id, t := range jobs.due {
			switch {
			case t.IsZero():
				continue scan
			case id < 0:
				return before, gone
			}
			if t.Before(now) {
				delete(jobs.due, id) // want `map Jobs.due never shrinks`
				gone++
			}
		}
	}
	return before, gone + kept
}

// An endless loop that waits, with a literal in between.
type Peers struct {
	seen map[string]time.Time
	tick chan time.Time
	in   chan string
}

func NewPeers() *Peers {
	p := &Peers{seen: make(map[string]time.Time)}
	go p.run()
	return p
}

func (p *Peers) run() {
	for {
		select {
		case id := <-p.in:
			p.seen[id] = time.Now()
		case now := <-p.tick:
			func() {
				for id, at := range p.seen {
					if now.Sub(at) > time.Minute {
						delete(p.seen, id) // want `map Peers.seen never shrinks`
					}
				}
			}()
		}
	}
}

// Several loops in one statement: the sweep is the outer one.
type Groups struct {
	until map[string]time.Time
}

func NewGroups() *Groups { return &Groups{until: make(map[string]time.Time)} }

func (g *Groups) Set(k string, t time.Time) { g.until[k] = t }

func (g *Groups) DropAll(lists [][]string, now time.Time) {
	for _, list := range lists {
		for _, k := range list {
			if g.until[k].Before(now) {
				delete(g.until, k) // want `map Groups.until never shrinks`
			}
		}
	}
}

// Shards by pointer and by index.
type shard struct {
	mu sync.Mutex
	m  map[uint64]time.Time
}

type Sharded struct {
	shards [16]shard
}

func NewSharded() *Sharded {
	s := &Sharded{}
	for i := range s.shards {
		s.shards[i].m = make(map[uint64]time.Time)
	}
	return s
}

func (s *Sharded) Set(k uint64, t time.Time) { s.shards[k%16].m[k] = t }

func (s *Sharded) Expire(now time.Time) {
	for i := range s.shards {
		s.shards[i].mu.Lock()
		for k, t := range s.shards[i].m {
			if t.Before(now) {
				delete(s.shards[i].m, k) // want `map shard.m never shrinks`
			}
		}
		s.shards[i].mu.Unlock()
	}
}

// A goto that would jump over the new variable.
type Retries struct {
	at map[string]time.Time
}

func NewRetries() *Retries { return &Retries{at: make(map[string]time.Time)} }

func (r *Retries) Set(k string, t time.Time) { r.at[k] = t }

func (r *Retries) Expire(now time.Time, off bool) int {
	if off {
		goto end
	}
	for k, t := range r.at {
		if t.Before(now) {
			/* keep
			   this */
			delete(r.at, k) // want `map Retries.at never shrinks`
		}
	}
end:
	return len(r.at)
}

// Promoted through an embedded pointer; a named map type; a local variable.
type times map[string]time.Time

type base struct{ times times }

type Embeds struct{ *base }

func NewEmbeds() *Embeds { return &Embeds{&base{times: times{}}} }

func (e *Embeds) Set(k string, t time.Time) { e.times[k] = t }

func (e *Embeds) Expire(now time.Time) {
	ts := e.times
	for k, t := range ts {
		if t.Before(now) {
			delete(ts, k) // want `map base.times never shrinks`
		}
	}
}

// Two maps in one function, and two sweeps of one of them.
type Pair struct {
	First, second map[string]time.Time
}

func NewPair() *Pair {
	return &Pair{First: make(map[string]time.Time), second: make(map[string]time.Time)}
}

func (p *Pair) Set(k string, t time.Time) {
	p.First[k] = t
	p.second[k] = t
}

func (p *Pair) Expire(now time.Time, more []string) {
	for k, t := range p.First {
		if t.Before(now) {
			delete(p.First, k) // want `map Pair.First never shrinks`
		}
	}
	for k, t := range p.second {
		if t.Before(now) {
			delete(p.second, k) // want `map Pair.second never shrinks`
		}
	}
	for _, k := range more {
		delete(p.second, k)
	}
}

// The maps in a map: what is left is stored back.
type Topics struct {
	subs map[string]map[uint64]time.Time
}

func NewTopics() *Topics { return &Topics{subs: make(map[string]map[uint64]time.Time)} }

func (t *Topics) Add(topic string, id uint64, at time.Time) {
	if t.subs[topic] == nil {
		t.subs[topic] = make(map[uint64]time.Time)
	}
	t.subs[topic][id] = at
}

func (t *Topics) Expire(now time.Time) {
	for topic, subs := range t.subs {
		for id, at := range subs {
			if at.Before(now) {
				delete(t.subs[topic], id) // want `maps in Topics.subs\[\] never shrink`
			}
		}
	}
}

// A callback for each element.
type Marks struct {
	marks map[any]time.Time
	index sync.Map
}

func NewMarks() *Marks { return &Marks{marks: make(map[any]time.Time)} }

func (m *Marks) Mark(k any, t time.Time) { m.marks[k] = t }

func (m *Marks) Expire(now time.Time) {
	m.index.Range(func(k, v any) bool {
		if m.marks[k].Before(now) {
			delete(m.marks, k) // want `map Marks.marks never shrinks`
		}
		return true
	})
}

// A range over an iterator function, in a literal on one line.
type Iterated struct {
	at map[string]time.Time
}

func NewIterated() *Iterated { return &Iterated{at: make(map[string]time.Time)} }

func (x *Iterated) Set(k string, t time.Time) { x.at[k] = t }

func (x *Iterated) Expire(each func(func(string) bool), now time.Time) {
	for k := range each {
		if x.at[k].Before(now) {
			delete(x.at, k) // want `map Iterated.at never shrinks`
		}
	}
}

// A parameter is called before.
type Leases struct {
	until map[string]int64
}

func NewLeases() *Leases { return &Leases{until: make(map[string]int64)} }

func (l *Leases) Set(k string, until int64) { l.until[k] = until }

func (l *Leases) Expire(before int64) {
	for k, at := range l.until {
		if at < before {
			delete(l.until, k) // want `map Leases.until never shrinks`
		}
	}
}

// The size before is known already, unless the sweep changes it.
type Counted struct {
	at map[string]int64
}

func NewCounted() *Counted { return &Counted{at: make(map[string]int64)} }

func (c *Counted) Set(k string, at int64) { c.at[k] = at }

func (c *Counted) Expire(now int64) (total, left int) {
	total = len(c.at)
	for k, at := range c.at {
		if at < now {
			delete(c.at, k) // want `map Counted.at never shrinks`
		}
	}
	left = len(c.at)
	for k, at := range c.at {
		if at == now {
			delete(c.at, k)
			left--
		}
	}
	return total, left
}
