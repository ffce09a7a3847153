package evidence

// Rule 10, case: a key that is in the one is taken from there instead of
// being put into the other.
type Toggle struct {
	added   map[string]struct{} // verdict: possible 10
	dropped map[string]struct{} // verdict: possible 10
}

func NewToggle() *Toggle {
	return &Toggle{added: make(map[string]struct{}), dropped: make(map[string]struct{})}
}

func (t *Toggle) AddAll(ks ...string) {
	for _, k := range ks {
		t.add(k)
	}
}

func (t *Toggle) add(k string) {
	if _, ok := t.dropped[k]; ok {
		delete(t.dropped, k)
		return
	}
	t.added[k] = struct{}{}
}

func (t *Toggle) DropAll(ks ...string) {
	for _, k := range ks {
		t.drop(k)
	}
}

func (t *Toggle) drop(k string) {
	if _, ok := t.added[k]; ok {
		delete(t.added, k)
		return
	}
	t.dropped[k] = struct{}{}
}

// Rule 10, near miss: entries only go from one to the next.
type Stages struct {
	first  map[string]int // verdict: likely
	second map[string]int // verdict: likely
}

func NewStages() *Stages {
	return &Stages{first: make(map[string]int), second: make(map[string]int)}
}

func (s *Stages) Begin(k string) { s.first[k] = 1 }

func (s *Stages) Advance(ks []string) {
	for _, k := range ks {
		if n, ok := s.first[k]; ok {
			delete(s.first, k) // want `Stages\.first`
			s.second[k] = n
		}
	}
}

func (s *Stages) End(ks []string) {
	for _, k := range ks {
		delete(s.second, k) // want `Stages\.second`
	}
}

// Rule 10, case: a count leaves at a number where it is counted up.
type Strikes struct {
	n map[string]int // verdict: possible 10
}

func NewStrikes() *Strikes { return &Strikes{n: make(map[string]int)} }

func (s *Strikes) All(ks ...string) {
	for _, k := range ks {
		s.strike(k)
	}
}

func (s *Strikes) strike(k string) {
	s.n[k]++
	if s.n[k] >= 128 {
		delete(s.n, k)
	}
}

// Rule 10, near miss: it leaves where it is counted down.
type Users struct {
	n map[string]int // verdict: likely
}

func NewUsers() *Users { return &Users{n: make(map[string]int)} }

func (u *Users) Lock(k string) { u.n[k]++ }

func (u *Users) Unlock(ks ...string) {
	for _, k := range ks {
		u.n[k]--
		if u.n[k] == 0 {
			delete(u.n, k) // want `Users\.n`
		}
	}
}

// Rule 10, case: all of it is read again after each change.
type Listing struct {
	names map[string]int // verdict: possible 10
	list  []string
}

func NewListing() *Listing { return &Listing{names: make(map[string]int)} }

func (l *Listing) Add(k string) {
	l.names[k]++
	l.rebuild()
}

func (l *Listing) Remove(ks ...string) {
	for _, k := range ks {
		delete(l.names, k)
	}
	l.rebuild()
}

func (l *Listing) rebuild() {
	l.list = l.list[:0]
	for k := range l.names {
		l.list = append(l.list, k)
	}
}

// Rule 10, near miss: it is read when somebody asks.
type Asked struct {
	names map[string]int // verdict: likely
}

func NewAsked() *Asked { return &Asked{names: make(map[string]int)} }

func (a *Asked) Add(k string) { a.names[k]++ }

func (a *Asked) Remove(ks ...string) {
	for _, k := range ks {
		delete(a.names, k) // want `Asked\.names`
	}
}

func (a *Asked) List() (list []string) {
	for k := range a.names {
		list = append(list, k)
	}
	return list
}

type work struct{ name string }

// Rule 10, case: one loop begins and ends what is at work.
type Desk struct {
	open map[string]*work // verdict: possible 10
}

func NewDesk(begin, end <-chan string) *Desk {
	d := &Desk{open: make(map[string]*work)}
	go d.run(begin, end)
	return d
}

func (d *Desk) run(begin, end <-chan string) {
	for {
		select {
		case k := <-begin:
			d.open[k] = &work{k}
		case k := <-end:
			delete(d.open, k)
		}
	}
}

// Rule 10, near miss: calls begin it.
type Counter struct {
	open map[string]*work // verdict: likely
}

func NewCounter(end <-chan string) *Counter {
	c := &Counter{open: make(map[string]*work)}
	go c.run(end)
	return c
}

func (c *Counter) Begin(k string) { c.open[k] = &work{k} }

func (c *Counter) run(end <-chan string) {
	for k := range end {
		delete(c.open, k) // want `Counter\.open`
	}
}

// Rule 10, case: a journal takes back what it noted, and cuts its list.
type Journal struct {
	changed map[string]int // verdict: possible 10
	entries []string
}

func NewJournal() *Journal { return &Journal{changed: make(map[string]int)} }

func (j *Journal) Note(k string) {
	j.entries = append(j.entries, k)
	j.changed[k]++
}

func (j *Journal) Revert(to int) {
	for i := len(j.entries) - 1; i >= to; i-- {
		delete(j.changed, j.entries[i])
	}
	j.entries = j.entries[:to]
}

// Rule 10, near miss: a loop that only happens to count down.
type Backward struct {
	changed map[string]int // verdict: likely
}

func NewBackward() *Backward { return &Backward{changed: make(map[string]int)} }

func (b *Backward) Note(k string) { b.changed[k]++ }

func (b *Backward) Forget(ks []string) {
	for i := len(ks) - 1; i >= 0; i-- {
		delete(b.changed, ks[i]) // want `Backward\.changed`
	}
}

type interned struct {
	name string
	refs int
}

func (i *interned) release() bool {
	i.refs--
	return i.refs == 0
}

func (i *interned) released() bool { return i.name == "" }

// Rule 10, case: a method of the entry says that nobody uses it.
type Interned struct {
	by map[string]*interned // verdict: possible 10
}

func NewInterned() *Interned { return &Interned{by: make(map[string]*interned)} }

func (x *Interned) Get(k string) { x.by[k] = &interned{k, 1} }

func (x *Interned) Release(ks ...string) {
	for _, k := range ks {
		if x.by[k].release() {
			delete(x.by, k)
		}
	}
}

// Rule 10, near miss: it says something else.
type Blanked struct {
	by map[string]*interned // verdict: likely
}

func NewBlanked() *Blanked { return &Blanked{by: make(map[string]*interned)} }

func (x *Blanked) Get(k string) { x.by[k] = &interned{k, 1} }

func (x *Blanked) Release(ks ...string) {
	for _, k := range ks {
		if x.by[k].released() {
			delete(x.by, k) // want `Blanked\.by`
		}
	}
}
