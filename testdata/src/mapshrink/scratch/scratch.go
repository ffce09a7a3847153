// Package scratch has maps that are scratch: whose size is used again and again, each
// beside one that is swept.
package scratch

import (
	"maps"
	"strings"
	"sync"
	"time"
)

// Emptied and refilled in the same round of the same function, with clear.
type Counter struct {
	words map[string]int64 // verdict: silent not scratch (it is emptied and refilled in the same round)
}

func NewCounter() *Counter { return &Counter{make(map[string]int64)} }

func (c *Counter) Run(texts <-chan string) {
	for text := range texts {
		clear(c.words)
		for _, w := range strings.Fields(text) {
			c.words[w]++
		}
	}
}

// The same with a range that deletes every key, and the loop in the caller.
type Counts struct {
	words map[string]int64 // verdict: silent not scratch (it is emptied and refilled in the same round)
}

func NewCounts() *Counts { return &Counts{make(map[string]int64)} }

func (c *Counts) count(text string) int {
	for w := range c.words {
		delete(c.words, w)
	}
	for _, w := range strings.Fields(text) {
		c.words[w]++
	}
	return len(c.words)
}

func (c *Counts) Most(texts []string) (most int) {
	for _, text := range texts {
		most = max(most, c.count(text))
	}
	return most
}

// Filled, used and emptied, the emptying in a helper and the filling too.
type Joiner struct {
	rows map[string]int64 // verdict: silent not scratch (it is emptied and refilled in the same round)
}

func NewJoiner() *Joiner { return &Joiner{make(map[string]int64)} }

func (j *Joiner) load(keys []string) {
	for i, k := range keys {
		j.rows[k] = int64(i)
	}
}

func (j *Joiner) reset() { clear(j.rows) }

func (j *Joiner) Join(left, right []string) (n int) {
	j.load(left)
	for _, k := range right {
		if _, ok := j.rows[k]; ok {
			n++
		}
	}
	j.reset()
	return n
}

func (j *Joiner) JoinAll(left []string, rights [][]string) (n int) {
	for _, right := range rights {
		n += j.Join(left, right)
	}
	return n
}

// Emptied by defer.
type Visitor struct {
	seen map[string]bool // verdict: silent not scratch (it is emptied and refilled in the same round)
}

func NewVisitor() *Visitor { return &Visitor{make(map[string]bool)} }

func (v *Visitor) Walk(paths []string) {
	defer func() {
		for p := range v.seen {
			delete(v.seen, p)
		}
	}()
	for _, p := range paths {
		v.seen[p] = true
	}
}

// Near miss: filled by calls, emptied by a ticker.
type Reporter struct {
	counts map[string]int64 // verdict: reported
}

func NewReporter() *Reporter { return &Reporter{make(map[string]int64)} }

func (r *Reporter) Count(k string) { r.counts[k]++ }

func (r *Reporter) Run(report func(string, int64)) {
	for range time.Tick(time.Minute) {
		for k, n := range r.counts {
			report(k, n)
			delete(r.counts, k) // want `Reporter.counts never shrinks`
		}
	}
}

// Near miss: removed one by one and inserted again in the same round, which
// does not empty it.
type Requeue struct {
	at map[string]int64 // verdict: reported
}

func NewRequeue() *Requeue { return &Requeue{make(map[string]int64)} }

func (r *Requeue) Add(k string, at int64) { r.at[k] = at }

func (r *Requeue) Retry(before int64, try func(string) bool) {
	for k, at := range r.at {
		if at < before {
			delete(r.at, k) // want `Requeue.at never shrinks`
			if !try(k) {
				r.at[k] = before
			}
		}
	}
}

// The map itself goes back to a sync.Pool.
type parser struct {
	vars map[string]string // verdict: silent not scratch (it is put into a sync.Pool)
	pool *sync.Pool
}

func NewParser(p *sync.Pool) *parser {
	return &parser{vars: p.Get().(map[string]string), pool: p}
}

func (p *parser) Bind(name, value string) { p.vars[name] = value }

func (p *parser) Unbind(names []string) {
	for _, name := range names {
		delete(p.vars, name)
	}
	if len(p.vars) == 0 {
		p.pool.Put(p.vars)
	}
}

// Near miss: only what the entries are comes from a pool.
type item struct{ at int64 }

var items = sync.Pool{New: func() any { return new(item) }}

type Items struct {
	byKey map[string]*item // verdict: reported
}

func NewItems() *Items { return &Items{make(map[string]*item)} }

func (s *Items) Add(k string, at int64) {
	it := items.Get().(*item)
	it.at = at
	s.byKey[k] = it
}

func (s *Items) Expire(before int64) {
	for k, it := range s.byKey {
		if it.at < before {
			delete(s.byKey, k) // want `Items.byKey never shrinks`
			items.Put(it)
		}
	}
}

// Rotated between generations: the old one is emptied and takes the place of
// the new one.
type Generations struct {
	young map[string]int64 // verdict: silent swept (nothing removes entries)
	old   map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewGenerations() *Generations {
	return &Generations{make(map[string]int64), make(map[string]int64)}
}

func (g *Generations) Put(k string, at int64) {
	g.young[k] = at
}

func (g *Generations) Keep(k string, at int64) { g.old[k] = at }

func (g *Generations) Turn() {
	for k := range g.old {
		delete(g.old, k)
	}
	g.young, g.old = g.old, g.young
}

// Emptied only on the way out.
type Conns struct {
	open map[string]int64 // verdict: silent not scratch (it is emptied only during shutdown)
}

func NewConns() *Conns { return &Conns{make(map[string]int64)} }

func (c *Conns) Add(addr string, at int64) { c.open[addr] = at }

func (c *Conns) Close() {
	for addr := range c.open {
		delete(c.open, addr)
	}
}

// The same through a helper of Shutdown, and by the keys of a slice.
type Peers struct {
	open  map[string]int64 // verdict: silent not scratch (it is emptied only during shutdown)
	order []string
}

func NewPeers() *Peers { return &Peers{open: make(map[string]int64)} }

func (p *Peers) Add(addr string, at int64) {
	p.open[addr] = at
	p.order = append(p.order, addr)
}

func (p *Peers) drop(addr string) { delete(p.open, addr) }

func (p *Peers) dropAll() {
	for _, addr := range p.order {
		p.drop(addr)
	}
}

func (p *Peers) Shutdown() { p.dropAll() }

// Near miss: the helper is called while it lives, too.
type Links struct {
	open  map[string]int64 // verdict: reported
	order []string
}

func NewLinks() *Links { return &Links{open: make(map[string]int64)} }

func (l *Links) Add(addr string, at int64) {
	l.open[addr] = at
	l.order = append(l.order, addr)
}

func (l *Links) dropAll() {
	for _, addr := range l.order {
		delete(l.open, addr) // want `Links.open never shrinks`
	}
}

func (l *Links) Reconnect() { l.dropAll() }
func (l *Links) Stop()      { l.dropAll() }

// Not scratch: emptied and filled again from a new list, whoever adds one entry
// besides.
type Tiers struct {
	rows map[string]int64 // verdict: silent not scratch (it is emptied and refilled in the same round)
}

func NewTiers() *Tiers { return &Tiers{rows: make(map[string]int64)} }

func (t *Tiers) Add(k string, n int64) { t.rows[k] = n }

func (t *Tiers) Reload(list []string) error {
	n, err := parse(list)
	if err != nil {
		return err
	}
	for k := range t.rows {
		delete(t.rows, k)
	}
	for _, k := range list {
		t.rows[k] = n
	}
	return nil
}

func parse(list []string) (int64, error) { return int64(len(list)), nil }

// Not scratch: the same by maps.Copy.
type Ranks struct {
	rows map[string]int64 // verdict: silent not scratch (it is emptied and refilled in the same round)
}

func NewRanks() *Ranks { return &Ranks{rows: make(map[string]int64)} }

func (r *Ranks) Add(k string, n int64) { r.rows[k] = n }

func (r *Ranks) Load(next map[string]int64) {
	for k := range r.rows {
		delete(r.rows, k)
	}
	maps.Copy(r.rows, next)
}

// Near miss: only after a failure is it filled again.
type Outbox struct {
	rows map[string]int64 // verdict: reported
}

func NewOutbox() *Outbox { return &Outbox{rows: make(map[string]int64)} }

func (o *Outbox) Add(k string, n int64) { o.rows[k] = n }

func (o *Outbox) Flush(send func([]string) bool) {
	var batch []string
	for k := range o.rows {
		batch = append(batch, k)
	}
	for k := range o.rows {
		delete(o.rows, k) // want `Outbox.rows never shrinks`
	}
	if send(batch) {
		return
	}
	for _, k := range batch {
		o.rows[k] = 0
	}
}

// Near miss: emptied when old, and then one entry comes.
type Window struct {
	rows  map[string]int64 // verdict: reported
	since time.Time
}

func NewWindow() *Window { return &Window{rows: make(map[string]int64)} }

func (w *Window) Add(k string, n int64) {
	if time.Since(w.since) > time.Hour {
		for k := range w.rows {
			delete(w.rows, k) // want `Window.rows never shrinks`
		}
		w.since = time.Now()
	}
	w.rows[k] = n
}

// Not known: a hook of the end of its life, which other packages call.
type Sockets struct {
	open map[string]int64 // verdict: reported
}

func NewSockets() *Sockets { return &Sockets{open: make(map[string]int64)} }

func (s *Sockets) Add(addr string, at int64) { s.open[addr] = at }

func (s *Sockets) OnStop() {
	for addr := range s.open {
		delete(s.open, addr) // want `map Sockets\.open never shrink`
	}
}

// Not scratch: the first half of the end of its life.
type Conduits struct {
	open map[string]int64 // verdict: silent not scratch (it is emptied only during shutdown)
}

func NewConduits() *Conduits { return &Conduits{open: make(map[string]int64)} }

func (c *Conduits) Add(addr string, at int64) { c.open[addr] = at }

func (c *Conduits) StartClose() {
	for addr := range c.open {
		delete(c.open, addr)
	}
}
