package loops

import (
	"sync"
	"time"
)

// Called from a loop through three calls.
type Chain struct {
	mu sync.Mutex
	at map[string]int64 // verdict: reported
}

func NewChain() *Chain { return &Chain{at: make(map[string]int64)} }

func (c *Chain) Add(k string, at int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at[k] = at
}

func (c *Chain) remove(k string) {
	delete(c.at, k) // want `Chain.at never shrinks`
}

func (c *Chain) removeLocked(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(k)
}

func (c *Chain) release(k string) bool {
	c.removeLocked(k)
	return true
}

func (c *Chain) ReleaseAll(keys []string) (n int) {
	for _, k := range keys {
		if c.release(k) {
			n++
		}
	}
	return n
}

// A function literal that a looping function of the package calls.
func each(keys []string, f func(string)) {
	for _, k := range keys {
		f(k)
	}
}

type Literal struct {
	at map[string]int64 // verdict: reported
}

func NewLiteral() *Literal { return &Literal{at: make(map[string]int64)} }

func (l *Literal) Add(k string, at int64) { l.at[k] = at }

func (l *Literal) Remove(keys []string) {
	each(keys, func(k string) {
		delete(l.at, k) // want `Literal.at never shrinks`
	})
}

// Near miss: a function of the package that calls its argument once.
func locked(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}

type Guarded struct {
	mu sync.Mutex
	at map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewGuarded() *Guarded { return &Guarded{at: make(map[string]int64)} }

func (g *Guarded) Add(k string, at int64) { locked(&g.mu, func() { g.at[k] = at }) }
func (g *Guarded) Remove(k string)        { locked(&g.mu, func() { delete(g.at, k) }) }

// A method value that a looping generic function of the package calls.
func forEach[T any](xs []T, f func(T)) {
	for _, x := range xs {
		f(x)
	}
}

type Bound struct {
	at map[string]int64 // verdict: reported
}

func NewBound() *Bound { return &Bound{at: make(map[string]int64)} }

func (b *Bound) Add(k string, at int64) { b.at[k] = at }

func (b *Bound) remove(k string) {
	delete(b.at, k) // want `Bound.at never shrinks`
}

func (b *Bound) Remove(keys []string) { forEach(keys, b.remove) }

// A function literal kept in a field.
type Hooked struct {
	at     map[string]int64 // verdict: reported
	onGone func(string)
}

func NewHooked() *Hooked {
	h := &Hooked{at: make(map[string]int64)}
	h.onGone = func(k string) {
		delete(h.at, k) // want `Hooked.at never shrinks`
	}
	return h
}

func (h *Hooked) Add(k string, at int64) { h.at[k] = at }

func (h *Hooked) Watch(gone <-chan string) {
	for k := range gone {
		h.onGone(k)
	}
}

// A function literal kept in a field of another type, given by a composite
// literal.
type watcher struct {
	events  chan string
	handler func(string)
}

func (w *watcher) loop() {
	for ev := range w.events {
		w.handler(ev)
	}
}

type Watched struct {
	at map[string]int64 // verdict: reported
	w  *watcher
}

func NewWatched() *Watched {
	x := &Watched{at: make(map[string]int64)}
	x.w = &watcher{events: make(chan string), handler: func(k string) {
		delete(x.at, k) // want `Watched.at never shrinks`
	}}
	go x.w.loop()
	return x
}

func (w *Watched) Add(k string, at int64) { w.at[k] = at }

// Commands as functions in a channel are not followed.
type Actor struct {
	jobs map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
	do   chan func()
}

func NewActor() *Actor {
	a := &Actor{jobs: make(map[string]int64), do: make(chan func())}
	go func() {
		for f := range a.do {
			f()
		}
	}()
	return a
}

func (a *Actor) Start(id string) { a.do <- func() { a.jobs[id] = time.Now().Unix() } }

func (a *Actor) Done(id string) {
	a.do <- func() {
		delete(a.jobs, id)
	}
}

// Recursion instead of a loop.
type Tree struct {
	parent map[string]string   // verdict: reported
	kids   map[string][]string // verdict: silent swept (nothing removes entries)
}

func NewTree() *Tree {
	return &Tree{parent: make(map[string]string), kids: make(map[string][]string)}
}

func (t *Tree) Add(id, parent string) {
	t.parent[id] = parent
	t.kids[parent] = append(t.kids[parent], id)
}

func (t *Tree) Remove(id string) {
	for _, kid := range t.kids[id] {
		t.Remove(kid)
	}
	delete(t.parent, id) // want `Tree.parent never shrinks`
}
