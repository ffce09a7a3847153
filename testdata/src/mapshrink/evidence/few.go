package evidence

// In each of these entries are inserted and removed in batches, under keys that
// traffic brings, or by an order.

// A key that is in the one is taken from there instead of
// being put into the other.
type Toggle struct {
	added   map[string]struct{} // verdict: reported
	dropped map[string]struct{} // verdict: reported
}

func NewToggle() *Toggle {
	return &Toggle{added: make(map[string]struct{}), dropped: make(map[string]struct{})}
}

func (t *Toggle) Add(of string, ks ...string) {
	for _, k := range ks {
		k = of + k
		if _, ok := t.dropped[k]; ok {
			delete(t.dropped, k) // want `Toggle\.dropped`
			continue
		}
		t.added[k] = struct{}{}
	}
}

func (t *Toggle) Drop(of string, ks ...string) {
	for _, k := range ks {
		k = of + k
		if _, ok := t.added[k]; ok {
			delete(t.added, k) // want `Toggle\.added`
			continue
		}
		t.dropped[k] = struct{}{}
	}
}

// Entries only go from one to the next.
type Stages struct {
	first  map[string]int // verdict: reported
	second map[string]int // verdict: reported
}

func NewStages() *Stages {
	return &Stages{first: make(map[string]int), second: make(map[string]int)}
}

func (s *Stages) Begin(of string, ks []string) {
	for _, k := range ks {
		s.first[of+k] = 1
	}
}

func (s *Stages) Advance(of string, ks []string) {
	for _, k := range ks {
		k = of + k
		if n, ok := s.first[k]; ok {
			delete(s.first, k) // want `Stages\.first`
			s.second[k] = n
		}
	}
}

func (s *Stages) End(of string, ks []string) {
	for _, k := range ks {
		delete(s.second, of+k) // want `Stages\.second`
	}
}

// A count leaves at a number where it is counted up.
type Strikes struct {
	n map[string]int // verdict: reported
}

func NewStrikes() *Strikes { return &Strikes{n: make(map[string]int)} }

func (s *Strikes) Strike(of string, ks ...string) {
	for _, k := range ks {
		k = of + k
		s.n[k]++
		if s.n[k] >= 128 {
			delete(s.n, k) // want `Strikes\.n`
		}
	}
}

// It leaves where it is counted down.
type Users struct {
	n map[string]int // verdict: reported
}

func NewUsers() *Users { return &Users{n: make(map[string]int)} }

func (u *Users) Lock(of string, ks ...string) {
	for _, k := range ks {
		u.n[of+k]++
	}
}

func (u *Users) Unlock(of string, ks ...string) {
	for _, k := range ks {
		k = of + k
		u.n[k]--
		if u.n[k] == 0 {
			delete(u.n, k) // want `Users\.n`
		}
	}
}

// It leaves where its count is read.
type Counted struct {
	n map[string]int // verdict: reported
}

func NewCounted() *Counted { return &Counted{n: make(map[string]int)} }

func (c *Counted) Count(of string, ks ...string) {
	for _, k := range ks {
		c.n[of+k]++
	}
}

func (c *Counted) Once(of string, ks ...string) {
	for _, k := range ks {
		k = of + k
		if c.n[k] == 1 {
			delete(c.n, k) // want `Counted\.n`
		}
	}
}

// All of it is read again after each change.
type Listing struct {
	names map[string]int // verdict: reported
	list  []string
}

func NewListing() *Listing { return &Listing{names: make(map[string]int)} }

func (l *Listing) Add(of string, ks ...string) {
	for _, k := range ks {
		l.names[of+k]++
	}
	l.rebuild()
}

func (l *Listing) Remove(of string, ks ...string) {
	for _, k := range ks {
		delete(l.names, of+k) // want `Listing\.names`
	}
	l.rebuild()
}

func (l *Listing) rebuild() {
	l.list = l.list[:0]
	for k := range l.names {
		l.list = append(l.list, k)
	}
}

// It is read when somebody asks.
type Asked struct {
	names map[string]int // verdict: reported
}

func NewAsked() *Asked { return &Asked{names: make(map[string]int)} }

func (a *Asked) Add(of string, ks ...string) {
	for _, k := range ks {
		a.names[of+k]++
	}
}

func (a *Asked) Remove(of string, ks ...string) {
	for _, k := range ks {
		delete(a.names, of+k) // want `Asked\.names`
	}
}

func (a *Asked) List() (list []string) {
	for k := range a.names {
		list = append(list, k)
	}
	return list
}

type work struct{ name string }

// One loop begins and ends what is at work.
type Desk struct {
	open map[string]*work // verdict: reported
}

func NewDesk(begin <-chan []string, end <-chan string) *Desk {
	d := &Desk{open: make(map[string]*work)}
	go d.run(begin, end)
	return d
}

func (d *Desk) run(begin <-chan []string, end <-chan string) {
	for {
		select {
		case ks := <-begin:
			for _, k := range ks {
				d.open[k] = &work{k}
			}
		case k := <-end:
			delete(d.open, k) // want `Desk\.open`
		}
	}
}

// Calls begin it.
type Counter struct {
	open map[string]*work // verdict: reported
}

func NewCounter(end <-chan []string) *Counter {
	c := &Counter{open: make(map[string]*work)}
	go c.run(end)
	return c
}

func (c *Counter) Begin(of string, ks ...string) {
	for _, k := range ks {
		c.open[of+k] = &work{k}
	}
}

func (c *Counter) run(end <-chan []string) {
	for ks := range end {
		for _, k := range ks {
			delete(c.open, k) // want `Counter\.open`
		}
	}
}

// A journal takes back what it noted, and cuts its list.
type Journal struct {
	changed map[string]int // verdict: reported
	entries []entry
}

type entry struct {
	key string
	rev int
}

func NewJournal() *Journal { return &Journal{changed: make(map[string]int)} }

func (j *Journal) Note(rev int, ks ...string) {
	for _, k := range ks {
		j.entries = append(j.entries, entry{k, rev})
		j.changed[k]++
	}
}

func (j *Journal) Revert(to int) {
	i := len(j.entries) - 1
	for ; i >= 0 && j.entries[i].rev > to; i-- {
		delete(j.changed, j.entries[i].key) // want `Journal\.changed`
	}
	j.entries = j.entries[:i+1]
}

// A loop that only happens to count down.
type Backward struct {
	changed map[string]int // verdict: reported
}

func NewBackward() *Backward { return &Backward{changed: make(map[string]int)} }

func (b *Backward) Note(ks ...string) {
	for _, k := range ks {
		b.changed[k]++
	}
}

func (b *Backward) Forget(list []entry, to int) {
	for i := len(list) - 1; i >= 0 && list[i].rev > to; i-- {
		delete(b.changed, list[i].key) // want `Backward\.changed`
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

// A method of the entry says that nobody uses it.
type Interned struct {
	by map[string]*interned // verdict: reported
}

func NewInterned() *Interned { return &Interned{by: make(map[string]*interned)} }

func (x *Interned) Get(of string, ks ...string) {
	for _, k := range ks {
		x.by[of+k] = &interned{k, 1}
	}
}

func (x *Interned) Release(ks ...string) {
	for _, k := range ks {
		if x.by[k].release() {
			delete(x.by, k) // want `Interned\.by`
		}
	}
}

// It says something else.
type Blanked struct {
	by map[string]*interned // verdict: reported
}

func NewBlanked() *Blanked { return &Blanked{by: make(map[string]*interned)} }

func (x *Blanked) Get(of string, ks ...string) {
	for _, k := range ks {
		x.by[of+k] = &interned{k, 1}
	}
}

func (x *Blanked) Release(ks ...string) {
	for _, k := range ks {
		if x.by[k].released() {
			delete(x.by, k) // want `Blanked\.by`
		}
	}
}
