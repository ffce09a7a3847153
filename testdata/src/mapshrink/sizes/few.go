package sizes

import (
	"net"
	"os"
	"time"
)

// An order of keys that are plain numbers, beside another map: case.
type Sequence struct {
	rows  map[uint64]row    // verdict: reported
	names map[uint64]string // verdict: silent swept (nothing removes entries)
}

func NewSequence() *Sequence {
	return &Sequence{rows: make(map[uint64]row), names: make(map[uint64]string)}
}

func (c *Sequence) Add(seq uint64, r row) { c.rows[seq] = r }

func (c *Sequence) Name(seq uint64, k string) { c.names[seq] = k }

func (c *Sequence) Drop(below uint64) {
	for seq := range c.rows {
		if seq < below {
			delete(c.rows, seq) // want `Sequence\.rows`
		}
	}
}

// Near miss: they are numbers of a type of their own, a window of them stays.
type Height uint64

type Heights struct {
	rows  map[Height]row    // verdict: reported
	names map[Height]string // verdict: silent swept (nothing removes entries)
}

func NewHeights() *Heights {
	return &Heights{rows: make(map[Height]row), names: make(map[Height]string)}
}

func (c *Heights) Add(h Height, r row) { c.rows[h] = r }

func (c *Heights) Name(h Height, k string) { c.names[h] = k }

func (c *Heights) Drop(below Height) {
	for h := range c.rows {
		if h < below {
			delete(c.rows, h) // want `Heights\.rows`
		}
	}
}

// Such keys, but a time in the element decides: case.
type Blocks struct {
	rows map[Height]visit // verdict: reported
}

func NewBlocks() *Blocks { return &Blocks{rows: make(map[Height]visit)} }

func (c *Blocks) Add(h Height) { c.rows[h] = visit{time.Now()} }

func (c *Blocks) Drop(cutoff time.Time) {
	for h, v := range c.rows {
		if v.at.Before(cutoff) {
			delete(c.rows, h) // want `Blocks\.rows`
		}
	}
}

// Near miss: inner maps are alone, whatever else the owner has.
type Inner struct {
	rows  map[string]map[string]uint64 // verdict: silent swept (nothing removes entries); reported
	names map[uint64]string            // verdict: silent swept (nothing removes entries)
}

func NewInner() *Inner {
	return &Inner{rows: make(map[string]map[string]uint64), names: make(map[uint64]string)}
}

func (c *Inner) Add(of, k string, seq uint64) {
	if c.rows[of] == nil {
		c.rows[of] = make(map[string]uint64)
	}
	c.rows[of][k] = seq
	c.names[seq] = k
}

func (c *Inner) Drop(of string, below uint64) {
	for k, seq := range c.rows[of] {
		if seq < below {
			delete(c.rows[of], k) // want `Inner\.rows`
		}
	}
}

// The sweep tells somebody of each entry: case.
type Told struct {
	rows map[string]visit // verdict: reported
}

func NewTold() *Told { return &Told{rows: make(map[string]visit)} }

func (c *Told) Add(k string) { c.rows[k] = visit{time.Now()} }

func (c *Told) Drop(cutoff time.Time) {
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			println(k)
			delete(c.rows, k) // want `Told\.rows`
		}
	}
}

// Near miss: it removes a file with each entry.
type Files struct {
	rows map[string]visit // verdict: reported
}

func NewFiles() *Files { return &Files{rows: make(map[string]visit)} }

func (c *Files) Add(k string) { c.rows[k] = visit{time.Now()} }

func (c *Files) Drop(cutoff time.Time) {
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			os.Remove(k)
			delete(c.rows, k) // want `Files\.rows`
		}
	}
}

// Near miss: it closes what it removes.
type stream struct {
	at   time.Time
	done bool
}

func (s *stream) Close() { s.done = true }

type Streams struct {
	rows map[string]*stream // verdict: low resource (its entries hold live resources (*stream))
}

func NewStreams() *Streams { return &Streams{rows: make(map[string]*stream)} }

func (c *Streams) Add(k string) { c.rows[k] = &stream{at: time.Now()} }

func (c *Streams) Drop(cutoff time.Time) {
	for k, s := range c.rows {
		if s.at.Before(cutoff) {
			s.Close()
			delete(c.rows, k) // want `Streams\.rows`
		}
	}
}

// A goroutine is started by the one who makes it: case.
type Started struct {
	rows map[string]visit // verdict: reported
}

func NewStarted(tick <-chan time.Time) *Started {
	c := &Started{rows: make(map[string]visit)}
	go c.run(tick)
	return c
}

func (c *Started) Add(k string) { c.rows[k] = visit{time.Now()} }

func (c *Started) run(tick <-chan time.Time) {
	for now := range tick {
		c.drop(now)
	}
}

func (c *Started) drop(cutoff time.Time) {
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			delete(c.rows, k) // want `Started\.rows`
		}
	}
}

// Near miss: what inserts starts one, an entry stands for work that goes on.
type Jobs struct {
	rows map[string]visit // verdict: low resource (a goroutine is started where it is filled)
}

func NewJobs() *Jobs { return &Jobs{rows: make(map[string]visit)} }

func (c *Jobs) Add(k string, work func()) {
	c.rows[k] = visit{time.Now()}
	go work()
}

func (c *Jobs) Drop(cutoff time.Time) {
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			delete(c.rows, k) // want `Jobs\.rows`
		}
	}
}

// Near misses: keys of any type, keys that have an object, and those of a
// container for any use.
type Anything struct {
	rows map[any]visit // verdict: reported
}

func NewAnything() *Anything { return &Anything{rows: make(map[any]visit)} }

func (c *Anything) Add(keys ...any) {
	for _, k := range keys {
		c.rows[k] = visit{time.Now()}
	}
}

func (c *Anything) Drop(cutoff time.Time) {
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			delete(c.rows, k) // want `Anything\.rows`
		}
	}
}

type link struct {
	to net.Addr
	id int
}

type Links struct {
	rows map[link]visit // verdict: reported
}

func NewLinks() *Links { return &Links{rows: make(map[link]visit)} }

func (c *Links) Add(to net.Addr, id int) { c.rows[link{to, id}] = visit{time.Now()} }

func (c *Links) Drop(cutoff time.Time) {
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			delete(c.rows, k) // want `Links\.rows`
		}
	}
}

type Container[K comparable] struct {
	rows map[K]visit // verdict: reported
}

func NewContainer[K comparable]() *Container[K] { return &Container[K]{rows: make(map[K]visit)} }

func (c *Container[K]) Add(k K) { c.rows[k] = visit{time.Now()} }

func (c *Container[K]) Drop(cutoff time.Time) {
	for k, v := range c.rows {
		if v.at.Before(cutoff) {
			delete(c.rows, k) // want `Container\.rows`
		}
	}
}

// Counts that only their reader removes, in batches: case.
type Read struct {
	n map[string]int // verdict: reported
}

func NewRead() *Read { return &Read{n: make(map[string]int)} }

func (c *Read) Add(of string, keys ...string) {
	for _, k := range keys {
		c.n[of+k]++
	}
}

func (c *Read) Take(of string, keys ...string) (sum int) {
	for _, k := range keys {
		sum += c.n[of+k]
		delete(c.n, of+k) // want `Read\.n`
	}
	return sum
}

// Near miss: counts of who uses a key, counted down until nobody is left.
type Users struct {
	n map[string]int // verdict: reported
}

func NewUsers() *Users { return &Users{n: make(map[string]int)} }

func (c *Users) Add(of string, keys ...string) {
	for _, k := range keys {
		c.n[of+k]++
	}
}

func (c *Users) Leave(of string, keys ...string) {
	for _, k := range keys {
		k = of + k
		if n := c.n[k]; n > 1 {
			c.n[k] = n - 1
		} else {
			delete(c.n, k) // want `Users\.n`
		}
	}
}
