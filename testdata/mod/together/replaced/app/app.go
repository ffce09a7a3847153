package app

import "example.test/together/replaced/store"

type Cache = store.Cache

func rotate(c *Cache, w *store.Whole) {
	c.Replaced = make(map[string]store.Row)
	p := &c.Pointer
	*p = nil
	d := c
	d.Aliased = map[string]store.Row{}
	reset(&c.Reset)
	if c.Lazy == nil {
		c.Lazy = make(map[string]store.Row)
	}
	*w = store.Whole{}
	store.Default = store.Held{}
	store.Table = nil
	println(len(c.Read), len(store.Kept))
}

func reset(p *map[string]store.Row) { *p = make(map[string]store.Row) }

func open() *Cache {
	c := new(Cache)
	c.Made = make(map[string]store.Row)
	return c
}

func Run(w *store.Whole) {
	c := open()
	for {
		rotate(c, w)
	}
}

func Use(rows <-chan store.Row) {
	v := store.NewValue()
	a := store.NewAgain()
	for r := range rows {
		v.Add(r.At.String(), r)
		a.Add(r.At.String(), r)
		if v.Expire(r.At); r.At.IsZero() {
			a.Expire(r.At)
			a = store.NewAgain()
		}
	}
}

// Admin is what an operator uses.
type Admin struct{ m *store.Manual }

func (a Admin) Reset() { a.m.Rows = make(map[string]store.Row) }
