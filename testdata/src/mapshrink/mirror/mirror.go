package mirror

import (
	"maps"
	"os"
	"slices"
	"time"
)

// Mirror, case: the holder follows a given configuration: inserted for each
// element, removed when no longer in it.
type Target struct{ Name, Addr string }

type Targets struct {
	addr map[string]string // verdict: low mirror (it mirrors another collection)
}

func NewTargets() *Targets { return &Targets{addr: make(map[string]string)} }

func (t *Targets) Apply(config []Target) {
	seen := make(map[string]bool, len(config))
	for _, c := range config {
		seen[c.Name] = true
		t.addr[c.Name] = c.Addr
	}
	for name := range t.addr {
		if !seen[name] {
			delete(t.addr, name) // want `Targets\.addr`
		}
	}
}

// Mirror, case: the wanted set comes as a map.
type Routes struct {
	hop map[string]string // verdict: low mirror (it mirrors another collection)
}

func NewRoutes() *Routes { return &Routes{hop: make(map[string]string)} }

func (r *Routes) Sync(want map[string]string) {
	for k := range r.hop {
		if _, ok := want[k]; !ok {
			delete(r.hop, k) // want `Routes\.hop`
		}
	}
	for k, v := range want {
		if r.hop[k] != v {
			r.hop[k] = v
		}
	}
}

// Mirror, case: with maps.DeleteFunc.
type Zones struct {
	id map[string]int // verdict: low mirror (it mirrors another collection)
}

func NewZones() *Zones { return &Zones{id: make(map[string]int)} }

func (z *Zones) Sync(want map[string]int) {
	maps.DeleteFunc(z.id, func(k string, _ int) bool { // want `Zones\.id`
		_, ok := want[k]
		return !ok
	})
	for k, v := range want {
		z.id[k] = v
	}
}

// Mirror, case: marked with the number of the round, and removed when this
// round has not marked it.
type mirrored struct {
	addr  string
	round int
}

type Pool struct {
	round int
	by    map[string]*mirrored // verdict: reported
}

func NewPool() *Pool { return &Pool{by: make(map[string]*mirrored)} }

func (p *Pool) Reload(config []Target) {
	p.round++
	for _, c := range config {
		p.by[c.Name] = &mirrored{c.Addr, p.round}
	}
	for n, m := range p.by {
		if m.round != p.round {
			delete(p.by, n) // want `Pool\.by`
		}
	}
}

// Mirror, case: it follows the files of a directory.
type Certs struct {
	at map[string]time.Time // verdict: low mirror (it mirrors another collection)
}

func NewCerts() *Certs { return &Certs{at: make(map[string]time.Time)} }

func (c *Certs) Rescan(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	there := make(map[string]struct{})
	for _, f := range files {
		there[f.Name()] = struct{}{}
		if _, ok := c.at[f.Name()]; !ok {
			c.at[f.Name()] = time.Now()
		}
	}
	for n := range c.at {
		if _, ok := there[n]; !ok {
			delete(c.at, n) // want `Certs\.at`
		}
	}
	return nil
}

// Mirror, near miss: removed when not in another set, but inserted one by one
// under the keys of calls.
type Sessions struct {
	seen map[string]int64 // verdict: reported
}

func NewSessions() *Sessions { return &Sessions{seen: make(map[string]int64)} }

func (s *Sessions) Touch(id string, n int64) { s.seen[id] = n }

func (s *Sessions) Keep(alive map[string]bool) {
	for id := range s.seen {
		if !alive[id] {
			delete(s.seen, id) // want `Sessions\.seen`
		}
	}
}

// Mirror, near miss: it follows a list, and calls insert besides.
type Bans struct {
	by map[string]int64 // verdict: reported
}

func NewBans() *Bans { return &Bans{by: make(map[string]int64)} }

func (b *Bans) Ban(ip string) { b.by[ip] = 1 }

func (b *Bans) Load(list []string) {
	for _, ip := range list {
		b.by[ip] = 0
	}
	for ip := range b.by {
		if !slices.Contains(list, ip) {
			delete(b.by, ip) // want `Bans\.by`
		}
	}
}

// Mirror, near miss: inserted for each element of a given list, removed by
// age.
type Offers struct {
	at map[string]time.Time // verdict: reported
}

func NewOffers() *Offers { return &Offers{at: make(map[string]time.Time)} }

func (o *Offers) Announce(ids []string) {
	for _, id := range ids {
		o.at[id] = time.Now()
	}
}

func (o *Offers) Expire(ttl time.Duration) {
	for id, at := range o.at {
		if time.Since(at) > ttl {
			delete(o.at, id) // want `Offers\.at`
		}
	}
}

// Mirror, case: the wanted set is what another collection of the program
// holds at the time.
type Directory struct{ names map[string]bool } // verdict: silent swept (nothing removes entries)

type Links struct {
	dir *Directory
	at  map[string]time.Time // verdict: low mirror (it mirrors another collection)
}

func NewLinks(d *Directory) *Links { return &Links{dir: d, at: make(map[string]time.Time)} }

func (l *Links) Refresh() {
	for n := range l.dir.names {
		if _, ok := l.at[n]; !ok {
			l.at[n] = time.Now()
		}
	}
	for n := range l.at {
		if !l.dir.names[n] {
			delete(l.at, n) // want `Links\.at`
		}
	}
}

// Mirror, case: what is left of a copy of the keys after all wanted ones were
// taken out of it goes.
type Volumes struct {
	at map[string]string // verdict: reported
}

func NewVolumes() *Volumes { return &Volumes{at: make(map[string]string)} }

func (v *Volumes) Mount(want map[string]string) {
	stale := make(map[string]bool)
	for k := range v.at {
		stale[k] = true
	}
	for k, path := range want {
		v.at[k] = path
		delete(stale, k)
	}
	for k := range stale {
		delete(v.at, k) // want `Volumes\.at`
	}
}
