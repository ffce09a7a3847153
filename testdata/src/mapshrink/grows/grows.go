package grows

import (
	"maps"
	"strings"
	"time"
)

// Grows, case: a caller's key is inserted after initialization.
type Visits struct {
	last map[string]time.Time // verdict: reported
}

func NewVisits() *Visits { return &Visits{last: make(map[string]time.Time)} }

func (v *Visits) Touch(page string, at time.Time) { v.last[page] = at }

func (v *Visits) Forget(cutoff time.Time) {
	for page, at := range v.last {
		if at.Before(cutoff) {
			delete(v.last, page) // want `map Visits\.last never shrinks`
		}
	}
}

// Grows, near miss: all keys are constants.
type Phases struct {
	started map[string]time.Time // verdict: silent grows (all keys are constants)
}

func NewPhases() *Phases { return &Phases{started: make(map[string]time.Time)} }

const bootPhase = "boot"

func (p *Phases) Boot(at time.Time) { p.started[bootPhase] = at }
func (p *Phases) Sync(at time.Time) { p.started["sync"] = at }
func (p *Phases) Run(at time.Time)  { p.started["ru"+"n"] = at }

func (p *Phases) Forget(cutoff time.Time) {
	for name, at := range p.started {
		if at.Before(cutoff) {
			delete(p.started, name)
		}
	}
}

// Grows, near miss: one of several constants, chosen by a switch.
type Outcomes struct {
	count map[string]int64 // verdict: silent unbounded (all keys stand in the source)
}

func NewOutcomes() *Outcomes { return &Outcomes{count: make(map[string]int64)} }

func (o *Outcomes) Note(code int) {
	key := "other"
	switch {
	case code < 300:
		key = "ok"
	case code >= 500:
		key = "failed"
	}
	o.count[key]++
}

func (o *Outcomes) Drain(emit func(string, int64)) {
	for key, n := range o.count {
		emit(key, n)
		delete(o.count, key)
	}
}

// Grows, case: one insert has a constant key, the other one has not.
type Topics struct {
	seen map[string]time.Time // verdict: reported
}

func NewTopics() *Topics { return &Topics{seen: make(map[string]time.Time)} }

func (t *Topics) System(at time.Time)             { t.seen["$sys"] = at }
func (t *Topics) User(topic string, at time.Time) { t.seen[topic] = at }

func (t *Topics) Forget(cutoff time.Time) {
	for topic, at := range t.seen {
		if at.Before(cutoff) {
			delete(t.seen, topic) // want `Topics\.seen`
		}
	}
}

// Grows, near miss: looking up a missing key inserts nothing.
type Hints struct {
	text map[string]string // verdict: silent grows (nothing inserts in this package)
}

func NewHints(text map[string]string) *Hints { return &Hints{text: text} }

func (h *Hints) For(key string) string { return h.text[key] }

func (h *Hints) Drop(prefix string) {
	for key := range h.text {
		if strings.HasPrefix(key, prefix) {
			delete(h.text, key)
		}
	}
}

// Grows, case: m[k]++ inserts.
type Hits struct {
	n   map[string]int // verdict: reported
	min int
}

func NewHits(least int) *Hits { return &Hits{n: map[string]int{}, min: least} }

func (h *Hits) Hit(addr string) { h.n[addr]++ }

func (h *Hits) Decay() {
	for addr, n := range h.n {
		if n < h.min {
			delete(h.n, addr) // want `Hits\.n`
		}
	}
}

// Grows, case: appending to an element inserts.
type Mailbox struct {
	letters map[string][]string // verdict: reported
}

func NewMailbox() *Mailbox { return &Mailbox{letters: map[string][]string{}} }

func (m *Mailbox) Deliver(to, text string) { m.letters[to] = append(m.letters[to], text) }

func (m *Mailbox) Prune() {
	for to, letters := range m.letters {
		if len(letters) == 0 {
			delete(m.letters, to) // want `Mailbox\.letters`
		}
	}
}

// Grows, case: a tuple assignment inserts, and so does an assignment of two
// results.
type Pairs struct {
	left, right map[string]int64 // verdict: reported; reported
}

func NewPairs() *Pairs { return &Pairs{left: map[string]int64{}, right: map[string]int64{}} }

func (p *Pairs) Put(a, b string, x, y int64) { p.left[a], p.right[b] = x, y }

func (p *Pairs) Expire(floor int64) {
	for k, x := range p.left {
		if x < floor {
			delete(p.left, k) // want `Pairs\.left`
		}
	}
	for k, x := range p.right {
		if x < floor {
			delete(p.right, k) // want `Pairs\.right`
		}
	}
}

// Grows, case: maps.Copy inserts a caller's batch.
type Overlay struct {
	of map[string]int64 // verdict: reported
}

func NewOverlay() *Overlay { return &Overlay{of: map[string]int64{}} }

func (o *Overlay) Merge(batch map[string]int64) { maps.Copy(o.of, batch) }

func (o *Overlay) Expire(floor int64) {
	for k, x := range o.of {
		if x < floor {
			delete(o.of, k) // want `Overlay\.of`
		}
	}
}

// Grows, case: a helper that takes the map inserts.
type Ledger struct {
	lines map[string]int64 // verdict: reported
}

func NewLedger() *Ledger { return &Ledger{lines: map[string]int64{}} }

func put[K comparable, V any](m map[K]V, k K, v V) { m[k] = v }

func (l *Ledger) Book(account string, at int64) { put(l.lines, account, at) }

func (l *Ledger) Expire(floor int64) {
	for k, at := range l.lines {
		if at < floor {
			delete(l.lines, k) // want `Ledger\.lines`
		}
	}
}

// Grows, case: a range clause that assigns to an element inserts.
type Ranks struct {
	of map[string]int // verdict: reported
}

func NewRanks() *Ranks { return &Ranks{of: map[string]int{}} }

func (r *Ranks) Count(key string, words []string) {
	for r.of[key] = range words {
	}
}

func (r *Ranks) Drop(floor int) {
	for k, n := range r.of {
		if n < floor {
			delete(r.of, k) // want `Ranks\.of`
		}
	}
}

// Grows, case: the map has a named type whose method inserts.
type nameSet map[string]int64

func (s nameSet) add(name string, at int64) { s[name] = at }

type Roster struct {
	names nameSet // verdict: reported
}

func NewRoster() *Roster { return &Roster{names: nameSet{}} }

func (r *Roster) Join(name string, at int64) { r.names.add(name, at) }

func (r *Roster) Expire(floor int64) {
	for k, at := range r.names {
		if at < floor {
			delete(r.names, k) // want `Roster\.names`
		}
	}
}

// Grows, case: the inner maps grow by the caller's second key.
type Grid struct {
	cells map[string]map[string]int64 // verdict: silent swept (nothing removes entries); reported
}

func NewGrid() *Grid { return &Grid{cells: map[string]map[string]int64{}} }

func (g *Grid) Set(row, col string, at int64) {
	cells := g.cells[row]
	if cells == nil {
		cells = make(map[string]int64)
		g.cells[row] = cells
	}
	cells[col] = at
}

func (g *Grid) Expire(row string, floor int64) {
	cells := g.cells[row]
	for col, at := range cells {
		if at < floor {
			delete(cells, col) // want `maps in Grid\.cells`
		}
	}
}
