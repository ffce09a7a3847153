// Package nosweeps has removals in loops that are no sweeps of a map that
// grows again, each beside one that is.
package nosweeps

import "errors"

// Swept, near miss: a constant argument keeps the callee from its delete.
type Flagged struct {
	rows map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewFlagged() *Flagged { return &Flagged{rows: make(map[string]int64)} }

func (c *Flagged) Add(k string, at int64) { c.rows[k] = at }

func (c *Flagged) drop(k string, forget bool) {
	println(k)
	if forget {
		delete(c.rows, k)
	}
}

func (c *Flagged) Forget(k string) { c.drop(k, true) }

func (c *Flagged) Tell(keys []string) {
	for _, k := range keys {
		c.drop(k, false)
	}
}

// Swept, case: a variable one.
type Asked struct {
	rows map[string]int64 // verdict: reported
}

func NewAsked() *Asked { return &Asked{rows: make(map[string]int64)} }

func (c *Asked) Add(k string, at int64) { c.rows[k] = at }

func (c *Asked) drop(k string, forget bool) {
	println(k)
	if forget {
		delete(c.rows, k) // want `Asked\.rows`
	}
}

func (c *Asked) Tell(keys []string, forget bool) {
	for _, k := range keys {
		c.drop(k, forget)
	}
}

// Swept, case: the other constant.
type Forgotten struct {
	rows map[string]int64 // verdict: reported
}

func NewForgotten() *Forgotten { return &Forgotten{rows: make(map[string]int64)} }

func (c *Forgotten) Add(k string, at int64) { c.rows[k] = at }

func (c *Forgotten) drop(k string, forget bool) {
	println(k)
	if forget {
		delete(c.rows, k) // want `Forgotten\.rows`
	}
}

func (c *Forgotten) Tell(keys []string) {
	for _, k := range keys {
		c.drop(k, true)
	}
}

// Swept, near miss: a number that the callee tests.
type reason int

const (
	moved reason = iota
	gone
)

type Reasons struct {
	rows map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewReasons() *Reasons { return &Reasons{rows: make(map[string]int64)} }

func (c *Reasons) Add(k string, at int64) { c.rows[k] = at }

func (c *Reasons) drop(k string, why reason) {
	switch why {
	case gone:
		delete(c.rows, k)
	default:
		println(k)
	}
}

func (c *Reasons) Gone(k string) { c.drop(k, gone) }

func (c *Reasons) Move(keys []string) {
	for _, k := range keys {
		c.drop(k, moved)
	}
}

// Swept, near miss: nil keeps the callee from it.
type Given struct {
	rows map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewGiven() *Given { return &Given{rows: make(map[string]int64)} }

func (c *Given) Add(k string, at int64) { c.rows[k] = at }

func (c *Given) drop(k string, err error) {
	println(k)
	if err != nil {
		delete(c.rows, k)
	}
}

func (c *Given) Fail(k string, err error) { c.drop(k, err) }

func (c *Given) Finish(keys []string) {
	for _, k := range keys {
		c.drop(k, nil)
	}
}

// Swept, case: what may be nil.
type Failed struct {
	rows map[string]int64 // verdict: reported
}

func NewFailed() *Failed { return &Failed{rows: make(map[string]int64)} }

func (c *Failed) Add(k string, at int64) { c.rows[k] = at }

func (c *Failed) drop(k string, err error) {
	println(k)
	if err != nil {
		delete(c.rows, k) // want `Failed\.rows`
	}
}

func (c *Failed) Finish(keys []string, err error) {
	for _, k := range keys {
		c.drop(k, err)
	}
}

// Swept, near miss: what is not nil keeps the callee from it.
type order struct{ by string }

type Ordered struct {
	rows map[string]int64 // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewOrdered() *Ordered { return &Ordered{rows: make(map[string]int64)} }

func (c *Ordered) Add(k string, at int64) { c.rows[k] = at }

func (c *Ordered) drop(k string, by *order) {
	if by == nil {
		delete(c.rows, k)
	}
}

func (c *Ordered) Forget(k string) { c.drop(k, nil) }

func (c *Ordered) Run(keys []string) {
	for _, k := range keys {
		c.drop(k, &order{k})
	}
}

// Not scratch, near miss: what a worker defers goes through its owner's map.
type Worker struct {
	rows map[string]int64 // verdict: silent not scratch (it is emptied only during shutdown)
	in   chan string
	out  chan string
	quit chan struct{}
}

func NewWorker() *Worker {
	w := &Worker{rows: make(map[string]int64), in: make(chan string), out: make(chan string), quit: make(chan struct{})}
	go w.run()
	return w
}

func (w *Worker) run() {
	defer w.empty()
	for {
		select {
		case k := <-w.in:
			w.rows[k] = 1
		case k := <-w.out:
			w.rows[k] = 0
		case <-w.quit:
			return
		}
	}
}

func (w *Worker) empty() {
	for k, n := range w.rows {
		if n > 0 {
			delete(w.rows, k)
		}
	}
}

// Not scratch, near miss: the same with one kind of event and an end.
type Waiter struct {
	rows map[string]int64 // verdict: silent not scratch (it is emptied only during shutdown)
	in   chan string
	quit chan struct{}
}

func NewWaiter() *Waiter {
	w := &Waiter{rows: make(map[string]int64), in: make(chan string), quit: make(chan struct{})}
	go w.run()
	return w
}

func (w *Waiter) run() {
	defer w.empty()
	for {
		select {
		case k := <-w.in:
			w.rows[k] = 1
		case <-w.quit:
			return
		}
	}
}

func (w *Waiter) empty() {
	for k, n := range w.rows {
		if n > 0 {
			delete(w.rows, k)
		}
	}
}

// Not scratch, case: what a handler defers goes through a list of its own.
type Handler struct {
	rows map[string]int64 // verdict: silent not scratch (it is emptied only during shutdown)
	in   chan string
	quit chan struct{}
}

func NewHandler() *Handler {
	h := &Handler{rows: make(map[string]int64), in: make(chan string), quit: make(chan struct{})}
	go h.run()
	return h
}

func (h *Handler) run() {
	var mine []string
	defer func() {
		for _, k := range mine {
			delete(h.rows, k)
		}
	}()
	for {
		select {
		case k := <-h.in:
			h.rows[k] = 1
			mine = append(mine, k)
		case <-h.quit:
			return
		}
	}
}

// Not scratch, case: the owner's map, but others call it too.
type Emptied struct {
	rows map[string]int64 // verdict: reported
	in   chan string
	quit chan struct{}
}

func NewEmptied() *Emptied {
	e := &Emptied{rows: make(map[string]int64), in: make(chan string), quit: make(chan struct{})}
	go e.run()
	return e
}

func (e *Emptied) run() {
	defer e.empty()
	for {
		select {
		case k := <-e.in:
			e.rows[k] = 1
		case <-e.quit:
			return
		}
	}
}

func (e *Emptied) Forget() { e.empty() }

func (e *Emptied) empty() {
	for k, n := range e.rows {
		if n > 0 {
			delete(e.rows, k) // want `Emptied\.rows`
		}
	}
}

// Not scratch, near miss: entries are renamed, the map stays as large as it was.
type Renamed struct {
	rows map[string]int64 // verdict: silent not scratch (for each entry that leaves another one comes)
}

func NewRenamed() *Renamed { return &Renamed{rows: make(map[string]int64)} }

func (c *Renamed) Add(k string, at int64) { c.rows[k] = at }

func (c *Renamed) Rename(pairs [][2]string) {
	for _, p := range pairs {
		at := c.rows[p[0]]
		delete(c.rows, p[0])
		c.rows[p[1]] = at
	}
}

// Not scratch, case: without the insert.
type Gone struct {
	rows map[string]int64 // verdict: reported
}

func NewGone() *Gone { return &Gone{rows: make(map[string]int64)} }

func (c *Gone) Add(k string, at int64) { c.rows[k] = at }

func (c *Gone) Drop(pairs [][2]string) {
	for _, p := range pairs {
		delete(c.rows, p[0]) // want `Gone\.rows`
	}
}

// Not scratch, case: some are renamed, the others go.
type Some struct {
	rows map[string]int64 // verdict: reported
}

func NewSome() *Some { return &Some{rows: make(map[string]int64)} }

func (c *Some) Add(k string, at int64) { c.rows[k] = at }

func (c *Some) Rename(pairs [][2]string) {
	for _, p := range pairs {
		at := c.rows[p[0]]
		delete(c.rows, p[0]) // want `Some\.rows`
		if p[1] != "" {
			c.rows[p[1]] = at
		}
	}
}

// Not scratch, case: what comes may be there already.
type Merged struct {
	rows map[string]int64 // verdict: reported
}

func NewMerged() *Merged { return &Merged{rows: make(map[string]int64)} }

func (c *Merged) Add(k string, at int64) { c.rows[k] = at }

func (c *Merged) Merge(pairs [][2]string) {
	for _, p := range pairs {
		at := c.rows[p[0]] + c.rows[p[1]]
		delete(c.rows, p[0]) // want `Merged\.rows`
		c.rows[p[1]] = at
	}
}

// Kept, near miss: the field was nil when the function began, and is given
// up at its end.
type Round struct {
	rows map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewRound() *Round { return &Round{} }

func (r *Round) Run(keys []string) {
	if r.rows != nil {
		return
	}
	r.rows = make(map[string]int64)
	r.fill(keys)
	for k, n := range r.rows {
		if n > 1 {
			delete(r.rows, k)
		}
	}
	r.rows = nil
}

func (r *Round) fill(keys []string) {
	for _, k := range keys {
		r.rows[k]++
	}
}

// Kept, case: a map is made where there is none.
type Lazy struct {
	rows map[string]int64 // verdict: reported
}

func NewLazy() *Lazy { return &Lazy{} }

func (l *Lazy) Run(keys []string) {
	if l.rows == nil {
		l.rows = make(map[string]int64)
	}
	l.fill(keys)
	for k, n := range l.rows {
		if n > 1 {
			delete(l.rows, k) // want `Lazy\.rows`
		}
	}
}

func (l *Lazy) fill(keys []string) {
	for _, k := range keys {
		l.rows[k]++
	}
}

// Not known: the loop tries one address after the other until a call succeeds.
type Lines struct {
	open map[string]int // verdict: reported
}

func NewLines() *Lines { return &Lines{open: make(map[string]int)} }

func (l *Lines) Add(k string, n int) { l.open[k] = n }

func (l *Lines) Dial(addrs []string) bool {
	for _, a := range addrs {
		if err := l.redial(a); err != nil {
			continue
		}
		return true
	}
	return false
}

func (l *Lines) redial(a string) error {
	delete(l.open, a) // want `map Lines\.open never shrink`
	return try(a)
}

// Swept: the loop goes on when the call succeeded.
type Wires struct {
	open map[string]int // verdict: reported
}

func NewWires() *Wires { return &Wires{open: make(map[string]int)} }

func (w *Wires) Add(k string, n int) { w.open[k] = n }

func (w *Wires) Cut(addrs []string) error {
	for _, a := range addrs {
		if err := w.cut(a); err != nil {
			return err
		}
	}
	return nil
}

func (w *Wires) cut(a string) error {
	delete(w.open, a) // want `Wires.open never shrinks`
	return try(a)
}

// Swept: failures do not end the loop.
type Pipes struct {
	open map[string]int // verdict: reported
}

func NewPipes() *Pipes { return &Pipes{open: make(map[string]int)} }

func (p *Pipes) Add(k string, n int) { p.open[k] = n }

func (p *Pipes) Close(addrs []string) (failed int) { return p.drain(addrs) }

func (p *Pipes) Drain(addrs []string) int { return p.drain(addrs) }

func (p *Pipes) drain(addrs []string) (failed int) {
	for _, a := range addrs {
		if err := p.shut(a); err != nil {
			failed++
		}
	}
	return failed
}

func (p *Pipes) shut(a string) error {
	delete(p.open, a) // want `Pipes.open never shrinks`
	return try(a)
}

func try(a string) error {
	if a == "" {
		return errEmpty
	}
	return nil
}

var errEmpty = errors.New("empty")

// Swept, near miss: the loop goes through arguments that stand in each call.
type Tags struct {
	rows map[string]int // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewTags() *Tags { return &Tags{rows: make(map[string]int)} }

func (t *Tags) Add(k string, n int) { t.rows[k] = n }

func (t *Tags) Rename(from, to string, n int) {
	t.remove(from, to)
	t.rows[to] = n
}

func (t *Tags) Forget(k string) { t.remove(k) }

func (t *Tags) remove(keys ...string) {
	for _, k := range keys {
		delete(t.rows, k)
	}
}

// Swept: one caller passes a list on.
type Labels struct {
	rows map[string]int // verdict: reported
}

func NewLabels() *Labels { return &Labels{rows: make(map[string]int)} }

func (l *Labels) Add(k string, n int) { l.rows[k] = n }

func (l *Labels) Forget(k string) { l.remove(k) }

func (l *Labels) Purge(keys []string) { l.remove(keys...) }

func (l *Labels) remove(keys ...string) {
	for _, k := range keys {
		delete(l.rows, k) // want `Labels.rows never shrinks`
	}
}

// Swept: the call stands in a loop.
type Badges struct {
	rows map[string]int // verdict: reported
}

func NewBadges() *Badges { return &Badges{rows: make(map[string]int)} }

func (b *Badges) Add(k string, n int) { b.rows[k] = n }

func (b *Badges) Purge(keys []string) {
	for _, k := range keys {
		b.remove(k)
	}
}

func (b *Badges) remove(keys ...string) {
	for _, k := range keys {
		delete(b.rows, k) // want `Badges.rows never shrinks`
	}
}

// Swept: a loop over the map stands around the one over the arguments.
type Marks struct {
	rows map[string]string // verdict: reported
}

func NewMarks() *Marks { return &Marks{rows: make(map[string]string)} }

func (m *Marks) Add(k, of string) { m.rows[k] = of }

func (m *Marks) Forget(of string) { m.remove(of) }

func (m *Marks) remove(ofs ...string) {
	for k, by := range m.rows {
		for _, of := range ofs {
			if by == of {
				delete(m.rows, k) // want `Marks.rows never shrinks`
			}
		}
	}
}
