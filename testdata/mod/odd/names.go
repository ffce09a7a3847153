package odd

import (
	// for messages
	"fmt" // here
	// for words
	"strings"
)

func before() {}

type kept int

// The builtins have other meanings.
type Builtins struct{ at map[string]int64 }

func NewBuiltins() *Builtins { return &Builtins{at: make(map[string]int64)} }

func (b *Builtins) Set(k string, at int64) { b.at[k] = at }

func (b *Builtins) Expire(now int64, len func() int) {
	for k, at := range b.at {
		if at < now {
			delete(b.at, k)
		}
	}
	fmt.Println(len())
}

// The type's name is a parameter.
type Name string

type Params struct{ at map[Name]int64 }

func NewParams() *Params { return &Params{at: make(map[Name]int64)} }

func (p *Params) Set(k Name, at int64) { p.at[k] = at }

func (p *Params) Expire(now int64, Name string) {
	for k, at := range p.at {
		if at < now {
			delete(p.at, k)
		}
	}
	fmt.Println(strings.ToLower(Name))
}

// The receiver is hidden at the place.
type Hidden struct{ at map[string]int64 }

func NewHidden() *Hidden { return &Hidden{at: make(map[string]int64)} }

func (h *Hidden) Set(k string, at int64) { h.at[k] = at }

func (h *Hidden) Expire(now int64) {
	at := h.at
	if h := "h"; h != "" {
		for k, t := range at {
			if t < now {
				delete(at, k)
			}
		}
	}
}

// The path changes in the loop.
type Chain struct {
	at   map[string]int64
	next *Chain
}

var chain = &Chain{at: make(map[string]int64)}

func (c *Chain) Set(k string, at int64) { c.at[k] = at }

func (c *Chain) Drop(keys []string) {
	for _, k := range keys {
		delete(c.at, k)
		c = c.next
	}
}

func (c *Chain) Expire(now int64) {
	for ; c != nil; c = c.next {
		for k, at := range c.at {
			if at < now {
				delete(c.at, k)
			}
		}
	}
}

// A local variable is the owner.
func Run(in <-chan string, now <-chan int64) {
	type state struct{ at map[string]int64 }
	s := state{at: make(map[string]int64)}
	go func() {
		for k := range in {
			s.at[k] = 1
		}
	}()
	for t := range now {
		for k, at := range s.at {
			if at < t {
				delete(s.at, k)
			}
		}
	}
}

// The import goes between two that have comments.
type Words struct{ at map[string]int64 }

func NewWords() *Words { return &Words{at: make(map[string]int64)} }

func (w *Words) Set(k string, at int64) { w.at[k] = at }

func (w *Words) Expire(now int64) {
	for k, at := range w.at {
		if at < now {
			delete(w.at, k)
		}
	}
}

// The owner is what a type switch says.
func ExpireAny(x any, now int64) {
	switch x := x.(type) {
	case *Words:
		for k, at := range x.at {
			if at > now {
				delete(x.at, k)
			}
		}
	}
}

// Two sweeps of one map in a function where the name is taken.
type Twice struct{ at map[string]int64 }

func NewTwice() *Twice { return &Twice{at: make(map[string]int64)} }

func (t *Twice) Set(k string, at int64) { t.at[k] = at }

func (t *Twice) Expire(before int64, keys []string) {
	for k, at := range t.at {
		if at < before {
			delete(t.at, k)
		}
	}
	for _, k := range keys {
		delete(t.at, k)
	}
}
