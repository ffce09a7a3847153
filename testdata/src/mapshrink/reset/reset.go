// Package reset has cases of the rule kept: what replaces the map stands on an exceptional
// path, while the normal path keeps sweeping. It is reported with a note.
package reset

import "time"

// An explicit Reset.
type Cache struct {
	items map[string]int64 // verdict: reported
}

func NewCache() *Cache { return &Cache{make(map[string]int64)} }

func (c *Cache) Add(k string, at int64) { c.items[k] = at }
func (c *Cache) Expire(before int64) {
	for k, at := range c.items {
		if at < before {
			delete(c.items, k) // want `map Cache.items never shrinks: entries are deleted in a loop and the map is replaced only by Cache.Reset, so it keeps`
		}
	}
}

func (c *Cache) Reset() { c.items = make(map[string]int64) }

// Flush, Clear and Purge, one through a helper that only it calls.
type Flushed struct {
	a map[string]int64 // verdict: reported
	b map[string]int64 // verdict: reported
	c map[string]int64 // verdict: reported
}

func NewFlushed() *Flushed {
	return &Flushed{make(map[string]int64), make(map[string]int64), make(map[string]int64)}
}

func (f *Flushed) Add(k string, at int64) { f.a[k], f.b[k], f.c[k] = at, at, at }
func (f *Flushed) Expire(before int64) {
	for k, at := range f.a {
		if at < before {
			delete(f.a, k) // want `map Flushed.a never shrinks: entries are deleted in a loop and the map is replaced only by Flushed.Flush,`
			delete(f.b, k) // want `map Flushed.b never shrinks: entries are deleted in a loop and the map is replaced only by Flushed.Clear,`
			delete(f.c, k) // want `map Flushed.c never shrinks: entries are deleted in a loop and the map is replaced only by Flushed\.\w+,`
		}
	}
}

func (f *Flushed) Flush()       { f.a = make(map[string]int64) }
func (f *Flushed) Clear()       { f.b = nil; f.b = make(map[string]int64) }
func (f *Flushed) Purge()       { f.startOver() }
func (f *Flushed) startOver()   { f.c = make(map[string]int64) }
func (f *Flushed) Len() (n int) { return len(f.a) + len(f.b) + len(f.c) }

// A restore.
type Snapshot struct {
	rows map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewSnapshot() *Snapshot { return &Snapshot{make(map[string]int64)} }

func (s *Snapshot) Add(k string, at int64) { s.rows[k] = at }
func (s *Snapshot) Compact(before int64) {
	for k, at := range s.rows {
		if at < before {
			delete(s.rows, k)
		}
	}
}

func (s *Snapshot) Restore(keys []string, at int64) {
	s.rows = make(map[string]int64, len(keys))
	for _, k := range keys {
		s.rows[k] = at
	}
}

// Reset overwrites the whole owner.
type Whole struct {
	items map[string]int64 // verdict: reported
}

func NewWhole() *Whole { return &Whole{make(map[string]int64)} }

func (w *Whole) Add(k string, at int64) { w.items[k] = at }
func (w *Whole) Expire(before int64) {
	for k, at := range w.items {
		if at < before {
			delete(w.items, k) // want `map Whole.items never shrinks: entries are deleted in a loop and the map is replaced only by Whole.Reset,`
		}
	}
}

func (w *Whole) Reset() { *w = Whole{items: make(map[string]int64)} }

// A package variable and a plain function.
var table = map[string]int64{} // verdict: reported

func Add(k string, at int64) { table[k] = at }

func Expire(before int64) {
	for k, at := range table {
		if at < before {
			delete(table, k) // want `map table never shrinks: entries are deleted in a loop and the map is replaced only by ResetTable,`
		}
	}
}

func ResetTable() { table = make(map[string]int64) }

// Near miss: the Reset is called in a loop of the package: no exception.
type Ticked struct {
	items map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewTicked() *Ticked { return &Ticked{make(map[string]int64)} }

func (t *Ticked) Add(k string, at int64) { t.items[k] = at }
func (t *Ticked) Expire(before int64) {
	for k, at := range t.items {
		if at < before {
			delete(t.items, k)
		}
	}
}

func (t *Ticked) Reset() { t.items = make(map[string]int64) }

func (t *Ticked) Run() {
	for range time.Tick(time.Hour) {
		t.Reset()
	}
}

// Near miss: the normal path replaces as well.
type Both struct {
	items map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewBoth() *Both { return &Both{make(map[string]int64)} }

func (b *Both) Add(k string, at int64) { b.items[k] = at }
func (b *Both) Expire(before int64) {
	kept := make(map[string]int64)
	for k, at := range b.items {
		if at >= before {
			kept[k] = at
		}
	}
	b.items = kept
}

func (b *Both) Remove(keys []string) {
	for _, k := range keys {
		delete(b.items, k)
	}
}

func (b *Both) Reset() { b.items = make(map[string]int64) }
