package evidence

import (
	"container/heap"
	"container/list"
	"maps"
	"math/big"
	"time"
)

type row struct{ at time.Time }

// Before.
type Before struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewBefore() *Before { return &Before{rows: make(map[uint64]row)} }

func (c *Before) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Before) Sweep(cutoff time.Time) {
	for k, e := range c.rows {
		if e.at.Before(cutoff) {
			delete(c.rows, k) // want `Before\.rows`
		}
	}
}

// After.
type After struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewAfter() *After { return &After{rows: make(map[uint64]row)} }

func (c *After) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *After) Sweep(cutoff time.Time) {
	for k, e := range c.rows {
		if cutoff.After(e.at) {
			delete(c.rows, k) // want `After\.rows`
		}
	}
}

// Since.
type Since struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewSince() *Since { return &Since{rows: make(map[uint64]row)} }

func (c *Since) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Since) Sweep(ttl time.Duration) {
	for k, e := range c.rows {
		if time.Since(e.at) > ttl {
			delete(c.rows, k) // want `Since\.rows`
		}
	}
}

// A difference of times.
type Sub struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewSub() *Sub { return &Sub{rows: make(map[uint64]row)} }

func (c *Sub) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Sub) Sweep(now time.Time) {
	for k, e := range c.rows {
		if now.Sub(e.at) >= time.Minute {
			delete(c.rows, k) // want `Sub\.rows`
		}
	}
}

// Until.
type Until struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewUntil() *Until { return &Until{rows: make(map[uint64]row)} }

func (c *Until) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Until) Sweep() {
	for k, e := range c.rows {
		if time.Until(e.at) <= 0 {
			delete(c.rows, k) // want `Until\.rows`
		}
	}
}

// Compare.
type Compare struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewCompare() *Compare { return &Compare{rows: make(map[uint64]row)} }

func (c *Compare) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Compare) Sweep(cutoff time.Time) {
	for k, e := range c.rows {
		if e.at.Compare(cutoff) < 0 {
			delete(c.rows, k) // want `Compare\.rows`
		}
	}
}

// Seconds.
type Unix struct {
	next uint64
	rows map[uint64]int64 // verdict: reported
}

func NewUnix() *Unix { return &Unix{rows: make(map[uint64]int64)} }

func (c *Unix) Submit() {
	c.next++
	c.rows[c.next] = time.Now().Unix() + 60
}

func (c *Unix) Sweep() {
	for k, e := range c.rows {
		if e < time.Now().Unix() {
			delete(c.rows, k) // want `Unix\.rows`
		}
	}
}

// Not After, at the end of a longer condition.
type Not struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewNot() *Not { return &Not{rows: make(map[uint64]row)} }

func (c *Not) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Not) Sweep(cutoff time.Time) {
	for k, e := range c.rows {
		if k != c.next && !e.at.After(cutoff) {
			delete(c.rows, k) // want `Not\.rows`
		}
	}
}

// What is young is skipped.
type Skip struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewSkip() *Skip { return &Skip{rows: make(map[uint64]row)} }

func (c *Skip) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Skip) Sweep(now time.Time) {
	for k, e := range c.rows {
		if now.Sub(e.at) < time.Minute {
			continue
		}
		delete(c.rows, k) // want `Skip\.rows`
	}
}

// In a switch.
type Switch struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewSwitch() *Switch { return &Switch{rows: make(map[uint64]row)} }

func (c *Switch) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Switch) Sweep(cutoff time.Time) (kept int) {
	for k, e := range c.rows {
		switch {
		case e.at.IsZero():
			kept++
		case e.at.Before(cutoff):
			delete(c.rows, k) // want `Switch\.rows`
		default:
			kept++
		}
	}
	return kept
}

// Sequence numbers up to an acknowledgement.
type Unacked struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewUnacked() *Unacked { return &Unacked{rows: make(map[uint64]row)} }

func (c *Unacked) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Unacked) Sweep(acked uint64) {
	for k, e := range c.rows {
		if k <= acked && e.at.Year() > 0 {
			delete(c.rows, k) // want `Unacked\.rows`
		}
	}
}

// A loop that counts up to an acknowledgement.
type Window struct {
	next uint64
	rows map[uint64]row // verdict: reported
	low  uint64
}

func NewWindow() *Window { return &Window{rows: make(map[uint64]row)} }

func (c *Window) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Window) Ack(upTo uint64) {
	for c.low <= upTo {
		delete(c.rows, c.low) // want `Window\.rows`
		c.low++
	}
}

// Heights far below the tip.
type Votes struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewVotes() *Votes { return &Votes{rows: make(map[uint64]row)} }

func (c *Votes) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Votes) Sweep(tip uint64) {
	for k, e := range c.rows {
		if tip-k > 100 && !e.at.IsZero() {
			delete(c.rows, k) // want `Votes\.rows`
		}
	}
}

// A height and a constant below the tip.
type Votes2 struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewVotes2() *Votes2 { return &Votes2{rows: make(map[uint64]row)} }

func (c *Votes2) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Votes2) Sweep(tip uint64) {
	for k, e := range c.rows {
		if k+100 < tip && !e.at.IsZero() {
			delete(c.rows, k) // want `Votes2\.rows`
		}
	}
}

// Versions below a floor that the owner keeps; many come at
// once.
type Versions struct {
	next  uint64
	rows  map[uint64]uint64 // verdict: reported
	floor uint64
}

func NewVersions() *Versions { return &Versions{rows: make(map[uint64]uint64)} }

func (c *Versions) Submit(n int) {
	for range n {
		c.next++
		c.rows[c.next] = c.next
	}
	if c.next > 1000 {
		c.floor = c.next - 1000
	}
}

func (c *Versions) Sweep() {
	for k, e := range c.rows {
		if e < c.floor {
			delete(c.rows, k) // want `Versions\.rows`
		}
	}
}

// Big numbers; many come at once.
type Big struct {
	next uint64
	rows map[uint64]*big.Int // verdict: reported
}

func NewBig() *Big { return &Big{rows: make(map[uint64]*big.Int)} }

func (c *Big) Submit(n int) {
	for range n {
		c.next++
		c.rows[c.next] = new(big.Int).SetUint64(c.next)
	}
}

func (c *Big) Sweep(floor *big.Int) {
	for k, e := range c.rows {
		if e.Cmp(floor) < 0 {
			delete(c.rows, k) // want `Big\.rows`
		}
	}
}

// A method of the entry tells its age.
type parcel struct {
	until time.Time
	done  bool
}

func (p *parcel) stale(now time.Time) bool { return p.done || now.After(p.until) }

type Method struct {
	next uint64
	rows map[uint64]*parcel // verdict: reported
}

func NewMethod() *Method { return &Method{rows: make(map[uint64]*parcel)} }

func (c *Method) Submit() {
	c.next++
	c.rows[c.next] = &parcel{until: time.Now()}
}

func (c *Method) Sweep(now time.Time) {
	for k, e := range c.rows {
		if e.stale(now) {
			delete(c.rows, k) // want `Method\.rows`
		}
	}
}

// A function with several returns.
type crate struct {
	until time.Time
	done  bool
}

func gone(p crate, now time.Time) bool {
	if p.done {
		return true
	}
	if p.until.Before(now) {
		return true
	}
	return false
}

type Func struct {
	next uint64
	rows map[uint64]crate // verdict: reported
}

func NewFunc() *Func { return &Func{rows: make(map[uint64]crate)} }

func (c *Func) Submit() {
	c.next++
	c.rows[c.next] = crate{until: time.Now()}
}

func (c *Func) Sweep(now time.Time) {
	for k, e := range c.rows {
		if gone(e, now) {
			delete(c.rows, k) // want `Func\.rows`
		}
	}
}

// A helper of a helper.
type bag struct {
	until time.Time
	done  bool
}

func (b bag) overdue(now time.Time) bool { return now.After(b.until) }

type Deep struct {
	next uint64
	rows map[uint64]bag // verdict: reported
}

func NewDeep() *Deep { return &Deep{rows: make(map[uint64]bag)} }

func (c *Deep) Submit() {
	c.next++
	c.rows[c.next] = bag{until: time.Now()}
}

func (c *Deep) Sweep() {
	for k, e := range c.rows {
		if c.dead(e) {
			delete(c.rows, k) // want `Deep\.rows`
		}
	}
}

func (c *Deep) dead(b bag) bool { return b.done || b.overdue(time.Now()) }

// A predicate in a local variable.
type Local struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewLocal() *Local { return &Local{rows: make(map[uint64]row)} }

func (c *Local) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Local) Sweep(now time.Time) {
	old := func(r row) bool { return now.Sub(r.at) > time.Hour }
	for k, e := range c.rows {
		if old(e) {
			delete(c.rows, k) // want `Local\.rows`
		}
	}
}

// maps.DeleteFunc with a literal.
type DelFunc struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewDelFunc() *DelFunc { return &DelFunc{rows: make(map[uint64]row)} }

func (c *DelFunc) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *DelFunc) Sweep(cutoff time.Time) {
	maps.DeleteFunc(c.rows, func(_ uint64, r row) bool { return r.at.Before(cutoff) }) // want `DelFunc\.rows`
}

// maps.DeleteFunc with a method value.
type DelFunc2 struct {
	next   uint64
	rows   map[uint64]row // verdict: reported
	cutoff time.Time
}

func NewDelFunc2() *DelFunc2 { return &DelFunc2{rows: make(map[uint64]row)} }

func (c *DelFunc2) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *DelFunc2) old(_ uint64, r row) bool { return r.at.Before(c.cutoff) }

func (c *DelFunc2) Sweep(cutoff time.Time) {
	c.cutoff = cutoff
	maps.DeleteFunc(c.rows, c.old) // want `DelFunc2\.rows`
}

// A method that drops one when it is old.
type DropOld struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewDropOld() *DropOld { return &DropOld{rows: make(map[uint64]row)} }

func (c *DropOld) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *DropOld) Sweep(cutoff time.Time) {
	for k := range c.rows {
		c.dropIfOld(k, cutoff)
	}
}

func (c *DropOld) dropIfOld(k uint64, cutoff time.Time) {
	if c.rows[k].at.Before(cutoff) {
		delete(c.rows, k) // want `DropOld\.rows`
	}
}

// The loop decides and a method drops.
type Drop struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewDrop() *Drop { return &Drop{rows: make(map[uint64]row)} }

func (c *Drop) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Drop) Sweep(cutoff time.Time) {
	for k, r := range c.rows {
		if r.at.Before(cutoff) {
			c.drop(k)
		}
	}
}

func (c *Drop) drop(k uint64) {
	delete(c.rows, k) // want `Drop\.rows`
}

// A callback for each entry.
type Each struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewEach() *Each { return &Each{rows: make(map[uint64]row)} }

func (c *Each) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Each) each(f func(uint64, row)) {
	for k, r := range c.rows {
		f(k, r)
	}
}

func (c *Each) Sweep(cutoff time.Time) {
	c.each(func(k uint64, r row) {
		if r.at.Before(cutoff) {
			delete(c.rows, k) // want `Each\.rows`
		}
	})
}

// A queue in order of time, up to the first young one.
type Queue struct {
	next  uint64
	rows  map[uint64]row // verdict: reported
	order []uint64
}

func NewQueue() *Queue { return &Queue{rows: make(map[uint64]row)} }

func (c *Queue) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
	c.order = append(c.order, c.next)
}

func (c *Queue) Sweep(cutoff time.Time) {
	for len(c.order) > 0 {
		k := c.order[0]
		if !c.rows[k].at.Before(cutoff) {
			break
		}
		c.order = c.order[1:]
		delete(c.rows, k) // want `Queue\.rows`
	}
}

// A list in order of time.
type record struct {
	id uint64
	at time.Time
}

type List struct {
	next  uint64
	rows  map[uint64]row // verdict: reported
	order list.List
}

func NewList() *List { return &List{rows: make(map[uint64]row)} }

func (c *List) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
	c.order.PushBack(&record{c.next, time.Now()})
}

func (c *List) Sweep(cutoff time.Time) {
	for el := c.order.Front(); el != nil; {
		r := el.Value.(*record)
		if r.at.After(cutoff) {
			return
		}
		next := el.Next()
		c.order.Remove(el)
		delete(c.rows, r.id) // want `List\.rows`
		el = next
	}
}

// A heap in order of expiry.
type due struct {
	id uint64
	at time.Time
}

type dues []*due

func (d dues) Len() int           { return len(d) }
func (d dues) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d dues) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *dues) Push(x any)        { *d = append(*d, x.(*due)) }
func (d *dues) Pop() any {
	old := *d
	x := old[len(old)-1]
	*d = old[:len(old)-1]
	return x
}

type Heap struct {
	next uint64
	rows map[uint64]row // verdict: reported
	due  dues
}

func NewHeap() *Heap { return &Heap{rows: make(map[uint64]row)} }

func (c *Heap) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
	heap.Push(&c.due, &due{c.next, time.Now().Add(time.Minute)})
}

func (c *Heap) Sweep(now time.Time) {
	for len(c.due) > 0 && c.due[0].at.Before(now) {
		d := heap.Pop(&c.due).(*due)
		delete(c.rows, d.id) // want `Heap\.rows`
	}
}

// A flag decides.
type stamp struct {
	until time.Time
	done  bool
}

type Flag struct {
	next uint64
	rows map[uint64]*stamp // verdict: reported
}

func NewFlag() *Flag { return &Flag{rows: make(map[uint64]*stamp)} }

func (c *Flag) Submit() {
	c.next++
	c.rows[c.next] = &stamp{until: time.Now()}
}

func (c *Flag) Sweep() {
	for k, e := range c.rows {
		if e.done {
			delete(c.rows, k) // want `Flag\.rows`
		}
	}
}

// Times are compared for being equal.
type Equal struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewEqual() *Equal { return &Equal{rows: make(map[uint64]row)} }

func (c *Equal) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Equal) Sweep(at time.Time) {
	for k, e := range c.rows {
		if e.at.Equal(at) {
			delete(c.rows, k) // want `Equal\.rows`
		}
	}
}

// Sequence numbers are compared for being equal.
type EqualSeq struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewEqualSeq() *EqualSeq { return &EqualSeq{rows: make(map[uint64]row)} }

func (c *EqualSeq) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *EqualSeq) Sweep(seq uint64) {
	for k, e := range c.rows {
		if k == seq && !e.at.IsZero() {
			delete(c.rows, k) // want `EqualSeq\.rows`
		}
	}
}

// A state decides.
type state int

const (
	running state = iota
	finished
)

type job struct {
	state state
	began time.Time
}

type State struct {
	next uint64
	rows map[uint64]job // verdict: reported
}

func NewState() *State { return &State{rows: make(map[uint64]job)} }

func (c *State) Submit() {
	c.next++
	c.rows[c.next] = job{running, time.Now()}
}

func (c *State) Sweep() {
	for k, e := range c.rows {
		if e.state == finished {
			delete(c.rows, k) // want `State\.rows`
		}
	}
}

// Nobody refers to it any more.
type handle struct {
	refs  int
	since time.Time
}

type Refs struct {
	next uint64
	rows map[uint64]*handle // verdict: reported
}

func NewRefs() *Refs { return &Refs{rows: make(map[uint64]*handle)} }

func (c *Refs) Submit() {
	c.next++
	c.rows[c.next] = &handle{1, time.Now()}
}

func (c *Refs) Sweep() {
	for k, e := range c.rows {
		if e.refs <= 0 {
			delete(c.rows, k) // want `Refs\.rows`
		}
	}
}

// Time decides when to sweep, a flag what goes.
type seal struct {
	until time.Time
	done  bool
}

type When struct {
	next      uint64
	rows      map[uint64]*seal // verdict: reported
	nextSweep time.Time
}

func NewWhen() *When { return &When{rows: make(map[uint64]*seal)} }

func (c *When) Submit() {
	c.next++
	c.rows[c.next] = &seal{until: time.Now()}
}

func (c *When) Sweep(now time.Time) {
	if now.Before(c.nextSweep) {
		return
	}
	c.nextSweep = now.Add(time.Minute)
	for k, e := range c.rows {
		if e.done {
			delete(c.rows, k) // want `When\.rows`
		}
	}
}

// An order in the loop that does not decide the removal.
type wrap struct {
	until time.Time
	done  bool
}

type Beside struct {
	next uint64
	rows map[uint64]*wrap // verdict: reported
}

func NewBeside() *Beside { return &Beside{rows: make(map[uint64]*wrap)} }

func (c *Beside) Submit() {
	c.next++
	c.rows[c.next] = &wrap{until: time.Now()}
}

func (c *Beside) Sweep(now time.Time, late func(uint64)) {
	for k, e := range c.rows {
		if now.After(e.until) {
			late(k)
		}
		if e.done {
			delete(c.rows, k) // want `Beside\.rows`
		}
	}
}

// The length of a list in the entry is compared.
type Lens struct {
	next uint64
	rows map[uint64]lines // verdict: reported
}

type lines struct {
	text []string
	at   time.Time
}

func NewLens() *Lens { return &Lens{rows: make(map[uint64]lines)} }

func (c *Lens) Submit() {
	c.next++
	c.rows[c.next] = lines{at: time.Now()}
}

func (c *Lens) Sweep() {
	for k, e := range c.rows {
		if len(e.text) < 1 {
			delete(c.rows, k) // want `Lens\.rows`
		}
	}
}

// The order is kept in a variable before it decides.
type Stale struct {
	next uint64
	rows map[uint64]row // verdict: reported
}

func NewStale() *Stale { return &Stale{rows: make(map[uint64]row)} }

func (c *Stale) Submit() {
	c.next++
	c.rows[c.next] = row{time.Now()}
}

func (c *Stale) Sweep(cutoff time.Time) (n int) {
	for k, r := range c.rows {
		stale := r.at.Before(cutoff)
		if stale {
			n++
			delete(c.rows, k) // want `Stale\.rows`
		}
	}
	return n
}

// An endless loop with a select removes under the key of
// each message. The keys come with messages, one by one, which is no evidence.
type Loop struct {
	open map[string]row // verdict: reported
}

func NewLoop(opened, closed <-chan string) *Loop {
	l := &Loop{open: make(map[string]row)}
	go l.run(opened, closed)
	return l
}

func (l *Loop) run(opened, closed <-chan string) {
	for {
		select {
		case id := <-opened:
			l.open[id] = row{time.Now()}
		case id := <-closed:
			delete(l.open, id) // want `Loop\.open`
		}
	}
}
