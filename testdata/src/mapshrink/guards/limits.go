package guards

import (
	"container/list"
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// Unbounded, near miss: only new keys are refused at the limit.
type Booths struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 300 entries)

}

func NewBooths() *Booths {
	return &Booths{rows: make(map[string]time.Time)}
}

func (c *Booths) Add(k string) bool {
	if _, ok := c.rows[k]; !ok && len(c.rows) >= 300 {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Booths) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: the same as nested ifs.
type Stalls struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 300 entries)

}

func NewStalls() *Stalls {
	return &Stalls{rows: make(map[string]time.Time)}
}

func (c *Stalls) Add(k string) bool {
	if _, ok := c.rows[k]; !ok {
		if len(c.rows) >= 300 {
			return false
		}
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Stalls) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: a check that returns an error guards the insert.
var errHangars = errors.New("no room")

type Hangars struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 128 entries)

}

func NewHangars() *Hangars {
	return &Hangars{rows: make(map[string]time.Time)}
}

func (c *Hangars) check() error {
	if len(c.rows) >= 128 {
		return errHangars
	}
	return nil
}

func (c *Hangars) Add(k string) error {
	if err := c.check(); err != nil {
		return err
	}
	c.rows[k] = time.Now()
	return nil
}

func (c *Hangars) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: both callers have the guard.
type Cages struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 128 entries)

}

func NewCages() *Cages {
	return &Cages{rows: make(map[string]time.Time)}
}

func (c *Cages) Add(k string) {
	if len(c.rows) < 128 {
		c.put(k)
	}
}

func (c *Cages) AddAll(keys ...string) {
	for _, k := range keys {
		if len(c.rows) >= 128 {
			return
		}
		c.put(k)
	}
}

func (c *Cages) put(k string) { c.rows[k] = time.Now() }

func (c *Cages) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, case: the limit is one of another collection.
type Silos struct {
	rows    map[string]time.Time // verdict: reported
	readers []io.Reader
}

func NewSilos() *Silos {
	return &Silos{rows: make(map[string]time.Time)}
}

func (c *Silos) Add(k string) bool {
	if len(c.readers) >= 16 {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Silos) Read(r io.Reader) { c.readers = append(c.readers, r) }

func (c *Silos) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Silos\.rows`
		}
	}
}

// Unbounded, near miss: the counter is tested as it goes up.
type Boxes struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 200 entries)
	n    atomic.Int64
}

func NewBoxes() *Boxes {
	return &Boxes{rows: make(map[string]time.Time)}
}

func (c *Boxes) Add(k string) bool {
	if c.n.Add(1) > 200 {
		c.n.Add(-1)
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Boxes) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
			c.n.Add(-1)
		}
	}
}

// Unbounded, near miss: at the limit one entry makes room before the insert.
type Nests struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 256 entries)

}

func NewNests() *Nests {
	return &Nests{rows: make(map[string]time.Time)}
}

func (c *Nests) Add(k string) {
	if len(c.rows) >= 256 {
		c.evictOne()
	}
	c.rows[k] = time.Now()
}

func (c *Nests) evictOne() {
	for k := range c.rows {
		delete(c.rows, k)
		return
	}
}

func (c *Nests) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: after the insert the oldest goes when there are too many.
type Hives struct {
	rows  map[string]time.Time // verdict: silent unbounded (inserts keep it to 256 entries)
	order list.List
}

func NewHives() *Hives {
	return &Hives{rows: make(map[string]time.Time)}
}

func (c *Hives) Add(k string) {
	c.order.PushBack(k)
	c.rows[k] = time.Now()
	if c.order.Len() > 256 {
		e := c.order.Front()
		c.order.Remove(e)
		delete(c.rows, e.Value.(string))
	}
}

func (c *Hives) Expire(cutoff time.Time) {
	for e := c.order.Front(); e != nil; e = c.order.Front() {
		k := e.Value.(string)
		if !c.rows[k].Before(cutoff) {
			break
		}
		c.order.Remove(e)
		delete(c.rows, k)
	}
}

// Unbounded, near miss: at a small limit everything goes.
type Lofts struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 512 entries)

}

func NewLofts() *Lofts {
	return &Lofts{rows: make(map[string]time.Time)}
}

func (c *Lofts) Add(k string) {
	if len(c.rows) > 512 {
		clear(c.rows)
	}
	c.rows[k] = time.Now()
}

func (c *Lofts) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: slots of a small buffered channel are taken and given
// back with the entries.
// Known limit: the verdict below is not what a reader would say.
type Tickets struct {
	rows  map[string]time.Time // verdict: reported
	slots chan struct{}
}

func NewTickets() *Tickets {
	return &Tickets{rows: make(map[string]time.Time), slots: make(chan struct{}, 32)}
}

func (t *Tickets) Add(k string) bool {
	select {
	case t.slots <- struct{}{}:
	default:
		return false
	}
	t.rows[k] = time.Now()
	return true
}

func (t *Tickets) Expire(cutoff time.Time) {
	for k, at := range t.rows {
		if at.Before(cutoff) {
			delete(t.rows, k) // want `Tickets\.rows`
			<-t.slots
		}
	}
}
