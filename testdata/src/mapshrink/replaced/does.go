package replaced

import (
	"encoding/json"
	"maps"
	"time"
)

// A replacement: another map, nil, a rebuilt copy; the sweep is a method of
// the same type each time.
type Another struct {
	a map[string]int64 // verdict: low emptied (it may often be empty)
	b map[string]int64 // verdict: low emptied (it may often be empty)
	c map[string]int64 // verdict: silent kept (another map, or nil, is stored)
	d map[string]int64 // verdict: silent kept (another map, or nil, is stored)
	e map[string]int64 // verdict: silent kept (another map, or nil, is stored)
	f map[string]int64 // verdict: silent kept (another map, or nil, is stored)
	g map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewAnother() *Another {
	return &Another{a: make(map[string]int64), c: make(map[string]int64), d: make(map[string]int64),
		e: make(map[string]int64), f: make(map[string]int64), g: make(map[string]int64)}
}

func (x *Another) Add(k string, at int64) {
	x.a[k], x.c[k], x.d[k], x.e[k], x.f[k], x.g[k] = at, at, at, at, at, at
	if x.b == nil {
		x.b = make(map[string]int64)
	}
	x.b[k] = at
}

func (x *Another) Expire(before int64) {
	for k, at := range x.a {
		if at < before {
			delete(x.a, k) // want `replaced only when it is empty`
			delete(x.b, k) // want `replaced only when it is empty`
			delete(x.c, k)
			delete(x.d, k)
			delete(x.e, k)
			delete(x.f, k)
			delete(x.g, k)
		}
	}
	if len(x.a) == 0 {
		x.a = make(map[string]int64)
	}
	if len(x.b) == 0 {
		x.b = nil
	}
	kept := make(map[string]int64, len(x.c))
	for k, at := range x.c {
		kept[k] = at
	}
	x.c = kept
	x.d = rebuilt(x.d)
	renewed(&x.e)
	x.f = maps.Collect(maps.All(x.f))
	shrink(&x.g)
}

// rebuilt is a helper that returns a rebuilt map.
func rebuilt(m map[string]int64) map[string]int64 {
	out := make(map[string]int64, len(m))
	maps.Copy(out, m)
	return out
}

// renewed stores through its parameter.
func renewed(m *map[string]int64) { *m = make(map[string]int64, len(*m)) }

// shrink is generic and stores through its parameter now and then.
func shrink[K comparable, V any](m *map[K]V) {
	if len(*m) < 100 {
		return
	}
	kept := make(map[K]V, len(*m))
	for k, v := range *m {
		kept[k] = v
	}
	*m = kept
}

// A replacement: the whole owner is overwritten.
type Whole struct {
	a map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewWhole() *Whole { return &Whole{make(map[string]int64)} }

func (w *Whole) Add(k string, at int64) { w.a[k] = at }
func (w *Whole) Expire(before int64) {
	for k, at := range w.a {
		if at < before {
			delete(w.a, k)
		}
	}
	if before%1000 == 0 {
		w.Renew()
	}
}
func (w *Whole) Renew() { *w = Whole{a: make(map[string]int64)} }

// A replacement: a package variable of the owner's type is overwritten.
type Epoch struct {
	a map[string]int64 // verdict: silent kept (its owner is dropped)
}

var epoch = Epoch{a: make(map[string]int64)}

func Note(k string, at int64) { epoch.a[k] = at }
func Old(before int64) {
	for k, at := range epoch.a {
		if at < before {
			delete(epoch.a, k)
		}
	}
	NextEpoch()
}
func NextEpoch() { epoch = Epoch{a: make(map[string]int64)} }

// A replacement: the struct that holds it is overwritten inside another one.
type inside struct {
	a map[string]int64 // verdict: silent kept (its owner is dropped)
}

type Outside struct{ in inside }

func NewOutside() *Outside { return &Outside{inside{make(map[string]int64)}} }

func (o *Outside) Add(k string, at int64) { o.in.a[k] = at }
func (o *Outside) Expire(before int64) {
	for k, at := range o.in.a {
		if at < before {
			delete(o.in.a, k)
		}
	}
	o.Next()
}
func (o *Outside) Next() { o.in = inside{make(map[string]int64)} }

// A replacement: the owner is dropped where the sweep reaches the holder.
type tracker struct {
	at map[string]int64 // verdict: silent kept (its owner is dropped)
}

func newTracker() *tracker { return &tracker{at: make(map[string]int64)} }

type Client struct{ tracker *tracker }

func NewClient() *Client { return &Client{} }

func (c *Client) Track(k string, at int64) {
	if c.tracker == nil {
		c.tracker = newTracker()
	}
	c.tracker.at[k] = at
}

func (c *Client) Expire(before int64) {
	for k, at := range c.tracker.at {
		if at < before {
			delete(c.tracker.at, k)
		}
	}
	c.Disconnected()
}

func (c *Client) Disconnected() { c.tracker = nil }

// Near miss: the owner is set to nil only on the way out.
type recorder struct {
	at map[string]int64 // verdict: reported
}

type Meter struct{ recorder *recorder }

func NewMeter() *Meter { return &Meter{&recorder{at: make(map[string]int64)}} }

func (m *Meter) Record(k string, at int64) { m.recorder.at[k] = at }

func (m *Meter) Expire(before int64) {
	for k, at := range m.recorder.at {
		if at < before {
			delete(m.recorder.at, k) // want `recorder.at never shrinks`
		}
	}
}

func (m *Meter) Stop() { m.recorder = nil }

// A replacement: the owner lives in a map and is deleted from it.
type guild struct {
	seen map[string]int64 // verdict: silent kept (its owner is dropped)
}

type Guilds struct {
	byID map[uint64]*guild // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewGuilds() *Guilds { return &Guilds{byID: make(map[uint64]*guild)} }

func (g *Guilds) Saw(id uint64, who string, at int64) {
	gd := g.byID[id]
	if gd == nil {
		gd = &guild{seen: make(map[string]int64)}
		g.byID[id] = gd
	}
	gd.seen[who] = at
}

func (g *Guilds) Expire(id uint64, before int64) {
	gd := g.byID[id]
	for who, at := range gd.seen {
		if at < before {
			delete(gd.seen, who)
		}
	}
}

func (g *Guilds) Leave(id uint64) { delete(g.byID, id) }

// Near miss: the owners in the map are never deleted.
type region struct {
	seen map[string]int64 // verdict: reported
}

type Regions struct {
	byID map[uint64]*region // verdict: silent swept (nothing removes entries)
}

func NewRegions() *Regions { return &Regions{byID: make(map[uint64]*region)} }

func (r *Regions) Saw(id uint64, who string, at int64) {
	rg := r.byID[id]
	if rg == nil {
		rg = &region{seen: make(map[string]int64)}
		r.byID[id] = rg
	}
	rg.seen[who] = at
}

func (r *Regions) Expire(before int64) {
	for _, rg := range r.byID {
		for who, at := range rg.seen {
			if at < before {
				delete(rg.seen, who) // want `region.seen never shrinks`
			}
		}
	}
}

// The same with the owner dropped instead.
type group struct {
	at map[string]int64 // verdict: reported
}

func newGroup() *group { return &group{at: make(map[string]int64)} }

type Cluster struct{ near, far *group }

func NewCluster() *Cluster { return &Cluster{newGroup(), newGroup()} }

func (c *Cluster) Near(k string, at int64) { c.near.at[k] = at }
func (c *Cluster) Far(k string, at int64)  { c.far.at[k] = at }

func (c *Cluster) Expire(before int64) {
	for k, at := range c.near.at {
		if at < before {
			delete(c.near.at, k) // want `replaced only by Cluster\.Moved`
		}
	}
	for k, at := range c.far.at {
		if at < before {
			delete(c.far.at, k)
		}
	}
}

func (c *Cluster) Moved() { c.near = newGroup() }

// A replacement: two maps are exchanged.
type Swapped struct {
	cur, old map[string]int64 // verdict: silent kept (another map, or nil, is stored); silent grows (nothing inserts in this package)
}

func NewSwapped() *Swapped { return &Swapped{make(map[string]int64), make(map[string]int64)} }

func (s *Swapped) Add(k string, at int64) { s.cur[k] = at }

func (s *Swapped) Expire(before int64) {
	for k, at := range s.cur {
		if at < before {
			delete(s.cur, k)
		}
	}
	for k, at := range s.old {
		if at < before {
			delete(s.old, k)
		}
	}
}

func (s *Swapped) Turn() {
	s.old = s.cur
	s.cur = make(map[string]int64)
}

// A replacement: a call gives the map.
type Loaded struct {
	a map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewLoaded() *Loaded { return &Loaded{make(map[string]int64)} }

func (l *Loaded) Add(k string, at int64) { l.a[k] = at }

func (l *Loaded) Expire(before int64) {
	for k, at := range l.a {
		if at < before {
			delete(l.a, k)
		}
	}
}

func (l *Loaded) Set(a map[string]int64) { l.a = a }

// A replacement or not: the decoder that gets the address fills the map that
// is there. Whatever it is called, it is not known to be a new one.
type Decoded struct {
	a map[string]int64 // verdict: reported
}

func NewDecoded(data []byte) (*Decoded, error) {
	d := &Decoded{}
	if err := json.Unmarshal(data, &d.a); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Decoded) Add(k string, at int64) { d.a[k] = at }

func (d *Decoded) Expire(before int64) {
	for k, at := range d.a {
		if at < before {
			delete(d.a, k) // want `Decoded.a never shrinks`
		}
	}
}

// The address goes to code that is not followed: unknown.
type codec interface{ read(any) }

type Exposed struct {
	a map[string]int64 // verdict: unknown kept (its address goes to code that is not followed)
	f func(*map[string]int64)
}

func NewExposed(f func(*map[string]int64)) *Exposed {
	return &Exposed{a: make(map[string]int64), f: f}
}

func (e *Exposed) Add(k string, at int64) { e.a[k] = at }

func (e *Exposed) Expire(before int64) {
	for k, at := range e.a {
		if at < before {
			delete(e.a, k)
		}
	}
	e.f(&e.a)
}

// A replacement in the sweep's own goroutine, in a closure.
type Ticked struct {
	a map[string]int64 // verdict: low emptied (it may often be empty)
}

func NewTicked() *Ticked {
	t := &Ticked{a: make(map[string]int64)}
	go func() {
		for now := range time.Tick(time.Minute) {
			for k, at := range t.a {
				if at < now.Unix() {
					delete(t.a, k) // want `replaced only when it is empty`
				}
			}
			if len(t.a) == 0 {
				t.a = make(map[string]int64)
			}
		}
	}()
	return t
}

func (t *Ticked) Add(k string, at int64) { t.a[k] = at }
