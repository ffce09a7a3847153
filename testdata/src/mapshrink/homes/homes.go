// Package homes has owners that the package keeps only where it lets go of
// them again, one by one: rule kept.
package homes

import (
	"sync"
	"time"
)

// Kept, near miss: each desk lies in a map that it is removed from.
type Desk struct {
	notes map[string]time.Time // verdict: silent kept (its owners are dropped wherever they are kept)
}

type Office struct {
	desks map[int]*Desk // verdict: reported
}

func NewOffice() *Office { return &Office{desks: make(map[int]*Desk)} }

func (o *Office) Open(n int) { o.desks[n] = &Desk{notes: make(map[string]time.Time)} }

func (o *Office) Desk(n int) *Desk { return o.desks[n] }

func (o *Office) Sweep(gone []int) {
	for _, n := range gone {
		delete(o.desks, n) // want `Office\.desks`
	}
}

func (d *Desk) Note(k string) { d.notes[k] = time.Now() }

func (d *Desk) Expire(cutoff time.Time) {
	for k, at := range d.notes {
		if at.Before(cutoff) {
			delete(d.notes, k)
		}
	}
}

// Kept: some desks lie in the map, one is kept for good.
type Bench struct {
	notes map[string]time.Time // verdict: reported
}

type Workshop struct {
	benches map[int]*Bench // verdict: reported
	main    *Bench
}

func NewWorkshop() *Workshop {
	return &Workshop{
		benches: make(map[int]*Bench),
		main:    &Bench{notes: make(map[string]time.Time)},
	}
}

func (w *Workshop) Open(n int) { w.benches[n] = &Bench{notes: make(map[string]time.Time)} }

func (w *Workshop) Sweep(gone []int) {
	for _, n := range gone {
		delete(w.benches, n) // want `Workshop\.benches`
	}
}

func (b *Bench) Note(k string) { b.notes[k] = time.Now() }

func (b *Bench) Expire(cutoff time.Time) {
	for k, at := range b.notes {
		if at.Before(cutoff) {
			delete(b.notes, k) // want `Bench\.notes`
		}
	}
}

// Kept: nothing is taken out of the map that keeps them.
type Shelf struct {
	notes map[string]time.Time // verdict: reported
}

type Archive struct {
	shelves map[int]*Shelf // verdict: silent swept (nothing removes entries)
}

func NewArchive() *Archive { return &Archive{shelves: make(map[int]*Shelf)} }

func (a *Archive) Open(n int) { a.shelves[n] = &Shelf{notes: make(map[string]time.Time)} }

func (s *Shelf) Note(k string) { s.notes[k] = time.Now() }

func (s *Shelf) Expire(cutoff time.Time) {
	for k, at := range s.notes {
		if at.Before(cutoff) {
			delete(s.notes, k) // want `Shelf\.notes`
		}
	}
}

// Kept: other packages make them too.
type Locker struct {
	notes map[string]time.Time // verdict: reported
}

func NewLocker() *Locker { return &Locker{notes: make(map[string]time.Time)} }

type Station struct {
	lockers map[int]*Locker // verdict: reported
}

func NewStation() *Station { return &Station{lockers: make(map[int]*Locker)} }

func (s *Station) Open(n int, l *Locker) { s.lockers[n] = l }

func (s *Station) Sweep(gone []int) {
	for _, n := range gone {
		delete(s.lockers, n) // want `Station\.lockers`
	}
}

func (l *Locker) Note(k string) { l.notes[k] = time.Now() }

func (l *Locker) Expire(cutoff time.Time) {
	for k, at := range l.notes {
		if at.Before(cutoff) {
			delete(l.notes, k) // want `Locker\.notes`
		}
	}
}

// Kept, near miss: part of an owner that comes and goes, which points back
// to what keeps it.
type ledger struct {
	rows map[string]time.Time // verdict: silent kept (its owners are dropped wherever they are kept)
	of   *Account
}

type Account struct {
	books *ledger
	bank  *Bank
}

type Bank struct {
	accounts map[int]*Account // verdict: reported
}

func NewBank() *Bank { return &Bank{accounts: make(map[int]*Account)} }

func (b *Bank) Open(n int) {
	a := &Account{bank: b}
	a.books = &ledger{rows: make(map[string]time.Time), of: a}
	b.accounts[n] = a
}

func (b *Bank) Sweep(gone []int) {
	for _, n := range gone {
		delete(b.accounts, n) // want `Bank\.accounts`
	}
}

func (l *ledger) Enter(k string) { l.rows[k] = time.Now() }

func (l *ledger) Expire(cutoff time.Time) {
	for k, at := range l.rows {
		if at.Before(cutoff) {
			delete(l.rows, k)
		}
	}
}

// Kept, near miss: a list that is cut.
type stage struct {
	props map[string]time.Time // verdict: silent kept (its owner is dropped)
}

type Tour struct{ stages []*stage }

func NewTour() *Tour { return new(Tour) }

func (t *Tour) Add() { t.stages = append(t.stages, &stage{props: make(map[string]time.Time)}) }

func (t *Tour) Strike() { t.stages = t.stages[1:] }

func (t *Tour) Bring(n int, k string) { bring(t.stages[n], k) }

func (t *Tour) Expire(cutoff time.Time) {
	for _, s := range t.stages {
		expire(s, cutoff)
	}
}

func bring(s *stage, k string) { s.props[k] = time.Now() }

func expire(s *stage, cutoff time.Time) {
	for k, at := range s.props {
		if at.Before(cutoff) {
			delete(s.props, k)
		}
	}
}

// Kept, near miss: a new one for each period.
type period struct {
	seen map[string]time.Time // verdict: silent kept (its owner is dropped)
}

func newPeriod() *period { return &period{seen: make(map[string]time.Time)} }

func (p *period) see(k string) { p.seen[k] = time.Now() }

func (p *period) expire(cutoff time.Time) {
	for k, at := range p.seen {
		if at.Before(cutoff) {
			delete(p.seen, k)
		}
	}
}

type Journal struct{ now *period }

func NewJournal() *Journal { return &Journal{now: newPeriod()} }

func (j *Journal) Next()        { j.now = newPeriod() }
func (j *Journal) See(k string) { j.now.see(k) }
func (j *Journal) Expire(cutoff time.Time) {
	j.now.expire(cutoff)
	if cutoff.Day() == 1 {
		j.Next()
	}
}

// Kept: made once, by another method than the constructor.
type Engine struct {
	seen map[string]time.Time // verdict: reported
}

func (e *Engine) See(k string) { e.seen[k] = time.Now() }

func (e *Engine) Expire(cutoff time.Time) {
	for k, at := range e.seen {
		if at.Before(cutoff) {
			delete(e.seen, k) // want `Engine\.seen`
		}
	}
}

type Boat struct{ motor *Engine }

func (b *Boat) Launch()        { b.motor = &Engine{seen: make(map[string]time.Time)} }
func (b *Boat) Motor() *Engine { return b.motor }

// Kept, near miss: the constructor starts the worker whose literal replaces
// the map. That is not part of the making.
type Press struct {
	jobs map[string]time.Time // verdict: low emptied (it may often be empty)
	work chan string
	wg   sync.WaitGroup
}

func NewPress() *Press {
	p := &Press{jobs: make(map[string]time.Time), work: make(chan string)}
	p.start()
	return p
}

func (p *Press) start() {
	p.wg.Go(func() {
		for k := range p.work {
			p.done(k)
		}
	})
}

func (p *Press) Add(k string) { p.jobs[k] = time.Now() }

func (p *Press) done(k string) {
	delete(p.jobs, k) // want `replaced only when it is empty`
	p.shrink()
}

func (p *Press) shrink() {
	if len(p.jobs) == 0 {
		p.jobs = make(map[string]time.Time)
	}
}

// Grows: the constructor starts the worker whose literal inserts.
type Mill struct {
	sacks map[string]time.Time // verdict: reported
	in    chan string
	out   chan string
}

func NewMill() *Mill {
	m := &Mill{sacks: make(map[string]time.Time), in: make(chan string), out: make(chan string)}
	m.start()
	return m
}

func (m *Mill) start() {
	go func() {
		for k := range m.in {
			m.add(k)
		}
	}()
	go func() {
		for k := range m.out {
			delete(m.sacks, k) // want `Mill\.sacks`
		}
	}()
}

func (m *Mill) add(k string) { m.sacks[k] = time.Now() }

// Kept, near miss: what catches a follower up runs in the normal course.
type Cluster struct {
	progress map[string]int // verdict: low emptied (it may often be empty)
}

func NewCluster() *Cluster { return &Cluster{progress: make(map[string]int)} }

func (c *Cluster) Track(peer string, n int) { c.progress[peer] = n }

func (c *Cluster) Forget(gone []string) {
	for _, p := range gone {
		delete(c.progress, p) // want `replaced only when it is empty`
	}
}

func (c *Cluster) catchUpFollower(peer string) {
	if len(c.progress) == 0 {
		c.progress = make(map[string]int)
	}
}

func (c *Cluster) Serve(peers chan string) {
	for p := range peers {
		c.catchUpFollower(p)
	}
}

// Near miss: each leader that is received gives it another one.
type Senate struct {
	votes map[string]int // verdict: silent kept (another map, or nil, is stored)
}

func NewSenate() *Senate { return &Senate{votes: make(map[string]int)} }

func (s *Senate) Vote(peer string, n int) { s.votes[peer] = n }

func (s *Senate) Forget(gone []string) {
	for _, p := range gone {
		delete(s.votes, p)
	}
}

func (s *Senate) setLeader(peer string) { s.votes = make(map[string]int) }

func (s *Senate) Serve(peers chan string) {
	for p := range peers {
		s.setLeader(p)
	}
}

// Kept, near miss: what keeps it besides is its own, or lives for a call.
type visit struct {
	rooms map[string]time.Time // verdict: silent kept (its owners are dropped wherever they are kept)
	out   *writer
}

type writer struct {
	flush func()
	hooks hooks
}

type hooks struct{ done func(string) }

type Museum struct {
	visits map[int]*visit // verdict: reported
}

func NewMuseum() *Museum { return &Museum{visits: make(map[int]*visit)} }

func (m *Museum) Enter(n int) {
	v := &visit{rooms: make(map[string]time.Time)}
	v.out = &writer{flush: v.leave, hooks: hooks{done: func(k string) { v.see(k) }}}
	m.visits[n] = v
}

func (m *Museum) Sweep(gone []int) {
	for _, n := range gone {
		delete(m.visits, n) // want `Museum\.visits`
	}
}

func (v *visit) leave() {
	for k := range v.rooms {
		if k != "" {
			delete(v.rooms, k)
		}
	}
}

func (v *visit) see(k string) { v.rooms[k] = time.Now() }

// Kept: they are only exchanged when the configuration changes.
type queue struct {
	series map[string]time.Time // verdict: reported
}

func (q *queue) see(k string) { q.series[k] = time.Now() }

func (q *queue) expire(cutoff time.Time) {
	for k, at := range q.series {
		if at.Before(cutoff) {
			delete(q.series, k) // want `queue\.series`
		}
	}
}

type Sender struct {
	queues map[string]*queue // verdict: silent grows (nothing inserts in this package)
}

func NewSender() *Sender { return &Sender{queues: make(map[string]*queue)} }

func (s *Sender) ApplyConfig(names []string) {
	next := make(map[string]*queue)
	for _, n := range names {
		q, ok := s.queues[n]
		if !ok {
			q = &queue{series: make(map[string]time.Time)}
			go q.run()
		}
		next[n] = q
		delete(s.queues, n)
	}
	s.queues = next
}

func (q *queue) run() {
	for now := range time.Tick(time.Minute) {
		q.see(now.String())
		q.expire(now.Add(-time.Hour))
	}
}

// Kept, near miss: the whole struct is overwritten by a result.
type Totals struct {
	sums map[string]time.Time // verdict: silent kept (another map, or nil, is stored)
}

func (t *Totals) Load() error {
	next, err := read()
	if err != nil {
		return err
	}
	*t = next
	return nil
}

func read() (Totals, error) { return Totals{sums: make(map[string]time.Time)}, nil }

func (t *Totals) See(k string) { t.sums[k] = time.Now() }

func (t *Totals) Expire(cutoff time.Time) {
	for k, at := range t.sums {
		if at.Before(cutoff) {
			delete(t.sums, k)
		}
	}
}

// Kept: a parameter that a literal captures is no replacement.
type Views struct {
	seen map[string]time.Time // verdict: reported
}

func NewViews() Views { return Views{seen: make(map[string]time.Time)} }

var views = NewViews()

func Serve(keys chan string) { views.serve(keys) }

func (v Views) serve(keys chan string) {
	expire := func(cutoff time.Time) {
		for k, at := range v.seen {
			if at.Before(cutoff) {
				delete(v.seen, k) // want `Views\.seen`
			}
		}
	}
	for k := range keys {
		v.seen[k] = time.Now()
		expire(time.Now().Add(-time.Hour))
	}
}
