package trims

import (
	"container/list"
	"maps"
	"slices"
	"time"
)

// Unbounded, near miss: the only sweep trims to a limit that the program computes.
type Cache1 struct {
	rows  map[string]time.Time // verdict: silent unbounded (sweeps only trim it to a limit, so that it stays as large as it was)
	order []string
	most  int
}

func NewCache1() *Cache1 {
	return &Cache1{rows: make(map[string]time.Time)}
}

func (c *Cache1) Add(k string) {
	c.order = append(c.order, k)
	c.rows[k] = time.Now()
}

func (c *Cache1) Trim() {
	for len(c.rows) > c.most {
		delete(c.rows, c.order[0])
		c.order = c.order[1:]
	}
}

// Unbounded, near miss: the only sweep trims to a large constant limit.
type Cache2 struct {
	rows map[string]time.Time // verdict: silent unbounded (sweeps only trim it to a limit, so that it stays as large as it was)

}

func NewCache2() *Cache2 {
	return &Cache2{rows: make(map[string]time.Time)}
}

func (c *Cache2) Add(k string) {
	c.rows[k] = time.Now()
	for len(c.rows) > 100_000 {
		for old := range c.rows {
			delete(c.rows, old)
			break
		}
	}
}

// Size counts.
func (c *Cache2) Size() int { return len(c.rows) }

// Unbounded, near miss: it trims by the length of the list beside it, oldest first.
type Cache3 struct {
	rows  map[string]time.Time // verdict: silent unbounded (sweeps only trim it to a limit, so that it stays as large as it was)
	order list.List
	most  int
}

func NewCache3() *Cache3 {
	return &Cache3{rows: make(map[string]time.Time)}
}

func (c *Cache3) Add(k string) {
	c.order.PushFront(k)
	c.rows[k] = time.Now()
	c.trim()
}

func (c *Cache3) trim() {
	for c.order.Len() > c.most {
		c.removeOldest()
	}
}

func (c *Cache3) removeOldest() {
	if e := c.order.Back(); e != nil {
		c.order.Remove(e)
		delete(c.rows, e.Value.(string))
	}
}

// Unbounded, near miss: it deletes until the limit is met.
type Cache5 struct {
	rows map[string]time.Time // verdict: silent unbounded (sweeps only trim it to a limit, so that it stays as large as it was)
	most int
}

func NewCache5() *Cache5 {
	return &Cache5{rows: make(map[string]time.Time)}
}

func (c *Cache5) Add(k string) { c.rows[k] = time.Now() }

func (c *Cache5) Trim() {
	for k := range c.rows {
		if len(c.rows) <= c.most {
			break
		}
		delete(c.rows, k)
	}
}

// Unbounded, near miss: the oldest ones above the limit go, sorted first.
type Cache6 struct {
	rows map[string]time.Time // verdict: silent unbounded (sweeps only trim it to a limit, so that it stays as large as it was)
	most int
}

func NewCache6() *Cache6 {
	return &Cache6{rows: make(map[string]time.Time)}
}

func (c *Cache6) Add(k string) { c.rows[k] = time.Now() }

func (c *Cache6) Trim() {
	if len(c.rows) <= c.most {
		return
	}
	keys := slices.Collect(maps.Keys(c.rows))
	slices.SortFunc(keys, func(a, b string) int { return c.rows[a].Compare(c.rows[b]) })
	for _, k := range keys[:len(keys)-c.most] {
		delete(c.rows, k)
	}
}

// Unbounded, near miss: the limit is one of bytes, which go up and down with the entries.
type Cache7 struct {
	rows       map[string]time.Time // verdict: silent unbounded (sweeps only trim it to a limit, so that it stays as large as it was)
	order      []string
	size, most int
}

func NewCache7() *Cache7 {
	return &Cache7{rows: make(map[string]time.Time)}
}

func (c *Cache7) Add(k string) {
	c.order = append(c.order, k)
	c.rows[k] = time.Now()
	c.size += len(k) + 24
	for c.size > c.most {
		old := c.order[0]
		c.order = c.order[1:]
		c.size -= len(old) + 24
		delete(c.rows, old)
	}
}

// Size counts.
func (c *Cache7) Size() int { return c.size }

// Unbounded, near miss: one sweep trims to a small limit, another one goes by time.
type Cache8 struct {
	rows map[string]time.Time // verdict: silent unbounded (inserts keep it to 400 entries)

}

func NewCache8() *Cache8 {
	return &Cache8{rows: make(map[string]time.Time)}
}

func (c *Cache8) Add(k string) {
	c.rows[k] = time.Now()
	c.trim()
}

func (c *Cache8) trim() {
	for k := range c.rows {
		if len(c.rows) <= 400 {
			return
		}
		delete(c.rows, k)
	}
}

func (c *Cache8) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k)
		}
	}
}

// Unbounded, case: one sweep trims to a large limit, the other one goes by time.
type Cache9 struct {
	rows map[string]time.Time // verdict: reported

}

func NewCache9() *Cache9 {
	return &Cache9{rows: make(map[string]time.Time)}
}

func (c *Cache9) Add(k string) {
	c.rows[k] = time.Now()
	c.trim()
}

func (c *Cache9) trim() {
	for k := range c.rows {
		if len(c.rows) <= 400_000 {
			return
		}
		delete(c.rows, k)
	}
}

func (c *Cache9) Expire(cutoff time.Time) {
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Cache9\.rows`
		}
	}
}

// Unbounded, case: a loop that runs until the map is empty trims to nothing.
type Spool struct {
	rows  map[string]time.Time // verdict: reported
	order []string
}

func NewSpool() *Spool {
	return &Spool{rows: make(map[string]time.Time)}
}

func (c *Spool) Add(k string) {
	c.order = append(c.order, k)
	c.rows[k] = time.Now()
}

func (c *Spool) Drain(out func(string)) {
	for len(c.rows) > 0 {
		k := c.order[0]
		c.order = c.order[1:]
		out(k)
		delete(c.rows, k) // want `Spool\.rows`
	}
}

// Unbounded, case: too many or too old: age removes as well.
type Spool2 struct {
	rows  map[string]time.Time // verdict: reported
	order []string
	most  int
}

func NewSpool2() *Spool2 {
	return &Spool2{rows: make(map[string]time.Time)}
}

func (c *Spool2) Add(k string) {
	c.order = append(c.order, k)
	c.rows[k] = time.Now()
}

func (c *Spool2) Trim(cutoff time.Time) {
	for len(c.order) > 0 && (len(c.order) > c.most || c.rows[c.order[0]].Before(cutoff)) {
		delete(c.rows, c.order[0]) // want `Spool2\.rows`
		c.order = c.order[1:]
	}
}

// Unbounded, case: age decides what goes, the size only when to look.
type Spool3 struct {
	rows map[string]time.Time // verdict: reported

}

func NewSpool3() *Spool3 {
	return &Spool3{rows: make(map[string]time.Time)}
}

func (c *Spool3) Add(k string) {
	c.rows[k] = time.Now()
}

func (c *Spool3) Trim(cutoff time.Time) {
	if len(c.rows) < 10_000 {
		return
	}
	for k, at := range c.rows {
		if at.Before(cutoff) {
			delete(c.rows, k) // want `Spool3\.rows`
		}
	}
}

// Unbounded, near miss: above the high mark it trims down to the low mark.
type Spool5 struct {
	rows      map[string]time.Time // verdict: silent unbounded (sweeps only trim it to a limit, so that it stays as large as it was)
	order     []string
	high, low int
}

func NewSpool5() *Spool5 {
	return &Spool5{rows: make(map[string]time.Time)}
}

func (c *Spool5) Add(k string) {
	c.order = append(c.order, k)
	c.rows[k] = time.Now()
	if len(c.rows) > c.high {
		c.trim()
	}
}

func (c *Spool5) trim() {
	for len(c.rows) > c.low {
		delete(c.rows, c.order[0])
		c.order = c.order[1:]
	}
}

// Unbounded, case: the loop runs as long as there is more of another list.
type Pages struct {
	rows  map[string]time.Time // verdict: reported
	dirty []string
}

func NewPages() *Pages { return &Pages{rows: make(map[string]time.Time)} }

func (p *Pages) Write(k string) {
	p.rows[k] = time.Now()
	p.dirty = append(p.dirty, k)
}

func (p *Pages) Sync(flush func(string)) {
	for n := len(p.dirty); n > 0; n = len(p.dirty) {
		k := p.dirty[n-1]
		p.dirty = p.dirty[:n-1]
		flush(k)
		delete(p.rows, k) // want `Pages\.rows`
	}
}
