package odd

import "golang.org/x/exp/maps"

// Two calls of one function, which are all that the import is used for.
type Cleared struct{ a, b map[string]int64 }

func NewCleared() *Cleared {
	return &Cleared{a: make(map[string]int64), b: make(map[string]int64)}
}

func (c *Cleared) Set(k string, at int64) { c.a[k], c.b[k] = at, at }

func (c *Cleared) Run(rounds <-chan int) {
	for n := range rounds {
		if n > 0 {
			maps.Clear(c.a)
		} else {
			maps.Clear(c.b)
		}
	}
}

// A rebuild beside them.
func (c *Cleared) Expire(now int64) {
	for k, at := range c.a {
		if at < now {
			delete(c.a, k)
		}
	}
}
