package limits

import (
	"container/list"
	"errors"
	"log"
	"sync/atomic"
	"time"
)

// Unbounded, near miss: inserts stop at a constant limit.
type Seats struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 500 entries)

}

func NewSeats() *Seats {
	return &Seats{rows: make(map[string]time.Time)}
}

func (c *Seats) Add(k string) bool {
	if len(c.rows) >= 500 {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Seats) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, case: the limit of the inserts is large.
type Arena struct {
	rows map[string]time.Time // verdict: reported

}

func NewArena() *Arena {
	return &Arena{rows: make(map[string]time.Time)}
}

func (c *Arena) Add(k string) bool {
	if len(c.rows) >= 50_000 {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Arena) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Arena\.rows`
		}
	}
}

// Unbounded, near miss: the limit stands on the left.
type Berths struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 1000 entries)

}

func NewBerths() *Berths {
	return &Berths{rows: make(map[string]time.Time)}
}

func (c *Berths) Add(k string) bool {
	if 1000 <= len(c.rows) {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Berths) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: the guard is a case of a switch.
type Docks struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 300 entries)

}

func NewDocks() *Docks {
	return &Docks{rows: make(map[string]time.Time)}
}

func (c *Docks) Add(k string) bool {
	switch {
	case k == "":
		return false
	case len(c.rows) >= 300:
		return false
	default:
		c.rows[k] = time.Now()
		return true
	}
}

func (c *Docks) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: the size goes through a variable.
type Bays struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 255 entries)

}

func NewBays() *Bays {
	return &Bays{rows: make(map[string]time.Time)}
}

func (c *Bays) Add(k string) bool {
	n := len(c.rows)
	if n > 255 {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Bays) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: the limit is a named constant.
const maxLockers = 1 << 9

var errLockers = errors.New("all lockers are taken")

type Lockers struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 512 entries)

}

func NewLockers() *Lockers {
	return &Lockers{rows: make(map[string]time.Time)}
}

func (c *Lockers) Add(k string) error {
	if len(c.rows) == maxLockers {
		return errLockers
	}
	c.rows[k] = time.Now()
	return nil
}

func (c *Lockers) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: the limit is a field that only gets a small constant.
type Cabins struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 64 entries)
	most int
}

func NewCabins() *Cabins {
	c := &Cabins{rows: make(map[string]time.Time)}
	c.most = 64
	return c
}

func (c *Cabins) Add(k string) bool {
	if len(c.rows) >= c.most {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Cabins) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: a predicate guards the insert.
type Slips struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 128 entries)

}

func NewSlips() *Slips {
	return &Slips{rows: make(map[string]time.Time)}
}

func (c *Slips) full() bool { return len(c.rows) >= 128 }

func (c *Slips) Add(k string) bool {
	if c.full() {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Slips) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: a predicate that says yes guards the insert.
type Moorings struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 128 entries)

}

func NewMoorings() *Moorings {
	return &Moorings{rows: make(map[string]time.Time)}
}

func (c *Moorings) room() bool { return len(c.rows) < 128 }

func (c *Moorings) Add(k string) bool {
	if !c.room() {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Moorings) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, near miss: the guard stands in the caller.
type Pens struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 128 entries)

}

func NewPens() *Pens {
	return &Pens{rows: make(map[string]time.Time)}
}

func (c *Pens) Add(k string) {
	if len(c.rows) < 128 {
		c.put(k)
	}
}

func (c *Pens) put(k string) { c.rows[k] = time.Now() }

func (c *Pens) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, case: one of two callers has the guard.
type Kennels struct {
	rows map[string]time.Time // verdict: reported

}

func NewKennels() *Kennels {
	return &Kennels{rows: make(map[string]time.Time)}
}

func (c *Kennels) Add(k string) {
	if len(c.rows) < 128 {
		c.put(k)
	}
}

func (c *Kennels) Force(k string) { c.put(k) }

func (c *Kennels) put(k string) { c.rows[k] = time.Now() }

func (c *Kennels) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Kennels\.rows`
		}
	}
}

// Unbounded, case: one of two inserts has the guard.
type Crates struct {
	rows map[string]time.Time // verdict: reported

}

func NewCrates() *Crates {
	return &Crates{rows: make(map[string]time.Time)}
}

func (c *Crates) Add(k string) {
	if len(c.rows) < 128 {
		c.rows[k] = time.Now()
	}
}

func (c *Crates) Force(k string, at time.Time) { c.rows[k] = at }

func (c *Crates) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Crates\.rows`
		}
	}
}

// Unbounded, case: a test of the size that only logs.
type Barns struct {
	rows map[string]time.Time // verdict: reported

}

func NewBarns() *Barns {
	return &Barns{rows: make(map[string]time.Time)}
}

func (c *Barns) Add(k string) {
	if len(c.rows) >= 500 {
		log.Print("many rows")
	}
	c.rows[k] = time.Now()
}

func (c *Barns) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Barns\.rows`
		}
	}
}

// Unbounded, case: a test for the first entry is no limit.
type Tanks struct {
	rows  map[string]time.Time // verdict: reported
	first string
}

func NewTanks() *Tanks {
	return &Tanks{rows: make(map[string]time.Time)}
}

func (c *Tanks) Add(k string) {
	if len(c.rows) == 0 {
		c.first = k
	}
	c.rows[k] = time.Now()
}

func (c *Tanks) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Tanks\.rows`
		}
	}
}

// Unbounded, case: a limit of the batch, not of the map.
type Vats struct {
	rows map[string]time.Time // verdict: reported

}

func NewVats() *Vats {
	return &Vats{rows: make(map[string]time.Time)}
}

func (c *Vats) AddAll(keys []string) {
	if len(keys) > 100 {
		return
	}
	for _, k := range keys {
		c.Add(k)
	}
}

func (c *Vats) Add(k string) { c.rows[k] = time.Now() }

func (c *Vats) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Vats\.rows`
		}
	}
}

// Unbounded, case: a limit of the key's length.
type Kegs struct {
	rows map[string]time.Time // verdict: reported

}

func NewKegs() *Kegs {
	return &Kegs{rows: make(map[string]time.Time)}
}

func (c *Kegs) Add(k string) {
	if len(k) > 255 {
		return
	}
	c.rows[k] = time.Now()
}

func (c *Kegs) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Kegs\.rows`
		}
	}
}

// Unbounded, near miss: the guard counts a list that grows and shrinks with the map.
type Shelves struct {
	rows  map[string]time.Time // verdict: silent unbounded (inserts keep it to 200 entries)
	order list.List
}

func NewShelves() *Shelves {
	return &Shelves{rows: make(map[string]time.Time)}
}

func (c *Shelves) Add(k string) bool {
	if c.order.Len() >= 200 {
		return false
	}
	c.order.PushBack(k)
	c.rows[k] = time.Now()
	return true
}

func (c *Shelves) Expire(cutoff time.Time) {
	for e := c.order.Front(); e != nil; e = c.order.Front() {
		k := e.Value.(string)
		if !c.rows[k].Before(cutoff) {
			break
		}
		c.order.Remove(e)
		delete(c.rows, k)
	}
}

// Unbounded, near miss: the guard counts with a number that goes up and down with the map.
type Racks struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 200 entries)
	n    int
}

func NewRacks() *Racks {
	return &Racks{rows: make(map[string]time.Time)}
}

func (c *Racks) Add(k string) bool {
	if c.n >= 200 {
		return false
	}
	c.n++
	c.rows[k] = time.Now()
	return true
}

func (c *Racks) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
			c.n--
		}
	}
}

// Unbounded, near miss: the same with an atomic number.
type Trays struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 200 entries)
	n    atomic.Int64
}

func NewTrays() *Trays {
	return &Trays{rows: make(map[string]time.Time)}
}

func (c *Trays) Add(k string) bool {
	if c.n.Load() >= 200 {
		return false
	}
	c.n.Add(1)
	c.rows[k] = time.Now()
	return true
}

func (c *Trays) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
			c.n.Add(-1)
		}
	}
}

// Unbounded, case: the limit is one of calls in flight, which the inserts do not count.
type Gates struct {
	rows     map[string]time.Time // verdict: reported
	inFlight int
}

func NewGates() *Gates {
	return &Gates{rows: make(map[string]time.Time)}
}

func (c *Gates) Add(k string) bool {
	if c.inFlight >= 100 {
		return false
	}
	c.rows[k] = time.Now()
	return true
}

func (c *Gates) Begin() { c.inFlight++ }
func (c *Gates) End()   { c.inFlight-- }

func (c *Gates) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Gates\.rows`
		}
	}
}

// Unbounded, near miss: the guard counts a slice that keeps the order.
type Files struct {
	rows  map[string]time.Time // verdict: silent unbounded (inserts keep it to 200 entries)
	order []string
}

func NewFiles() *Files {
	return &Files{rows: make(map[string]time.Time)}
}

func (c *Files) Add(k string) bool {
	if len(c.order) >= 200 {
		return false
	}
	c.order = append(c.order, k)
	c.rows[k] = time.Now()
	return true
}

func (c *Files) Expire(cutoff time.Time) {
	for len(c.order) > 0 && c.rows[c.order[0]].Before(cutoff) {
		delete(c.rows, c.order[0])
		c.order = c.order[1:]
	}
}

// Unbounded, case: the same with a large limit.
type Swarms struct {
	rows  map[string]time.Time // verdict: reported
	order list.List
}

func NewSwarms() *Swarms {
	return &Swarms{rows: make(map[string]time.Time)}
}

func (c *Swarms) Add(k string) {
	c.order.PushBack(k)
	c.rows[k] = time.Now()
	if c.order.Len() > 1_000_000 {
		e := c.order.Front()
		c.order.Remove(e)
		delete(c.rows, e.Value.(string))
	}
}

func (c *Swarms) Expire(cutoff time.Time) {
	for e := c.order.Front(); e != nil; e = c.order.Front() {
		k := e.Value.(string)
		if !c.rows[k].Before(cutoff) {
			break
		}
		c.order.Remove(e)
		delete(c.rows, k) // want `Swarms\.rows`
	}
}

// Unbounded, near miss: a loop makes room before the insert, and time sweeps as well.
type Coops struct {
	rows  map[string]time.Time // verdict: silent unbounded (inserts keep it to 256 entries)
	order list.List
}

func NewCoops() *Coops {
	return &Coops{rows: make(map[string]time.Time)}
}

func (c *Coops) Add(k string) {
	for len(c.rows) >= 256 {
		e := c.order.Front()
		c.order.Remove(e)
		delete(c.rows, e.Value.(string))
	}
	c.order.PushBack(k)
	c.rows[k] = time.Now()
}

func (c *Coops) Expire(cutoff time.Time) {
	for e := c.order.Front(); e != nil; e = c.order.Front() {
		k := e.Value.(string)
		if !c.rows[k].Before(cutoff) {
			break
		}
		c.order.Remove(e)
		delete(c.rows, k)
	}
}

// Unbounded, case: a sibling that the insert only reads, of which it says how
// many there may be.
type Depot struct {
	rows    map[string]time.Time // verdict: reported
	workers []string
}

func NewDepot(workers []string) *Depot {
	return &Depot{rows: make(map[string]time.Time), workers: workers}
}

func (d *Depot) Add(k string) bool {
	if len(d.workers) < 4 {
		return false
	}
	d.rows[k] = time.Now()
	return true
}

func (d *Depot) Expire(cutoff time.Time) {
	for k, at := range d.rows {
		if at.Before(cutoff) {
			delete(d.rows, k) // want `Depot\.rows`
		}
	}
}

// Unbounded, case: a test of the size that lets inserts through when there are
// many.
type Quorum struct {
	rows map[string]time.Time // verdict: reported
	late map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewQuorum() *Quorum {
	return &Quorum{rows: make(map[string]time.Time), late: make(map[string]time.Time)}
}

func (q *Quorum) Add(k string) {
	if len(q.rows) > 100 {
		q.late[k] = time.Now()
	}
	q.rows[k] = time.Now()
}

func (q *Quorum) Expire(cutoff time.Time) {
	for k, at := range q.rows {
		if at.Before(cutoff) {
			delete(q.rows, k) // want `Quorum\.rows`
		}
	}
}
