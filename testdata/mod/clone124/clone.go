// Package clone rebuilds with maps.Clone, which shrinks before Go
// 1.25: rule kept, a replacement.
package clone

import "maps"

type Cloned struct {
	a map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewCloned() *Cloned { return &Cloned{make(map[string]int64)} }

func (c *Cloned) Add(k string, at int64) { c.a[k] = at }

func (c *Cloned) Expire(before int64) {
	for k, at := range c.a {
		if at < before {
			delete(c.a, k)
		}
	}
	c.a = maps.Clone(c.a)
}

// Near miss: a copy of another size.
type Copied struct {
	a map[string]int64 // verdict: silent kept (another map, or nil, is stored)
}

func NewCopied() *Copied { return &Copied{make(map[string]int64)} }

func (c *Copied) Add(k string, at int64) { c.a[k] = at }

func (c *Copied) Expire(before int64) {
	for k, at := range c.a {
		if at < before {
			delete(c.a, k)
		}
	}
	kept := make(map[string]int64, len(c.a))
	maps.Copy(kept, c.a)
	c.a = kept
}
