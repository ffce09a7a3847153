// Package stays has maps that look as if a clause of rules 1, 3, 5 or 6 let
// them off, and that it does not.
package stays

import (
	"errors"
	"time"
)

// Kept: some lie in a map that they are removed from; one is kept by the
// goroutine that main starts.
type Cache struct {
	items map[string]time.Time // verdict: reported
}

func newCache() *Cache { return &Cache{items: make(map[string]time.Time)} }

func (c *Cache) set(k string) { c.items[k] = time.Now() }

func (c *Cache) run() {
	for now := range time.Tick(time.Minute) {
		for k, at := range c.items {
			if now.After(at) {
				delete(c.items, k) // want `Cache\.items`
			}
		}
	}
}

type Server struct {
	tenants map[string]*Cache // verdict: reported
}

func (s *Server) Open(id string) { s.tenants[id] = newCache() }

func (s *Server) Leave(ids []string) {
	for _, id := range ids {
		delete(s.tenants, id) // want `Server\.tenants`
	}
}

type handler struct {
	shared *Cache
	server *Server
}

func (h handler) Serve(k string) { h.shared.set(k) }

func Run(serve func(interface{ Serve(string) })) {
	shared := newCache()
	go shared.run()
	serve(handler{shared, &Server{tenants: make(map[string]*Cache)}})
}

// Kept: one is a package variable.
type Table struct {
	rows map[string]time.Time // verdict: reported
}

func (t *Table) set(k string) {
	if t.rows == nil {
		t.rows = make(map[string]time.Time)
	}
	t.rows[k] = time.Now()
}

func (t *Table) expire(now time.Time) {
	for k, at := range t.rows {
		if now.After(at) {
			delete(t.rows, k) // want `Table\.rows`
		}
	}
}

var global Table

func Remember(k string)    { global.set(k) }
func Forget(now time.Time) { global.expire(now) }

type Tables struct {
	all map[string]*Table // verdict: reported
}

func (t *Tables) Open(id string) { t.all[id] = new(Table) }

func (t *Tables) Leave(ids []string) {
	for _, id := range ids {
		delete(t.all, id) // want `Tables\.all`
	}
}

// Not known: the list is turned, and what is cut off comes back.
type shard struct {
	rows map[string]time.Time // verdict: silent kept (its owner is dropped)
}

type Ring struct{ shards []*shard }

func NewRing(n int) *Ring {
	all := make([]*shard, 64)
	for i := range all {
		all[i] = &shard{rows: make(map[string]time.Time)}
	}
	r := new(Ring)
	r.shards = all[:n]
	return r
}

func (r *Ring) Set(k string) {
	r.shards[0].rows[k] = time.Now()
	r.shards = append(r.shards[1:], r.shards[0])
}

func (r *Ring) Expire(now time.Time) {
	for _, s := range r.shards {
		for k, at := range s.rows {
			if now.After(at) {
				delete(s.rows, k)
			}
		}
	}
}

// Not scratch: it hears that something else was closed.
type Conn interface{ Topics() []string }

type Hub struct {
	subs map[string]string // verdict: reported
}

func NewHub() *Hub { return &Hub{subs: make(map[string]string)} }

func (h *Hub) OnMessage(c Conn) {
	for _, t := range c.Topics() {
		h.subs[t] = t
	}
}

func (h *Hub) OnClose(c Conn, err error) {
	for _, t := range c.Topics() {
		delete(h.subs, t) // want `Hub\.subs`
	}
}

// Unbounded: the constant is the least that the limit can be.
type Config struct{ Max, Batch, Warm int }

type Clamped struct {
	rows   map[string]time.Time // verdict: low limit (it is kept to a limit that the program computes)
	config *Config
}

func NewClamped(c *Config) *Clamped {
	l := &Clamped{rows: make(map[string]time.Time), config: c}
	if l.config.Max < 16 {
		l.config.Max = 16
	}
	return l
}

func (c *Clamped) Set(k string) {
	if len(c.rows) < c.config.Max {
		c.rows[k] = time.Now()
	}
}

func (c *Clamped) Expire(now time.Time) {
	for k, at := range c.rows {
		if now.After(at) {
			delete(c.rows, k) // want `Clamped\.rows`
		}
	}
}

// Unbounded: what has the limit is emptied by itself.
type Ingest struct {
	seen   map[string]time.Time // verdict: low limit (it is kept to a limit that the program computes)
	batch  []string
	config Config
}

func NewIngest() *Ingest {
	return &Ingest{seen: make(map[string]time.Time), config: Config{Batch: 100}}
}

func (i *Ingest) Add(k string) bool {
	if len(i.batch) >= i.config.Batch {
		return false
	}
	i.batch = append(i.batch, k)
	i.seen[k] = time.Now()
	return true
}

func (i *Ingest) Send() { i.batch = i.batch[:0] }

func (i *Ingest) Expire(now time.Time) {
	for k, at := range i.seen {
		if now.After(at) {
			delete(i.seen, k) // want `Ingest\.seen`
		}
	}
}

// Unbounded: above the number only what is old goes.
type Warm struct {
	rows   map[string]time.Time // verdict: reported
	config Config
}

func NewWarm() *Warm {
	return &Warm{rows: make(map[string]time.Time), config: Config{Warm: 100}}
}

func (w *Warm) Set(k string) {
	if len(w.rows) > w.config.Warm {
		w.expire(time.Now())
	}
	w.rows[k] = time.Now()
}

func (w *Warm) expire(now time.Time) {
	for k, at := range w.rows {
		if now.After(at) {
			delete(w.rows, k) // want `Warm\.rows`
		}
	}
}

// Swept: the loop goes through the map, not through the arguments.
type stamps struct {
	rows map[string]time.Time // verdict: reported
}

var marks = &stamps{rows: make(map[string]time.Time)}

func Mark(k string) { marks.rows[k] = time.Now() }
func Tick()         { marks.expire(time.Now()) }

func (s *stamps) expire(at ...time.Time) {
	for k, t := range s.rows {
		if len(at) > 0 && at[0].After(t) {
			delete(s.rows, k) // want `stamps\.rows`
		}
	}
}

// Unbounded: the limit stands before another call of what removes.
type Shared struct {
	rows map[string]time.Time // verdict: reported
}

func NewShared() *Shared { return &Shared{rows: make(map[string]time.Time)} }

func (s *Shared) remove(k string) { delete(s.rows, k) } // want `Shared\.rows`

func (s *Shared) Set(k string) {
	if k == "" {
		s.remove(k)
	}
	s.rows[k] = time.Now()
}

func (s *Shared) Expire(now time.Time) {
	for k, at := range s.rows {
		if now.After(at) {
			s.remove(k)
		}
	}
}

func (s *Shared) Used(k string) {
	if len(s.rows) > 500 {
		s.remove(k)
	}
}

// Not scratch: it is emptied without being filled again, too.
type Rotated struct {
	rows map[string]int // verdict: reported
}

func NewRotated() *Rotated { return &Rotated{rows: make(map[string]int)} }

func (r *Rotated) wipe() {
	for k := range r.rows {
		delete(r.rows, k) // want `Rotated\.rows`
	}
}

func (r *Rotated) Load(keys []string) {
	r.wipe()
	for _, k := range keys {
		r.rows[k] = 1
	}
}

func (r *Rotated) Count(keys []string) {
	for _, k := range keys {
		r.rows[k]++
	}
}

func (r *Rotated) Rotate() { r.wipe() }

// Swept: errors that are told apart: the call removed something, and the loop
// goes on.
var (
	errEmpty   = errors.New("empty")
	errExpired = errors.New("expired")
)

type Jobs struct {
	rows map[string]time.Time // verdict: reported
}

func NewJobs() *Jobs { return &Jobs{rows: make(map[string]time.Time)} }

func (j *Jobs) Add(k string) { j.rows[k] = time.Now() }

func (j *Jobs) Next() (string, bool) {
	for {
		k, err := j.take()
		if err == nil {
			return k, true
		}
		if err == errEmpty {
			return "", false
		}
	}
}

func (j *Jobs) take() (string, error) {
	for k, at := range j.rows {
		delete(j.rows, k) // want `Jobs\.rows`
		if time.Since(at) > time.Hour {
			return "", errExpired
		}
		return k, nil
	}
	return "", errEmpty
}
