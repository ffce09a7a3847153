// Package embed builds caches from smaller parts.
package embed

import (
	"maps"
	"sync"
	"time"
)

type base struct {
	sync.Mutex
	at map[string]time.Time // want: reported: part of the exported Cache
}

func (b *base) touch(key string) {
	b.Lock()
	defer b.Unlock()
	if b.at == nil {
		b.at = make(map[string]time.Time)
	}
	b.at[key] = time.Now()
}

func (b *base) expire(d time.Duration) (gone []string) {
	b.Lock()
	defer b.Unlock()
	for k, t := range b.at {
		if time.Since(t) > d {
			delete(b.at, k)
			gone = append(gone, k)
		}
	}
	return gone
}

// Cache is ready to use.
type Cache struct {
	base
	values map[string]any // want: reported: maps.DeleteFunc removes what expired
	sizes  map[string]int // want: silent: rebuilt by every Expire
}

func (c *Cache) Put(key string, v any, size int) {
	c.touch(key)
	c.Lock()
	defer c.Unlock()
	if c.values == nil {
		c.values = make(map[string]any)
		c.sizes = make(map[string]int)
	}
	c.values[key] = v
	c.sizes[key] = size
}

// Expire is called by a timer of the user.
func (c *Cache) Expire(d time.Duration) {
	gone := map[string]bool{}
	for _, k := range c.expire(d) {
		gone[k] = true
	}
	c.Lock()
	defer c.Unlock()
	maps.DeleteFunc(c.values, func(k string, _ any) bool { return gone[k] })

	for k := range gone {
		delete(c.sizes, k)
	}
	c.sizes = maps.Collect(maps.All(c.sizes))
}
