package joined

import (
	"cmp"
	"container/heap"
	"sort"
	"time"
)

type row struct{ at time.Time }

// A flag or an age.
type Or struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewOr() *Or { return &Or{rows: make(map[uint64]row)} }

func (c *Or) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Or) Sweep(cutoff time.Time) {
	for k, e := range c.rows {
		if e.at.IsZero() || e.at.Before(cutoff) {
			delete(c.rows, k) // want `Or\.rows`
		}
	}
}

// A counting for loop from the lowest sequence number.
type Window2 struct {
	next uint64
	rows map[uint64]row // verdict: reported
	low  uint64
}

func NewWindow2() *Window2 { return &Window2{rows: make(map[uint64]row)} }

func (c *Window2) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Window2) Ack(upTo uint64) {
	for seq := c.low; seq < upTo; seq++ {
		delete(c.rows, seq) // want `Window2\.rows`
	}
	c.low = upTo
}

// cmp.Compare.
type Cmp struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewCmp() *Cmp { return &Cmp{rows: make(map[uint64]row)} }

func (c *Cmp) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Cmp) Sweep(floor uint64) {
	for k, e := range c.rows {
		if cmp.Compare(k, floor) < 0 && !e.at.IsZero() {
			delete(c.rows, k) // want `Cmp\.rows`
		}
	}
}

// A counter of idle rounds, compared with a constant.
// Known limit: the verdict below is not what a reader would say.
type Idle struct {
	next uint64
	rows map[uint64]int // verdict: reported
}

func NewIdle() *Idle { return &Idle{rows: make(map[uint64]int)} }

func (c *Idle) Submit() {
	c.next++
	c.rows[c.next] = 0
}

func (c *Idle) Round() {
	for k := range c.rows {
		c.rows[k]++
		if c.rows[k] > 5 {
			delete(c.rows, k) // want `Idle\.rows`
		}
	}
}

// An interface of the package with one implementation.
type policy interface{ Gone(r row) bool }

type ttlPolicy struct{ ttl time.Duration }

func (p ttlPolicy) Gone(r row) bool { return time.Since(r.at) > p.ttl }

type Iface struct {
	next   uint64
	rows   map[uint64]row // verdict: reported
	policy policy
}

func NewIface() *Iface { return &Iface{rows: make(map[uint64]row), policy: ttlPolicy{time.Hour}} }

func (c *Iface) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Iface) Sweep() {
	for k, e := range c.rows {
		if c.policy.Gone(e) {
			delete(c.rows, k) // want `Iface\.rows`
		}
	}
}

// The old keys are collected first.
type TwoPhase struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewTwoPhase() *TwoPhase { return &TwoPhase{rows: make(map[uint64]row)} }

func (c *TwoPhase) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *TwoPhase) Sweep(cutoff time.Time) {
	var old []uint64
	for k, r := range c.rows {
		if r.at.Before(cutoff) {
			old = append(old, k)
		}
	}
	for _, k := range old {
		delete(c.rows, k) // want `TwoPhase\.rows`
	}
}

// Another method collects the old keys.
type TwoPhase2 struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewTwoPhase2() *TwoPhase2 { return &TwoPhase2{rows: make(map[uint64]row)} }

func (c *TwoPhase2) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *TwoPhase2) old(cutoff time.Time) (keys []uint64) {
	for k, r := range c.rows {
		if r.at.Before(cutoff) {
			keys = append(keys, k)
		}
	}
	return keys
}

func (c *TwoPhase2) Sweep(cutoff time.Time) {
	for _, k := range c.old(cutoff) {
		delete(c.rows, k) // want `TwoPhase2\.rows`
	}
}

// A method pops what is due from the heap.
type due2 struct {
	id uint64
	at time.Time
}

type dues2 []*due2

func (d dues2) Len() int           { return len(d) }
func (d dues2) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d dues2) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *dues2) Push(x any)        { *d = append(*d, x.(*due2)) }
func (d *dues2) Pop() any {
	old := *d
	x := old[len(old)-1]
	*d = old[:len(old)-1]
	return x
}

type Heap2 struct {
	next uint64
	rows map[uint64]row // verdict: reported
	due  dues2
}

func NewHeap2() *Heap2 { return &Heap2{rows: make(map[uint64]row)} }

func (c *Heap2) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
	heap.Push(&c.due, &due2{c.next, time.Now().Add(time.Minute)})
}

func (c *Heap2) popDue(now time.Time) *due2 {
	if len(c.due) == 0 || c.due[0].at.After(now) {
		return nil
	}
	return heap.Pop(&c.due).(*due2)
}

func (c *Heap2) Sweep(now time.Time) {
	for d := c.popDue(now); d != nil; d = c.popDue(now) {
		delete(c.rows, d.id) // want `Heap2\.rows`
	}
}

// An order against the owner's own sequence number, which the
// insert counts up; many come at once. That number is not the map's size.
type History struct {
	next uint64
	rows map[uint64]string // verdict: reported
}

func NewHistory() *History { return &History{rows: make(map[uint64]string)} }

func (c *History) Append(lines ...string) {
	for _, line := range lines {
		c.next++
		c.rows[c.next] = line
	}
}

func (c *History) Compact(keep uint64) {
	for seq := range c.rows {
		if seq+keep < c.next {
			delete(c.rows, seq) // want `History\.rows`
		}
	}
}

// An order against the owner's own generation, which the
// insert counts up; many come at once.
type Marks struct {
	gen  int
	rows map[string]int // verdict: reported
}

func NewMarks() *Marks { return &Marks{rows: make(map[string]int)} }

func (c *Marks) Use(keys ...string) {
	c.gen++
	for _, key := range keys {
		c.rows[key] = c.gen
	}
}

func (c *Marks) Age() {
	for k, gen := range c.rows {
		if c.gen-gen > 10_000 {
			delete(c.rows, k) // want `Marks\.rows`
		}
	}
}

// An age or a flag, the age first.
type Either struct {
	next uint64
	rows map[uint64]*slip // verdict: reported
}

type slip struct {
	until time.Time
	done  bool
}

func NewEither() *Either { return &Either{rows: make(map[uint64]*slip)} }

func (c *Either) Submit() {
	c.next++
	c.rows[c.next] = &slip{until: time.Now().Add(time.Minute)}
}

func (c *Either) Sweep(now time.Time) {
	for k, e := range c.rows {
		if now.After(e.until) || e.done {
			delete(c.rows, k) // want `Either\.rows`
		}
	}
}

// A predicate that the constructor keeps in a field.
type Ruled struct {
	next uint64
	gone func(row) bool
	rows map[uint64]row // verdict: reported
}

func NewRuled(ttl time.Duration) *Ruled {
	r := &Ruled{rows: make(map[uint64]row)}
	r.gone = func(x row) bool { return time.Since(x.at) > ttl }
	return r
}

func (c *Ruled) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Ruled) Sweep() {
	for k, r := range c.rows {
		if c.gone(r) {
			delete(c.rows, k) // want `Ruled\.rows`
		}
	}
}

// The oldest tenth goes, sorted by time.
// Known limit: the verdict below is not what a reader would say.
type Tenth struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewTenth() *Tenth { return &Tenth{rows: make(map[uint64]row)} }

func (c *Tenth) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Tenth) Sweep() {
	keys := make([]uint64, 0, len(c.rows))
	for k := range c.rows {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return c.rows[keys[i]].at.Before(c.rows[keys[j]].at) })
	for _, k := range keys[:len(keys)/10] {
		delete(c.rows, k) // want `Tenth\.rows`
	}
}

// A loop made with goto.
type Jump struct {
	next uint64
	low  uint64
	rows map[uint64]row // verdict: reported
}

func NewJump() *Jump { return &Jump{rows: make(map[uint64]row)} }

func (c *Jump) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Jump) Ack(upTo uint64) {
	seq := c.low
again:
	if seq < upTo {
		delete(c.rows, seq) // want `Jump\.rows`
		seq++
		goto again
	}
	c.low = upTo
}
