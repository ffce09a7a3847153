package growsinit

import (
	"os"
	"strings"
	"sync"
	"time"
)

// Grows, near miss: only the constructor inserts, for each element it gets.
type Plan struct {
	steps map[string]int64 // verdict: silent grows (entries are only inserted during initialization, or changed)
}

func NewPlan(names []string) *Plan {
	p := &Plan{steps: make(map[string]int64)}
	for i, n := range names {
		p.steps[n] = int64(i)
	}
	return p
}

func (p *Plan) Advance(to int64) {
	for n, at := range p.steps {
		if at < to {
			delete(p.steps, n)
		}
	}
}

// Grows, near miss: the method that inserts is called by the constructor
// only.
type Queue struct {
	slots map[string]int64 // verdict: silent grows (entries are only inserted during initialization, or changed)
}

func NewQueue(names []string) *Queue {
	q := &Queue{slots: make(map[string]int64)}
	q.fill(names)
	return q
}

func (q *Queue) fill(names []string) {
	for i, n := range names {
		q.put(n, int64(i))
	}
}

func (q *Queue) put(name string, at int64) { q.slots[name] = at }

func (q *Queue) Advance(to int64) {
	for n, at := range q.slots {
		if at < to {
			delete(q.slots, n)
		}
	}
}

// Grows, case: the same method is called by the constructor and by others.
type Shelf struct {
	slots map[string]int64 // verdict: reported
}

func NewShelf(names []string) *Shelf {
	q := &Shelf{slots: make(map[string]int64)}
	for i, n := range names {
		q.put(n, int64(i))
	}
	return q
}

func (q *Shelf) Add(name string, at int64) { q.put(name, at) }

func (q *Shelf) put(name string, at int64) { q.slots[name] = at }

func (q *Shelf) Advance(to int64) {
	for n, at := range q.slots {
		if at < to {
			delete(q.slots, n) // want `Shelf\.slots`
		}
	}
}

// Grows, near miss: a package variable that only its initializer fills.
var builtin = func() map[string]int64 { // verdict: silent grows (nothing inserts in this package)
	m := make(map[string]int64)
	for i, n := range strings.Fields("alpha beta gamma delta") {
		m[n] = int64(i)
	}
	return m
}()

func RetireBuiltin(below int64) {
	for n, at := range builtin {
		if at < below {
			delete(builtin, n)
		}
	}
}

// Grows, near miss: a package variable that only init fills, from the
// environment.
var environ = map[string]int64{} // verdict: silent grows (entries are only inserted during initialization, or changed)

func init() {
	for i, kv := range os.Environ() {
		k, _, _ := strings.Cut(kv, "=")
		environ[k] = int64(i)
	}
}

func RetireEnviron(below int64) {
	for n, at := range environ {
		if at < below {
			delete(environ, n)
		}
	}
}

// Grows, near miss: only sync.Once inserts.
var (
	words     = map[string]int64{} // verdict: silent grows (entries are only inserted during initialization, or changed)
	wordsOnce sync.Once
)

func loadWords(path string) {
	f, err := os.ReadFile(path)
	if err != nil {
		return
	}
	for i, w := range strings.Fields(string(f)) {
		words[w] = int64(i)
	}
}

func Words(path string) int {
	wordsOnce.Do(func() { loadWords(path) })
	return len(words)
}

func RetireWords(below int64) {
	for n, at := range words {
		if at < below {
			delete(words, n)
		}
	}
}

// Grows, case: the constructor makes the function that inserts, but others
// call it later.
type Watch struct {
	seen   map[string]time.Time // verdict: reported
	onSeen func(name string)
}

func NewWatch() *Watch {
	w := &Watch{seen: make(map[string]time.Time)}
	w.onSeen = func(name string) { w.seen[name] = time.Now() }
	return w
}

func (w *Watch) See(name string) { w.onSeen(name) }

func (w *Watch) Forget(cutoff time.Time) {
	for n, at := range w.seen {
		if at.Before(cutoff) {
			delete(w.seen, n) // want `Watch\.seen`
		}
	}
}

// Grows, case: the constructor starts the goroutine that inserts.
type Feed struct {
	seen map[string]time.Time // verdict: reported
}

func NewFeed(in <-chan string) *Feed {
	f := &Feed{seen: make(map[string]time.Time)}
	go func() {
		for name := range in {
			f.seen[name] = time.Now()
			for n, at := range f.seen {
				if time.Since(at) > time.Hour {
					delete(f.seen, n) // want `Feed\.seen`
				}
			}
		}
	}()
	return f
}

// Grows, case: the constructor gives the inserting method to somebody.
type Sink struct {
	seen map[string]time.Time // verdict: reported
}

func NewSink(subscribe func(func(string))) *Sink {
	f := &Sink{seen: make(map[string]time.Time)}
	subscribe(f.note)
	return f
}

func (f *Sink) note(name string) { f.seen[name] = time.Now() }

func (f *Sink) Forget(cutoff time.Time) {
	for n, at := range f.seen {
		if at.Before(cutoff) {
			delete(f.seen, n) // want `Sink\.seen`
		}
	}
}

// Grows, near miss: options, functions that the constructor calls, insert.
type Limits struct {
	of map[string]int64 // verdict: silent grows (entries are only inserted during initialization, or changed)
}

type Option func(*Limits)

func WithLimit(name string, n int64) Option {
	return func(l *Limits) { l.of[name] = n }
}

func NewLimits(opts ...Option) *Limits {
	l := &Limits{of: make(map[string]int64)}
	for _, o := range opts {
		o(l)
	}
	return l
}

func (l *Limits) Retire(match func(string) bool) {
	for n := range l.of {
		if match(n) {
			delete(l.of, n)
		}
	}
}
