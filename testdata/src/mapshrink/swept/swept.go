// Package swept has what the rule swept does not take for a sweep, each beside what
// it does.
package swept

import (
	"io"
	"net"
	"sync"
)

// A removal for each call, without a loop.
type Calls struct {
	open map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewCalls() *Calls { return &Calls{open: make(map[string]int64)} }

func (c *Calls) Start(id string, at int64) { c.open[id] = at }
func (c *Calls) End(id string)             { delete(c.open, id) }

// Nothing removes at all.
type Seen struct {
	at map[string]int64 // verdict: silent swept (nothing removes entries)
}

func NewSeen() *Seen { return &Seen{at: make(map[string]int64)} }

func (s *Seen) Add(k string, at int64) { s.at[k] = at }

// A loop over a literal.
type Headers struct {
	last map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewHeaders() *Headers { return &Headers{last: make(map[string]int64)} }

func (h *Headers) Set(name string, at int64) { h.last[name] = at }

func (h *Headers) Strip() {
	for _, name := range []string{"connection", "upgrade", "te"} {
		delete(h.last, name)
	}
}

// A loop over a literal that stands in a package variable.
var hopByHop = []string{"connection", "upgrade", "te"}

type Trailers struct {
	last map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewTrailers() *Trailers { return &Trailers{last: make(map[string]int64)} }

func (t *Trailers) Set(name string, at int64) { t.last[name] = at }

func (t *Trailers) Strip() {
	for _, name := range hopByHop {
		delete(t.last, name)
	}
}

// A loop over an array literal, over a map literal and over the letters of
// a constant.
type Flags struct {
	byName map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
	byKind map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
	byRune map[rune]string  // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewFlags() *Flags {
	return &Flags{make(map[string]int64), make(map[string]int64), make(map[rune]string)}
}

func (f *Flags) Set(name, kind string, at int64) {
	f.byName[name] = at
	f.byKind[kind] = at
	f.byRune[rune(name[0])] = name
}

func (f *Flags) Unset() {
	for _, name := range [...]string{"debug", "trace"} {
		delete(f.byName, name)
	}
	for kind := range map[string]bool{"a": true, "b": false} {
		delete(f.byKind, kind)
	}
	for _, r := range "abc" {
		delete(f.byRune, r)
	}
}

// Near miss: a literal of which a part is given.
type Aliases struct {
	of map[string]int64 // verdict: reported
}

func NewAliases() *Aliases { return &Aliases{of: make(map[string]int64)} }

func (a *Aliases) Set(name string, at int64) { a.of[name] = at }

func (a *Aliases) Drop(names ...string) {
	for _, name := range append([]string{"localhost"}, names...) {
		delete(a.of, name) // want `Aliases.of never shrinks`
	}
}

// A constant number of rounds: three clauses, a named constant, range over
// an integer, counting down, over the length of an array.
const replicas = 5

type Replicas struct {
	a, b, c, d, e map[int]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows); silent swept (entries are removed, but not in a loop that the package shows); silent swept (entries are removed, but not in a loop that the package shows); silent swept (entries are removed, but not in a loop that the package shows); silent swept (entries are removed, but not in a loop that the package shows)
	fixed         [4]int
}

func NewReplicas() *Replicas {
	return &Replicas{
		a: make(map[int]int64), b: make(map[int]int64), c: make(map[int]int64),
		d: make(map[int]int64), e: make(map[int]int64),
	}
}

func (r *Replicas) Mark(id int, at int64) {
	r.a[id], r.b[id], r.c[id], r.d[id], r.e[id] = at, at, at, at, at
}

func (r *Replicas) Unmark(first int) {
	for i := 0; i < 3; i++ {
		delete(r.a, first+i)
	}
	for i := 1; i <= replicas; i++ {
		delete(r.b, first+i)
	}
	for i := range replicas {
		delete(r.c, first+i)
	}
	for i := 9; i >= 0; i-- {
		delete(r.d, first+i)
	}
	for i := 0; i < len(r.fixed); i++ {
		delete(r.e, r.fixed[i])
	}
}

// Near miss: as many rounds as are asked for.
type Copies struct {
	at map[int]int64 // verdict: reported
}

func NewCopies() *Copies { return &Copies{at: make(map[int]int64)} }

func (c *Copies) Mark(id int, at int64) { c.at[id] = at }

func (c *Copies) Unmark(first, n int) {
	for i := 0; i < n; i++ {
		delete(c.at, first+i) // want `Copies.at never shrinks`
	}
}

// The loop returns after its first removal.
type Locks struct {
	byName map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewLocks() *Locks { return &Locks{byName: make(map[string]int64)} }

func (l *Locks) Lock(name string, id int64) { l.byName[name] = id }

func (l *Locks) Unlock(id int64) bool {
	for name, holder := range l.byName {
		if holder == id {
			delete(l.byName, name)
			return true
		}
	}
	return false
}

// The loop breaks after its first removal, also with a label, from a switch.
type Picks struct {
	free  map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
	spare map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewPicks() *Picks {
	return &Picks{free: make(map[string]int64), spare: make(map[string]int64)}
}

func (p *Picks) Add(k string, at int64) { p.free[k], p.spare[k] = at, at }

func (p *Picks) One() (one string) {
	for k := range p.free {
		one = k
		delete(p.free, k)
		break
	}
	return one
}

func (p *Picks) Oldest(before int64) (old string) {
search:
	for k, at := range p.spare {
		switch {
		case at < before:
			old = k
			delete(p.spare, k)
			break search
		}
	}
	return old
}

// Near miss: break leaves only the switch, and the loop goes on.
type Sorted struct {
	at map[string]int64 // verdict: reported
}

func NewSorted() *Sorted { return &Sorted{at: make(map[string]int64)} }

func (s *Sorted) Add(k string, at int64) { s.at[k] = at }

func (s *Sorted) Old(before int64) {
	for k, at := range s.at {
		switch {
		case at < before:
			delete(s.at, k) // want `Sorted.at never shrinks`
			break
		}
	}
}

// The loop leaves after a removal in a method that it calls.
type Slots struct {
	at map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewSlots() *Slots { return &Slots{at: make(map[string]int64)} }

func (s *Slots) Add(k string, at int64) { s.at[k] = at }

func (s *Slots) take(k string) bool {
	_, ok := s.at[k]
	delete(s.at, k)
	return ok
}

func (s *Slots) First(keys []string) string {
	for _, k := range keys {
		if _, ok := s.at[k]; !ok {
			continue
		}
		s.take(k)
		return k
	}
	return ""
}

// An inner loop that leaves after its first removal, in an endless one that
// goes on: entries leave in the outer loop.
type Drain struct {
	at map[string]int64 // verdict: reported
}

func NewDrain() *Drain { return &Drain{at: make(map[string]int64)} }

func (d *Drain) Add(k string, at int64) { d.at[k] = at }

func (d *Drain) Run(before <-chan int64) {
	for b := range before {
		for k, at := range d.at {
			if at < b {
				delete(d.at, k) // want `Drain.at never shrinks`
				break
			}
		}
	}
}

// A goroutine for each round: what one connection removes is no sweep of
// the accept loop.
type Server struct {
	mu    sync.Mutex
	users map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewServer() *Server { return &Server{users: make(map[string]int64)} }

func (s *Server) Serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go s.handle(c)
	}
}

func (s *Server) handle(c net.Conn) {
	name := c.RemoteAddr().String()
	s.mu.Lock()
	s.users[name] = 1
	s.mu.Unlock()
	io.Copy(io.Discard, c)
	s.mu.Lock()
	delete(s.users, name)
	s.mu.Unlock()
}

// The same with a literal, and with a wait group.
type Pool struct {
	mu   sync.Mutex
	busy map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
	idle map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewPool() *Pool {
	return &Pool{busy: make(map[string]int64), idle: make(map[string]int64)}
}

func (p *Pool) Start(id string, at int64) { p.busy[id], p.idle[id] = at, at }

func (p *Pool) Run(ids <-chan string) {
	var wg sync.WaitGroup
	for id := range ids {
		go func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			delete(p.busy, id)
		}()
		wg.Go(func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			delete(p.idle, id)
		})
	}
	wg.Wait()
}

// Near miss: the loop runs in the goroutine.
type Workers struct {
	mu   sync.Mutex
	busy map[string]int64 // verdict: reported
}

func NewWorkers() *Workers { return &Workers{busy: make(map[string]int64)} }

func (w *Workers) Start(id string, at int64) { w.busy[id] = at }

func (w *Workers) Run(n int, ids <-chan string) {
	for range n {
		go func() {
			for id := range ids {
				w.mu.Lock()
				delete(w.busy, id) // want `Workers.busy never shrinks`
				w.mu.Unlock()
			}
		}()
	}
}

// Another owner's map in each round.
type user struct {
	tags map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

type Users struct{ all []*user }

func (us *Users) Add() {
	us.all = append(us.all, &user{tags: make(map[string]int64)})
}

func (us *Users) Tag(i int, tag string, at int64) { us.all[i].tags[tag] = at }

func (us *Users) Untag(tag string) {
	for _, u := range us.all {
		delete(u.tags, tag)
	}
}

// The same through a method and by index, one key for all.
type bucket struct {
	mu sync.Mutex
	at map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func (b *bucket) remove(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.at, k)
}

type Buckets struct{ list [32]bucket }

func NewBuckets() *Buckets {
	bs := &Buckets{}
	for i := range bs.list {
		bs.list[i].at = make(map[string]int64)
	}
	return bs
}

func (bs *Buckets) Put(k string, at int64) { bs.list[len(k)%32].at[k] = at }

func (bs *Buckets) Remove(k string) {
	for i := range bs.list {
		bs.list[i].remove(k)
	}
}

// Near miss: the shard comes from the key, and the keys from a loop.
type shard struct {
	mu sync.Mutex
	at map[string]int64 // verdict: reported
}

type Shards struct{ list [32]shard }

func NewShards() *Shards {
	s := &Shards{}
	for i := range s.list {
		s.list[i].at = make(map[string]int64)
	}
	return s
}

func (s *Shards) of(k string) *shard { return &s.list[len(k)%32] }

func (s *Shards) Put(k string, at int64) { s.of(k).at[k] = at }

func (s *Shards) expire(i int, before int64) {
	sh := &s.list[i]
	for k, at := range sh.at {
		if at < before {
			delete(sh.at, k) // want `shard.at never shrinks`
		}
	}
}

func (s *Shards) Expire(before int64) {
	for i := range s.list {
		s.expire(i, before)
	}
}

// A removal through io.Closer: who calls Close in a loop is not known to
// mean this type.
type Session struct {
	reg *Sessions
	id  string
}

type Sessions struct {
	byID map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewSessions() *Sessions { return &Sessions{byID: make(map[string]int64)} }

func (s *Sessions) Open(id string, at int64) *Session {
	s.byID[id] = at
	return &Session{s, id}
}

func (s *Session) Close() error {
	delete(s.reg.byID, s.id)
	return nil
}

func CloseAll(cs []io.Closer) {
	for _, c := range cs {
		c.Close()
	}
}

// Near miss: the same with the package's own type.
type Handle struct {
	reg *Handles
	id  string
}

type Handles struct {
	byID map[string]int64 // verdict: reported
}

func NewHandles() *Handles { return &Handles{byID: make(map[string]int64)} }

func (h *Handles) Open(id string, at int64) *Handle {
	h.byID[id] = at
	return &Handle{h, id}
}

func (h *Handle) Release() {
	delete(h.reg.byID, h.id) // want `Handles.byID never shrinks`
}

func ReleaseAll(hs []*Handle) {
	for _, h := range hs {
		h.Release()
	}
}

// The loop is around the making of the owner: another map in each round.
type scratchpad struct {
	words map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func Longest(lines [][]string) (most int) {
	for _, words := range lines {
		p := scratchpad{words: make(map[string]int64)}
		for i, w := range words {
			p.words[w] = int64(i)
		}
		delete(p.words, "")
		most = max(most, len(p.words))
	}
	return most
}
