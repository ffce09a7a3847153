package handles

import (
	"net"
	"time"
)

// Resource, case: a struct with a cancel function of a plain type.
type lease struct {
	name   string
	cancel func()
}

type Leases struct {
	by   map[string]*lease    // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewLeases() *Leases {
	return &Leases{by: make(map[string]*lease), used: make(map[string]time.Time)}
}

func (x *Leases) Add(k string, v *lease) { x.by[k] = v }

func (x *Leases) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Leases\.by`
		}
	}
}

// Resource, case: a connection two pointers away.
type transport struct{ conn net.Conn }

type remote struct {
	name string
	tr   *transport
}

// Known limit: the verdict below is not what a reader would say.
type Nodes struct {
	by   map[string]*remote   // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewNodes() *Nodes {
	return &Nodes{by: make(map[string]*remote), used: make(map[string]time.Time)}
}

func (x *Nodes) Add(k string, v *remote) { x.by[k] = v }

func (x *Nodes) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Nodes\.by`
		}
	}
}

// Resource, near miss: what the entry points to keeps such entries itself, and
// is no connection of this one.
type hub struct {
	conn net.Conn
	subs map[string]*subject // verdict: silent swept (nothing removes entries)
}

type subject struct {
	name string
	hub  *hub
}

type Subjects struct {
	by   map[string]*subject  // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
	hub  *hub
}

func NewSubjects(h *hub) *Subjects {
	return &Subjects{by: make(map[string]*subject), used: make(map[string]time.Time), hub: h}
}

func (x *Subjects) Add(k string) { x.by[k] = &subject{k, x.hub} }

func (x *Subjects) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Subjects\.by`
		}
	}
}

// Resource, case: the connection is the key.
type Idle struct {
	by   map[net.Conn]int64     // verdict: low resource (its entries hold live resources (net.Conn))
	used map[net.Conn]time.Time // verdict: silent swept (nothing removes entries)
}

func NewIdle() *Idle {
	return &Idle{by: make(map[net.Conn]int64), used: make(map[net.Conn]time.Time)}
}

func (x *Idle) Add(k net.Conn, v int64) { x.by[k] = v }

func (x *Idle) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Idle\.by`
		}
	}
}

// Resource, case: the subscribers' channels are the keys.
type Hub struct {
	by   map[chan string]struct{}  // verdict: low resource (its entries hold live resources (chan string))
	used map[chan string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewHub() *Hub {
	return &Hub{by: make(map[chan string]struct{}), used: make(map[chan string]time.Time)}
}

func (x *Hub) Add(k chan string, v struct{}) { x.by[k] = v }

func (x *Hub) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Hub\.by`
		}
	}
}

// Resource, case: a pointer to a subscriber with a channel is the key.
type subscriber struct {
	out  chan string
	name string
}

type Hub2 struct {
	by   map[*subscriber]struct{}  // verdict: low resource (its entries hold live resources (chan string))
	used map[*subscriber]time.Time // verdict: silent swept (nothing removes entries)
}

func NewHub2() *Hub2 {
	return &Hub2{by: make(map[*subscriber]struct{}), used: make(map[*subscriber]time.Time)}
}

func (x *Hub2) Add(k *subscriber, v struct{}) { x.by[k] = v }

func (x *Hub2) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Hub2\.by`
		}
	}
}

// Resource, near miss: Close is a price, not an end.
type candle struct{ open, close int64 }

func (c candle) Open() int64  { return c.open }
func (c candle) Close() int64 { return c.close }

type Candles struct {
	by   map[string]candle    // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewCandles() *Candles {
	return &Candles{by: make(map[string]candle), used: make(map[string]time.Time)}
}

func (x *Candles) Add(k string, v candle) { x.by[k] = v }

func (x *Candles) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Candles\.by`
		}
	}
}

// Resource, near miss: Stop is where a range ends.
type span struct{ from, to int64 }

func (s *span) Start() int64 { return s.from }
func (s *span) Stop() int64  { return s.to }

type Spans struct {
	by   map[string]*span     // verdict: reported
	used map[string]time.Time // verdict: silent swept (nothing removes entries)
}

func NewSpans() *Spans {
	return &Spans{by: make(map[string]*span), used: make(map[string]time.Time)}
}

func (x *Spans) Add(k string, v *span) { x.by[k] = v }

func (x *Spans) Expire(cutoff time.Time) {
	for k := range x.by {
		if x.used[k].Before(cutoff) {
			delete(x.by, k) // want `Spans\.by`
		}
	}
}
