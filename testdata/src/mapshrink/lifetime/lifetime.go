package lifetime

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Long-lived, case: a package variable.
var lastSeen = make(map[string]time.Time) // verdict: reported

func Seen(host string) { lastSeen[host] = time.Now() }

func ForgetHosts(cutoff time.Time) {
	for host, at := range lastSeen {
		if at.Before(cutoff) {
			delete(lastSeen, host) // want `map lastSeen never shrinks`
		}
	}
}

// Long-lived, case: a field of a struct that is a package variable.
type hostTable struct {
	at map[string]time.Time // verdict: reported
}

var hosts = hostTable{at: make(map[string]time.Time)}

func (h *hostTable) see(host string) { h.at[host] = time.Now() }

func (h *hostTable) forget(cutoff time.Time) {
	for host, at := range h.at {
		if at.Before(cutoff) {
			delete(h.at, host) // want `hostTable\.at`
		}
	}
}

func SeeHost(host string)       { hosts.see(host) }
func ForgetHost(than time.Time) { hosts.forget(than) }

// Long-lived, case: an owner that a package variable points to, made on demand.
type userTable struct {
	at map[string]time.Time // verdict: reported
}

var (
	users     *userTable
	usersOnce sync.Once
)

func theUsers() *userTable {
	usersOnce.Do(func() { users = &userTable{at: make(map[string]time.Time)} })
	return users
}

func SeeUser(name string) { theUsers().at[name] = time.Now() }

func ForgetUsers(cutoff time.Time) {
	t := theUsers()
	for name, at := range t.at {
		if at.Before(cutoff) {
			delete(t.at, name) // want `userTable\.at`
		}
	}
}

// Long-lived, case: a package variable of a struct type without a name.
var pings struct {
	sync.Mutex
	at map[string]time.Time // verdict: reported
}

func Ping(host string) {
	pings.Lock()
	defer pings.Unlock()
	if pings.at == nil {
		pings.at = make(map[string]time.Time)
	}
	pings.at[host] = time.Now()
}

func ForgetPings(cutoff time.Time) {
	pings.Lock()
	defer pings.Unlock()
	for host, at := range pings.at {
		if at.Before(cutoff) {
			delete(pings.at, host) // want `pings\.at`
		}
	}
}

// Long-lived, case: a package variable that is an array of owners.
type bucketOf struct {
	at map[string]time.Time // verdict: reported
}

var buckets [16]bucketOf

func init() {
	for i := range buckets {
		buckets[i].at = make(map[string]time.Time)
	}
}

func SeeInBucket(host string) { buckets[len(host)%16].at[host] = time.Now() }

func ForgetBucket(i int, cutoff time.Time) {
	b := &buckets[i]
	for host, at := range b.at {
		if at.Before(cutoff) {
			delete(b.at, host) // want `bucketOf\.at`
		}
	}
}

// Long-lived, case: owners that lie in a package map.
type zone struct {
	at map[string]time.Time // verdict: reported
}

var zones = map[string]*zone{} // verdict: silent swept (nothing removes entries)

func SeeInZone(name, host string) {
	z := zones[name]
	if z == nil {
		z = &zone{at: make(map[string]time.Time)}
		zones[name] = z
	}
	z.at[host] = time.Now()
}

func ForgetZone(name string, cutoff time.Time) {
	z := zones[name]
	if z == nil {
		return
	}
	for host, at := range z.at {
		if at.Before(cutoff) {
			delete(z.at, host) // want `zone\.at`
		}
	}
}

// Long-lived, case: the constructor returns an interface.
type Tracker interface {
	See(host string)
	Forget(cutoff time.Time)
}

type memTracker struct {
	at map[string]time.Time // verdict: reported
}

func NewTracker() Tracker { return &memTracker{at: make(map[string]time.Time)} }

func (m *memTracker) See(host string) { m.at[host] = time.Now() }

func (m *memTracker) Forget(cutoff time.Time) {
	for host, at := range m.at {
		if at.Before(cutoff) {
			delete(m.at, host) // want `memTracker\.at`
		}
	}
}

// Long-lived, case: an unexported owner that an exported one keeps.
type window struct {
	at map[string]time.Time // verdict: reported
}

func newWindow() *window { return &window{at: make(map[string]time.Time)} }

func (w *window) add(key string) { w.at[key] = time.Now() }

func (w *window) expire(cutoff time.Time) {
	for k, at := range w.at {
		if at.Before(cutoff) {
			delete(w.at, k) // want `window\.at`
		}
	}
}

type Gateway struct{ recent *window }

func NewGateway() *Gateway { return &Gateway{recent: newWindow()} }

func (g *Gateway) Handle(key string)        { g.recent.add(key) }
func (g *Gateway) Housekeep(than time.Time) { g.recent.expire(than) }

// Long-lived, case: an exported type that other packages make with its zero
// value.
type Zeroed struct {
	mu sync.Mutex
	at map[string]time.Time // verdict: reported
}

func (z *Zeroed) See(key string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.at == nil {
		z.at = make(map[string]time.Time)
	}
	z.at[key] = time.Now()
}

func (z *Zeroed) Expire(cutoff time.Time) {
	z.mu.Lock()
	defer z.mu.Unlock()
	for k, at := range z.at {
		if at.Before(cutoff) {
			delete(z.at, k) // want `Zeroed\.at`
		}
	}
}

// Long-lived, case: a generic owner with a constructor.
type Recent[K comparable] struct {
	at map[K]time.Time // verdict: reported
}

func NewRecent[K comparable]() *Recent[K] { return &Recent[K]{at: make(map[K]time.Time)} }

func (r *Recent[K]) See(key K) { r.at[key] = time.Now() }

func (r *Recent[K]) Expire(cutoff time.Time) {
	for k, at := range r.at {
		if at.Before(cutoff) {
			delete(r.at, k) // want `Recent\.at`
		}
	}
}

// Long-lived, near miss: the owner never leaves the function that allocates it,
// which fills and sweeps it.
type dedupe struct {
	at map[string]int64 // verdict: silent long-lived (the maps that are swept never leave the function that makes them)
}

func (d *dedupe) add(key string, at int64) { d.at[key] = at }

func (d *dedupe) expire(floor int64) {
	for k, at := range d.at {
		if at < floor {
			delete(d.at, k)
		}
	}
}

func Unique(lines []string) int {
	d := &dedupe{at: make(map[string]int64)}
	n := 0
	for i, l := range lines {
		if _, ok := d.at[l]; !ok {
			n++
		}
		d.add(l, int64(i))
		d.expire(int64(i - 1000))
	}
	return n
}

// Long-lived, near miss: an unexported constructor that only such a function
// calls, and helpers that get the owner.
type joiner struct {
	left map[string]int64 // verdict: silent long-lived (never leaves the function that makes it)
}

func newJoiner() *joiner { return &joiner{left: make(map[string]int64)} }

func fillJoiner(j *joiner, keys []string) {
	for i, k := range keys {
		j.left[k] = int64(i)
	}
}

func trimJoiner(j *joiner, floor int64) {
	for k, at := range j.left {
		if at < floor {
			delete(j.left, k)
		}
	}
}

func Join(batches [][]string) int {
	j := newJoiner()
	for i, b := range batches {
		fillJoiner(j, b)
		trimJoiner(j, int64(i))
	}
	return len(j.left)
}

// Long-lived, near miss: a local owner by value, in a struct that is local too.
type marks struct {
	at map[string]int64 // verdict: silent long-lived (never leaves the function that makes it)
}

type pass struct {
	marks
	depth int
}

func Walk(names []string) int {
	p := pass{marks: marks{at: map[string]int64{}}}
	for i, n := range names {
		p.at[n] = int64(i)
		for k, at := range p.at {
			if at < int64(i-p.depth) {
				delete(p.at, k)
			}
		}
	}
	return len(p.at)
}

// Long-lived, near miss: an owner of one request.
type upload struct {
	parts map[string]time.Time // verdict: silent long-lived (the maps that are swept never leave the function that makes them)
}

func (u *upload) add(name string) { u.parts[name] = time.Now() }

func (u *upload) expire(cutoff time.Time) {
	for n, at := range u.parts {
		if at.Before(cutoff) {
			delete(u.parts, n)
		}
	}
}

func HandleUpload(w http.ResponseWriter, r *http.Request) {
	u := &upload{parts: make(map[string]time.Time)}
	sc := bufio.NewScanner(r.Body)
	for sc.Scan() {
		u.add(sc.Text())
		u.expire(time.Now().Add(-time.Minute))
	}
	fmt.Fprintln(w, len(u.parts))
}

// Long-lived, near miss: an owner of one stream, with a receiving goroutine that
// ends with it.
type EventStream interface {
	Recv() (string, error)
	Send(string) error
	Context() context.Context
}

type subscriberState struct {
	mu  sync.Mutex
	ack map[string]time.Time // verdict: silent long-lived (never leaves the function that makes it)
}

func (s *subscriberState) add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ack[id] = time.Now()
}

func (s *subscriberState) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, at := range s.ack {
		if time.Since(at) > time.Minute {
			delete(s.ack, id)
		}
	}
}

func Subscribe(st EventStream) error {
	s := &subscriberState{ack: make(map[string]time.Time)}
	go func() {
		for {
			id, err := st.Recv()
			if err != nil {
				return
			}
			s.add(id)
		}
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.expire()
		case <-st.Context().Done():
			return st.Context().Err()
		}
	}
}

// Long-lived, near miss: an owner of one connection, served by a goroutine of
// an accept loop.
type connState struct {
	pending map[string]time.Time // verdict: silent long-lived (never leaves the function that makes it)
}

func (c *connState) serve(nc net.Conn) {
	defer nc.Close()
	sc := bufio.NewScanner(nc)
	for sc.Scan() {
		c.pending[sc.Text()] = time.Now()
		for id, at := range c.pending {
			if time.Since(at) > time.Minute {
				delete(c.pending, id)
			}
		}
	}
}

func Accept(l net.Listener) error {
	for {
		nc, err := l.Accept()
		if err != nil {
			return err
		}
		c := &connState{pending: make(map[string]time.Time)}
		go c.serve(nc)
	}
}

// Long-lived, near miss: goroutines use the owner, but the call waits for them.
type tally struct {
	mu sync.Mutex
	at map[string]int64 // verdict: silent long-lived (never leaves the function that makes it)
}

func (t *tally) add(k string, at int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at[k] = at
	for k, old := range t.at {
		if old < at-100 {
			delete(t.at, k)
		}
	}
}

func Tally(batches [][]string) int {
	t := &tally{at: make(map[string]int64)}
	var wg sync.WaitGroup
	for _, b := range batches {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i, k := range b {
				t.add(k, int64(i))
			}
		}()
	}
	wg.Wait()
	return len(t.at)
}

// Long-lived, near miss: the same with WaitGroup.Go.
type tally2 struct {
	mu sync.Mutex
	at map[string]int64 // verdict: silent long-lived (never leaves the function that makes it)
}

func (t *tally2) add(k string, at int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at[k] = at
	for k, old := range t.at {
		if old < at-100 {
			delete(t.at, k)
		}
	}
}

func Tally2(batches [][]string) int {
	t := &tally2{at: make(map[string]int64)}
	var wg sync.WaitGroup
	for _, b := range batches {
		wg.Go(func() {
			for i, k := range b {
				t.add(k, int64(i))
			}
		})
	}
	wg.Wait()
	return len(t.at)
}

// Long-lived, case: the owner is not returned, but an endless goroutine that
// outlives the call fills and sweeps it.
type inbox struct {
	at map[string]time.Time // verdict: reported
}

func (b *inbox) loop(in <-chan string) {
	tick := time.NewTicker(time.Second)
	for {
		select {
		case k := <-in:
			b.at[k] = time.Now()
		case now := <-tick.C:
			for k, at := range b.at {
				if now.Sub(at) > time.Minute {
					delete(b.at, k) // want `inbox\.at`
				}
			}
		}
	}
}

func StartInbox(in <-chan string) {
	b := &inbox{at: make(map[string]time.Time)}
	go b.loop(in)
}

// Long-lived, case: two goroutines share the owner, one fills it and one sweeps
// it, and both outlive the call.
type pool2 struct {
	mu sync.Mutex
	at map[string]time.Time // verdict: reported
}

func StartPair(in <-chan string) {
	p := &pool2{at: make(map[string]time.Time)}
	go func() {
		for k := range in {
			p.mu.Lock()
			p.at[k] = time.Now()
			p.mu.Unlock()
		}
	}()
	go func() {
		for range time.Tick(time.Second) {
			p.mu.Lock()
			for k, at := range p.at {
				if time.Since(at) > time.Minute {
					delete(p.at, k) // want `pool2\.at`
				}
			}
			p.mu.Unlock()
		}
	}()
}

// Long-lived, case: a function that is returned keeps the owner.
type hitLog struct {
	at map[string]time.Time // verdict: reported
}

func NewLimiter() func(string) bool {
	h := &hitLog{at: make(map[string]time.Time)}
	return func(key string) bool {
		for k, at := range h.at {
			if time.Since(at) > time.Minute {
				delete(h.at, k) // want `hitLog\.at`
			}
		}
		_, seen := h.at[key]
		h.at[key] = time.Now()
		return !seen
	}
}

// Long-lived, case: a handler that is registered captures the owner.
type visitLog struct {
	at map[string]time.Time // verdict: reported
}

func Mount(mux *http.ServeMux) {
	v := &visitLog{at: make(map[string]time.Time)}
	mux.HandleFunc("/hit", func(w http.ResponseWriter, r *http.Request) {
		v.at[r.RemoteAddr] = time.Now()
	})
	mux.HandleFunc("/gc", func(w http.ResponseWriter, r *http.Request) {
		for k, at := range v.at {
			if time.Since(at) > time.Minute {
				delete(v.at, k) // want `visitLog\.at`
			}
		}
	})
}

// Long-lived, case: the owner is sent to a goroutine that keeps it.
type batchLog struct {
	at map[string]time.Time // verdict: reported
}

var batchLogs = make(chan *batchLog, 1)

func OpenBatch() { batchLogs <- &batchLog{at: make(map[string]time.Time)} }

func AddToBatch(key string) {
	b := <-batchLogs
	b.at[key] = time.Now()
	for k, at := range b.at {
		if time.Since(at) > time.Minute {
			delete(b.at, k) // want `batchLog\.at`
		}
	}
	batchLogs <- b
}

// Long-lived, near miss: nothing shows who makes the unexported owner.
type unmade struct {
	at map[string]time.Time // verdict: unknown long-lived (the package does not show who makes it)
}

func (u *unmade) see(key string) { u.at[key] = time.Now() }

func (u *unmade) forget(cutoff time.Time) {
	for k, at := range u.at {
		if at.Before(cutoff) {
			delete(u.at, k)
		}
	}
}

// Long-lived, near miss: a map in a local variable is no holder, wherever a
// closure takes it.
func Replay(keys []string) int {
	at := make(map[string]int)
	drop := func(floor int) {
		for k, i := range at {
			if i < floor {
				delete(at, k)
			}
		}
	}
	for i, k := range keys {
		at[k] = i
		drop(i - 100)
	}
	return len(at)
}

// Long-lived, near miss: an owner local to a worker's loop over jobs.
type jobMemo struct {
	at map[string]int64 // verdict: silent long-lived (the maps that are swept never leave the function that makes them)
}

type Farm struct{ jobs chan []string }

func NewFarm() *Farm { return &Farm{jobs: make(chan []string)} }

func (f *Farm) Work() {
	for job := range f.jobs {
		memo := jobMemo{at: make(map[string]int64)}
		for i, k := range job {
			memo.at[k] = int64(i)
			for k, at := range memo.at {
				if at < int64(i-10) {
					delete(memo.at, k)
				}
			}
		}
	}
}

// Long-lived, near miss: the type has long-lived owners, but only one that never
// leaves its function is swept.
type keyLog struct {
	at map[string]int64 // verdict: silent long-lived (the maps that are swept never leave the function that makes them)
}

type Journal struct{ log keyLog }

func NewJournal() *Journal { return &Journal{log: keyLog{at: map[string]int64{}}} }

func (j *Journal) Add(key string, at int64) { j.log.at[key] = at }

func (j *Journal) Recent(floor int64) []string {
	tmp := keyLog{at: make(map[string]int64, len(j.log.at))}
	for k, at := range j.log.at {
		tmp.at[k] = at
	}
	for k, at := range tmp.at {
		if at < floor {
			delete(tmp.at, k)
		}
	}
	return slices.Sorted(maps.Keys(tmp.at))
}

// Long-lived, near miss: an exported function's result is built with a local
// solver, which stores itself in its own parts.
type solver struct {
	open  map[string]int64 // verdict: silent long-lived (the maps that are swept never leave the function that makes them)
	nodes []*node
}

type node struct {
	name string
	s    *solver
}

func (s *solver) push(name string, cost int64) {
	s.nodes = append(s.nodes, &node{name, s})
	s.open[name] = cost
}

func (s *solver) prune(than int64) {
	for n, c := range s.open {
		if c > than {
			delete(s.open, n)
		}
	}
}

func Solve(names []string, most int64) []string {
	s := &solver{open: map[string]int64{}}
	var out []string
	for i, n := range names {
		s.push(n, int64(i))
		s.prune(most)
	}
	for _, n := range s.nodes {
		out = append(out, n.name)
	}
	return out
}

// Long-lived, case: an owner that a method stores in its receiver later.
type sideTable struct {
	at map[string]time.Time // verdict: reported
}

type Host struct{ side *sideTable }

func NewHost() *Host { return &Host{} }

func (h *Host) Enable() {
	if h.side == nil {
		h.side = &sideTable{at: make(map[string]time.Time)}
	}
}

func (h *Host) See(key string) { h.side.at[key] = time.Now() }

func (h *Host) Expire(cutoff time.Time) {
	for k, at := range h.side.at {
		if at.Before(cutoff) {
			delete(h.side.at, k) // want `sideTable\.at`
		}
	}
}

// Long-lived, near miss: an unexported owner is made for one call and given to a
// worker that the call waits for by a channel.
type crawl struct {
	mu sync.Mutex
	at map[string]int // verdict: silent long-lived (never leaves the function that makes it)
}

func (c *crawl) run(keys []string, done chan<- struct{}) {
	for i, k := range keys {
		c.mu.Lock()
		c.at[k] = i
		for k, at := range c.at {
			if at < i-100 {
				delete(c.at, k)
			}
		}
		c.mu.Unlock()
	}
	done <- struct{}{}
}

func Crawl(keys []string) {
	c := &crawl{at: make(map[string]int)}
	done := make(chan struct{})
	go c.run(keys, done)
	<-done
}
