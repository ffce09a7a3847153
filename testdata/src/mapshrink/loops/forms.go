// Package loops has each form of loop around one and the same removal.
package loops

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"
)

// A table has the entries; each type below embeds its own map instead, so
// that each loop has a verdict of its own.

// for with three clauses, over a queue of the keys.
type Fifo struct {
	at    map[string]int64 // verdict: reported
	order []string
}

func NewFifo() *Fifo { return &Fifo{at: make(map[string]int64)} }

func (f *Fifo) Add(at int64, keys ...string) {
	for _, k := range keys {
		f.at[k] = at
		f.order = append(f.order, k)
	}
}

func (f *Fifo) Expire(before int64) {
	var i int
	for i = 0; i < len(f.order); i++ {
		if f.at[f.order[i]] >= before {
			break
		}
		delete(f.at, f.order[i]) // want `Fifo.at never shrinks`
	}
	f.order = f.order[i:]
}

// An endless for with a select, one removal for each message.
type Hub struct {
	joined map[string]int64 // verdict: reported
	join   chan string
	leave  chan string
}

func NewHub() *Hub {
	h := &Hub{joined: make(map[string]int64), join: make(chan string), leave: make(chan string)}
	go h.run()
	return h
}

func (h *Hub) run() {
	for {
		select {
		case who := <-h.join:
			h.joined[who] = time.Now().Unix()
		case who := <-h.leave:
			delete(h.joined, who) // want `Hub.joined never shrinks`
		}
	}
}

// The same with a context, a ticker and a removal in a method.
type Monitor struct {
	beats map[string]beat // verdict: reported
	in    chan string
}

type beat struct{ at time.Time }

func NewMonitor() *Monitor {
	return &Monitor{beats: make(map[string]beat), in: make(chan string)}
}

func (m *Monitor) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case host := <-m.in:
			m.beats[host] = beat{time.Now()}
		case now := <-tick.C:
			m.prune(now)
		}
	}
}

func (m *Monitor) prune(now time.Time) {
	for host, b := range m.beats {
		if now.Sub(b.at) > time.Hour {
			delete(m.beats, host) // want `Monitor.beats never shrinks`
		}
	}
}

// goto, as a loop without a for statement.
type Stack struct {
	at    map[string]int64 // verdict: reported
	order []string
}

func NewStack() *Stack { return &Stack{at: make(map[string]int64)} }

func (s *Stack) Push(at int64, keys ...string) {
	for _, k := range keys {
		s.at[k] = at
		s.order = append(s.order, k)
	}
}

func (s *Stack) PopSince(after int64) {
again:
	n := len(s.order)
	if n == 0 || s.at[s.order[n-1]] <= after {
		return
	}
	delete(s.at, s.order[n-1]) // want `Stack.at never shrinks`
	s.order = s.order[:n-1]
	goto again
}

// Near miss: a goto that only jumps forward.
type Once struct {
	at map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewOnce() *Once { return &Once{at: make(map[string]int64)} }

func (o *Once) Add(k string, at int64) { o.at[k] = at }

func (o *Once) Take(k string, before int64) bool {
	if o.at[k] < before {
		goto gone
	}
	return false
gone:
	delete(o.at, k)
	return true
}

// range over a slice.
type Batch struct {
	at map[string]int64 // verdict: reported
}

func NewBatch() *Batch { return &Batch{at: make(map[string]int64)} }

func (b *Batch) Add(k string, at int64) { b.at[k] = at }

func (b *Batch) Ack(keys []string) {
	for _, k := range keys {
		delete(b.at, k) // want `Batch.at never shrinks`
	}
}

// range over a channel.
type Acks struct {
	sent map[uint64]int64 // verdict: reported
}

func NewAcks() *Acks { return &Acks{sent: make(map[uint64]int64)} }

func (a *Acks) Send(seq uint64, at int64) { a.sent[seq] = at }

func (a *Acks) Receive(seqs <-chan uint64) {
	for seq := range seqs {
		delete(a.sent, seq) // want `Acks.sent never shrinks`
	}
}

// range over an integer that a call brings.
type Window struct {
	at   map[uint64]int64 // verdict: reported
	base uint64
}

func NewWindow() *Window { return &Window{at: make(map[uint64]int64)} }

func (w *Window) Send(seq uint64, at int64) { w.at[seq] = at }

func (w *Window) Slide(n uint64) {
	for i := range n {
		delete(w.at, w.base+i) // want `Window.at never shrinks`
	}
	w.base += n
}

// range over iterator functions of the standard library.
type Values struct {
	at map[string]int64 // verdict: reported
}

func NewValues() *Values { return &Values{at: make(map[string]int64)} }

func (v *Values) Add(k string, at int64) { v.at[k] = at }

func (v *Values) Remove(keys []string) {
	for k := range slices.Values(keys) {
		delete(v.at, k) // want `Values.at never shrinks`
	}
}

type Keys struct {
	at map[string]int64 // verdict: reported
}

func NewKeys() *Keys { return &Keys{at: make(map[string]int64)} }

func (ks *Keys) Add(k string, at int64) { ks.at[k] = at }

func (ks *Keys) Expire(before int64) {
	for k := range maps.Keys(ks.at) {
		if ks.at[k] < before {
			delete(ks.at, k) // want `Keys.at never shrinks`
		}
	}
}

// range over an iterator method of the type itself.
type Older struct {
	at map[string]int64 // verdict: reported
}

func NewOlder() *Older { return &Older{at: make(map[string]int64)} }

func (o *Older) Add(k string, at int64) { o.at[k] = at }

func (o *Older) older(than int64) iter.Seq2[string, int64] {
	return func(yield func(string, int64) bool) {
		for k, at := range o.at {
			if at < than && !yield(k, at) {
				return
			}
		}
	}
}

func (o *Older) Expire(before int64) {
	for k, at := range o.older(before) {
		if at < before {
			delete(o.at, k) // want `Older.at never shrinks`
		}
	}
}

// range over an iterator that a caller gives.
type Given struct {
	at map[string]int64 // verdict: reported
}

func NewGiven() *Given { return &Given{at: make(map[string]int64)} }

func (g *Given) Add(k string, at int64) { g.at[k] = at }

func (g *Given) Remove(keys iter.Seq[string]) {
	for k := range keys {
		g.remove(k)
	}
}

func (g *Given) remove(k string) {
	delete(g.at, k) // want `Given.at never shrinks`
}

// Near miss: the range over an iterator returns after its first removal.
type FirstOf struct {
	at map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewFirstOf() *FirstOf { return &FirstOf{at: make(map[string]int64)} }

func (f *FirstOf) Add(k string, at int64) { f.at[k] = at }

func (f *FirstOf) Take(keys iter.Seq[string]) (string, bool) {
	for k := range keys {
		if _, ok := f.at[k]; ok {
			delete(f.at, k)
			return k, true
		}
	}
	return "", false
}

// A callback that the standard library runs for each element.
type Synced struct {
	at    map[string]int64 // verdict: reported
	stale sync.Map
}

func NewSynced() *Synced { return &Synced{at: make(map[string]int64)} }

func (s *Synced) Add(k string, at int64) { s.at[k] = at }

func (s *Synced) Drop() {
	s.stale.Range(func(k, _ any) bool {
		delete(s.at, k.(string)) // want `Synced.at never shrinks`
		return true
	})
}

// An inner loop of constant rounds inside one without end.
type Sampler struct {
	at map[string]int64 // verdict: reported
}

func NewSampler() *Sampler { return &Sampler{at: make(map[string]int64)} }

func (s *Sampler) Add(k string, at int64) { s.at[k] = at }

func (s *Sampler) Run(ids <-chan string) {
	for {
		for range 3 {
			delete(s.at, <-ids) // want `Sampler.at never shrinks`
		}
		time.Sleep(time.Second)
	}
}

// clear in a loop over other things.
type Rounds struct {
	at map[string]int64 // verdict: reported
}

func NewRounds() *Rounds { return &Rounds{at: make(map[string]int64)} }

func (r *Rounds) Add(k string, at int64) { r.at[k] = at }

func (r *Rounds) Run(every time.Duration) {
	for range time.Tick(every) {
		clear(r.at) // want `Rounds.at never shrinks`
	}
}

// A range that deletes every key.
type Everything struct {
	at map[string]int64 // verdict: reported
}

func NewEverything() *Everything { return &Everything{at: make(map[string]int64)} }

func (e *Everything) Add(k string, at int64) { e.at[k] = at }

func (e *Everything) Forget() {
	for k := range e.at {
		delete(e.at, k) // want `Everything.at never shrinks`
	}
}
