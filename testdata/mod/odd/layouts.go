// Package odd has sweeps in unusual places and layouts. The program fixall
// shows that the files compile and stay formatted once they are fixed.
package odd

import (
	"fmt"
	"sort"
)
import "strings"

// Two maps in one loop.
type Two struct{ a, b map[string]int64 }

func NewTwo() *Two { return &Two{a: make(map[string]int64), b: make(map[string]int64)} }

func (t *Two) Set(k string, at int64) { t.a[k], t.b[k] = at, at }

func (t *Two) Expire(now int64) {
	for k, at := range t.a {
		if at < now {
			delete(t.a, k)
			delete(t.b, k)
		}
	}
}

// A case that falls through, and an else.
type Cases struct{ at map[string]int64 }

func NewCases() *Cases { return &Cases{at: make(map[string]int64)} }

func (c *Cases) Set(k string, at int64) { c.at[k] = at }

func (c *Cases) Expire(n int, now int64) {
	switch n {
	case 1:
		for k, at := range c.at {
			if at < now {
				delete(c.at, k)
			}
		}
		fallthrough
	default:
		if n > 0 {
			return
		} else {
			for k, at := range c.at {
				if at > now {
					delete(c.at, k)
				}
			}
		}
	}
}

// Literals on one line.
type Lits struct{ seen map[string]bool }

func NewLits() *Lits { return &Lits{seen: make(map[string]bool)} }

func (l *Lits) See(k string) { l.seen[k] = true }

func (l *Lits) Rounds(rounds <-chan int, lists [][]string) {
	for range rounds {
		func() { clear(l.seen) }()
	}
	sort.Slice(lists, func(i, j int) bool { clear(l.seen); return i < j })
	for _, list := range lists {
		func() { defer func() { clear(l.seen) }(); fmt.Println(list) }()
	}
}

// Labels and raw strings, behind a goto.
type Gotos struct{ at map[string]int64 }

func NewGotos() *Gotos { return &Gotos{at: make(map[string]int64)} }

func (g *Gotos) Set(k string, at int64) { g.at[k] = at }

func (g *Gotos) Expire(now int64, lists [][]string) {
	if now == 0 {
		goto done
	}
outer:
	for _, list := range lists {
		for _, k := range list {
			switch {
			case k == `a
	b`:
				continue outer
			case k == "":
				break outer
			case g.at[k] < now:
				delete(g.at, k) // gone
			}
		}
	}

done:
	fmt.Println("done", strings.ToUpper("x"))
}

// Types with much to write.
type Wide struct {
	at map[struct {
		a, b int64
	}]func(chan<- int, ...interface{ Close() error }) (map[string]struct{}, error)
}

func NewWide() *Wide { return &Wide{} }

func (w *Wide) Set(a, b int64) {
	if w.at == nil {
		w.at = make(map[struct{ a, b int64 }]func(chan<- int, ...interface{ Close() error }) (map[string]struct{}, error))
	}
	w.at[struct{ a, b int64 }{a, b}] = nil
}

func (w *Wide) Expire(now int64) {
	for k := range w.at {
		if k.a < now {
			delete(w.at, k)
		}
	}
}

// A pointer to a map, and a field of a struct in a struct.
type Deep struct {
	in struct {
		at  map[string]int64
		ptr *map[string]int64
	}
}

func NewDeep() *Deep {
	d := &Deep{}
	d.in.at = make(map[string]int64)
	d.in.ptr = &map[string]int64{}
	return d
}

func (d *Deep) Set(k string, at int64) { d.in.at[k], (*d.in.ptr)[k] = at, at }

func (d *Deep) Expire(now int64) {
	for k, at := range d.in.at {
		if at < now {
			delete(d.in.at, k)
		}
	}
	for k, at := range *d.in.ptr {
		if at < now {
			delete(*d.in.ptr, k)
		}
	}
}

// An embedded map, and one of a type parameter.
type Set map[string]int64

type Embedded struct{ Set }

func NewEmbedded() *Embedded { return &Embedded{Set: Set{}} }

func (e *Embedded) Put(k string, at int64) { e.Set[k] = at }

func (e *Embedded) Expire(now int64) {
	for k, at := range e.Set {
		if at < now {
			delete(e.Set, k)
		}
	}
}

type Of[M ~map[K]int64, K comparable] struct{ m M }

func NewOf[M ~map[K]int64, K comparable]() *Of[M, K] { return &Of[M, K]{m: make(M)} }

func (o *Of[M, K]) Put(k K, at int64) { o.m[k] = at }

func (o *Of[maps, before]) Expire(now int64) {
	for k, at := range o.m {
		if at < now {
			delete(o.m, k)
		}
	}
}

// Lists of maps, by index and by value.
type Lists struct{ parts []map[string]int64 }

func NewLists(n int) *Lists {
	l := &Lists{parts: make([]map[string]int64, n)}
	for i := range l.parts {
		l.parts[i] = make(map[string]int64)
	}
	return l
}

func (l *Lists) Put(k string, at int64) { l.parts[len(k)%len(l.parts)][k] = at }

func (l *Lists) Expire(now int64) {
	for i, part := range l.parts {
		for k, at := range part {
			if at < now {
				delete(part, k)
			}
		}
		_ = i
	}
}

func (l *Lists) Forget() {
	for _, part := range l.parts {
		clear(part)
	}
}
