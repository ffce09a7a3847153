package operations

import (
	"container/heap"
	"maps"
	"slices"
	"time"
)

// A plain function that takes the map.
func expire(m map[string]time.Time, before time.Time) {
	for k, at := range m {
		if at.Before(before) {
			delete(m, k) // want `map Names.byIP never shrinks`
		}
	}
}

type Names struct {
	byIP map[string]time.Time // verdict: reported
}

func NewNames() *Names { return &Names{byIP: make(map[string]time.Time)} }

func (n *Names) Learn(ip string)             { n.byIP[ip] = time.Now() }
func (n *Names) Tidy(now time.Time)          { expire(n.byIP, now.Add(-time.Hour)) }
func (n *Names) Lookup(ip string) (ok bool)  { _, ok = n.byIP[ip]; return ok }
func (n *Names) fresh() map[string]time.Time { return maps.Clone(n.byIP) }

// Near miss: the function gets a map that it may change.
func (n *Names) Since(t time.Time) int {
	m := n.fresh()
	expire(m, t)
	return len(m)
}

// A generic function that takes the map and the keys.
func drop[K comparable, V any](m map[K]V, keys []K) {
	for _, k := range keys {
		delete(m, k) // want `map Orders.open never shrinks`
	}
}

type Orders struct {
	open map[string]int64 // verdict: reported
}

func NewOrders() *Orders { return &Orders{open: make(map[string]int64)} }

func (o *Orders) Place(id string, at int64) { o.open[id] = at }
func (o *Orders) Filled(ids []string)       { drop(o.open, ids) }

// A generic function with a map type parameter that inserts and removes.
func assign[M ~map[K]V, K comparable, V any](m M, k K, v V) { m[k] = v }

func reject[M ~map[K]V, K comparable, V any](m M, bad func(V) bool) {
	for k, v := range m {
		if bad(v) {
			delete(m, k) // want `map Bids.byUser never shrinks`
		}
	}
}

type bidTable map[string]int64

type Bids struct {
	byUser bidTable // verdict: reported
}

func NewBids() *Bids { return &Bids{byUser: bidTable{}} }

func (b *Bids) Bid(user string, cents int64) { assign(b.byUser, user, cents) }

func (b *Bids) Floor(cents int64) {
	reject(b.byUser, func(v int64) bool { return v < cents })
}

// A function that takes the address of the map.
func forget(m *map[string]int64, before int64) {
	for k, at := range *m {
		if at < before {
			delete(*m, k) // want `map Visits.last never shrinks`
		}
	}
}

type Visits struct {
	last map[string]int64 // verdict: reported
}

func NewVisits() *Visits { return &Visits{last: make(map[string]int64)} }

func (v *Visits) Visit(who string, at int64) { v.last[who] = at }
func (v *Visits) Forget(before int64)        { forget(&v.last, before) }

// Methods that are called from elsewhere: the insert and the removal stand
// in one type, the loop in another.
type shelf struct {
	books map[string]int64 // verdict: reported
}

func (s *shelf) put(isbn string, at int64) { s.books[isbn] = at }
func (s *shelf) take(isbn string) {
	delete(s.books, isbn) // want `map shelf.books never shrinks`
}

type Library struct{ shelf *shelf }

func NewLibrary() *Library { return &Library{&shelf{books: make(map[string]int64)}} }

func (l *Library) Return(isbn string, at int64) { l.shelf.put(isbn, at) }

func (l *Library) Lend(isbns []string) {
	for _, isbn := range isbns {
		l.shelf.take(isbn)
	}
}

// A function literal with a captured owner.
type Quotas struct {
	used map[string]int64 // verdict: reported
}

func NewQuotas() *Quotas { return &Quotas{used: make(map[string]int64)} }

func (q *Quotas) Use(who string, at int64) {
	record := func() { q.used[who] = at }
	record()
}

func (q *Quotas) Release(who []string) {
	release := func(w string) {
		delete(q.used, w) // want `map Quotas.used never shrinks`
	}
	for _, w := range who {
		release(w)
	}
}

// A method value.
type Codes struct {
	valid map[string]int64 // verdict: reported
}

func NewCodes() *Codes { return &Codes{valid: make(map[string]int64)} }

func (c *Codes) Issue(code string, until int64) { c.valid[code] = until }

func (c *Codes) revoke(code string) {
	delete(c.valid, code) // want `map Codes.valid never shrinks`
}

func (c *Codes) RevokeAll(codes []string) {
	revoke := c.revoke
	for _, code := range codes {
		revoke(code)
	}
}

// A method expression.
type Seats struct {
	taken map[string]int64 // verdict: reported
}

func NewSeats() *Seats { return &Seats{taken: make(map[string]int64)} }

func (s *Seats) Take(seat string, at int64) { s.taken[seat] = at }

func (s *Seats) free(seat string) {
	delete(s.taken, seat) // want `map Seats.taken never shrinks`
}

func (s *Seats) FreeAll(seats []string) {
	free := (*Seats).free
	for _, seat := range seats {
		free(s, seat)
	}
}

// defer: in the loop itself, and in a method that the loop calls.
type Tickets struct {
	claimed map[string]int64 // verdict: reported
	printed map[string]int64 // verdict: reported
}

func NewTickets() *Tickets {
	return &Tickets{claimed: make(map[string]int64), printed: make(map[string]int64)}
}

func (t *Tickets) Claim(id string, at int64) { t.claimed[id] = at }
func (t *Tickets) Print(id string, at int64) { t.printed[id] = at }

func (t *Tickets) Validate(ids []string) {
	for _, id := range ids {
		defer delete(t.claimed, id) // want `map Tickets.claimed never shrinks`
	}
}

func (t *Tickets) scan(id string) bool {
	defer func() {
		delete(t.printed, id) // want `map Tickets.printed never shrinks`
	}()
	return t.printed[id] > 0
}

func (t *Tickets) ScanAll(ids <-chan string) (n int) {
	for id := range ids {
		if t.scan(id) {
			n++
		}
	}
	return n
}

// go: a goroutine that sweeps for ever, started once.
type Peers struct {
	seen map[string]time.Time // verdict: reported
}

func NewPeers() *Peers {
	p := &Peers{seen: make(map[string]time.Time)}
	go p.janitor()
	return p
}

func (p *Peers) Seen(addr string) { p.seen[addr] = time.Now() }

func (p *Peers) janitor() {
	for {
		time.Sleep(time.Minute)
		for addr, at := range p.seen {
			if time.Since(at) > time.Hour {
				delete(p.seen, addr) // want `map Peers.seen never shrinks`
			}
		}
	}
}

// The same with a literal.
type Nodes struct {
	seen map[string]time.Time // verdict: reported
}

func NewNodes(ttl time.Duration) *Nodes {
	n := &Nodes{seen: make(map[string]time.Time)}
	go func() {
		for range time.Tick(ttl) {
			now := time.Now()
			for addr, at := range n.seen {
				if now.Sub(at) > ttl {
					delete(n.seen, addr) // want `map Nodes.seen never shrinks`
				}
			}
		}
	}()
	return n
}

func (n *Nodes) Seen(addr string) { n.seen[addr] = time.Now() }

// maps.DeleteFunc in a loop, with a literal and with a predicate in a
// variable.
type Offers struct {
	until  map[string]time.Time // verdict: reported
	prices map[string]int64     // verdict: reported
}

func NewOffers() *Offers {
	return &Offers{until: make(map[string]time.Time), prices: make(map[string]int64)}
}

func (o *Offers) Offer(id string, until time.Time, cents int64) {
	o.until[id] = until
	o.prices[id] = cents
}

func (o *Offers) Run(every time.Duration, least int64) {
	cheap := func(_ string, cents int64) bool { return cents < least }
	for now := range time.Tick(every) {
		maps.DeleteFunc(o.until, func(_ string, until time.Time) bool { // want `map Offers.until never shrinks`
			return until.Before(now)
		})
		maps.DeleteFunc(o.prices, cheap) // want `map Offers.prices never shrinks`
	}
}

// maps.Copy and maps.Insert insert.
type Prices struct {
	at map[string]int64 // verdict: reported
}

func NewPrices() *Prices { return &Prices{at: make(map[string]int64)} }

func (p *Prices) Load(batch map[string]int64) { maps.Copy(p.at, batch) }

func (p *Prices) Outdate(before int64) {
	for sku, at := range p.at {
		if at < before {
			delete(p.at, sku) // want `map Prices.at never shrinks`
		}
	}
}

type Rates struct {
	at map[string]int64 // verdict: reported
}

func NewRates() *Rates { return &Rates{at: make(map[string]int64)} }

func (r *Rates) Load(batch map[string]int64) { maps.Insert(r.at, maps.All(batch)) }

func (r *Rates) Outdate(before int64) {
	for _, k := range slices.Sorted(maps.Keys(r.at)) {
		if r.at[k] < before {
			delete(r.at, k) // want `map Rates.at never shrinks`
		}
	}
}

// container/heap calls the methods that insert and remove.
type deadline struct {
	id string
	at time.Time
}

type deadlines struct {
	heap []deadline
	pos  map[string]int // verdict: reported
}

func (d *deadlines) Len() int           { return len(d.heap) }
func (d *deadlines) Less(i, j int) bool { return d.heap[i].at.Before(d.heap[j].at) }
func (d *deadlines) Swap(i, j int) {
	d.heap[i], d.heap[j] = d.heap[j], d.heap[i]
	d.pos[d.heap[i].id] = i
	d.pos[d.heap[j].id] = j
}

func (d *deadlines) Push(x any) {
	dl := x.(deadline)
	d.pos[dl.id] = len(d.heap)
	d.heap = append(d.heap, dl)
}

func (d *deadlines) Pop() any {
	last := d.heap[len(d.heap)-1]
	d.heap = d.heap[:len(d.heap)-1]
	delete(d.pos, last.id) // want `map deadlines.pos never shrinks`
	return last
}

type Scheduler struct{ q *deadlines }

func NewScheduler() *Scheduler { return &Scheduler{&deadlines{pos: make(map[string]int)}} }

func (s *Scheduler) At(id string, at time.Time) { heap.Push(s.q, deadline{id, at}) }

func (s *Scheduler) Due(now time.Time) (ids []string) {
	for s.q.Len() > 0 && !s.q.heap[0].at.After(now) {
		ids = append(ids, heap.Pop(s.q).(deadline).id)
	}
	return ids
}

// An interface that the package declares and alone implements.
type evictor interface{ evict(key string) }

type blobs struct {
	size map[string]int64 // verdict: reported
}

func (b *blobs) add(key string, n int64) { b.size[key] = n }
func (b *blobs) evict(key string) {
	delete(b.size, key) // want `map blobs.size never shrinks`
}

type Store struct {
	blobs *blobs
	ev    evictor
}

func NewStore() *Store {
	b := &blobs{size: make(map[string]int64)}
	return &Store{b, b}
}

func (s *Store) Put(key string, n int64) { s.blobs.add(key, n) }

func (s *Store) Drop(keys []string) {
	for _, k := range keys {
		s.ev.evict(k)
	}
}
