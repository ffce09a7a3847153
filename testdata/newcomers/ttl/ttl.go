// Package ttl is a generic cache whose entries expire.
package ttl

import (
	"sync"
	"time"
)

type entry[V any] struct {
	value V
	until int64
}

type Cache[K comparable, V any] struct {
	mu    sync.Mutex
	items map[K]entry[V] // want: reported: replaced only by Reset, which nobody calls
	ttl   time.Duration
	stop  chan struct{}
}

type Option[K comparable, V any] func(*Cache[K, V])

func WithTTL[K comparable, V any](d time.Duration) Option[K, V] {
	return func(c *Cache[K, V]) { c.ttl = d }
}

func New[K comparable, V any](opts ...Option[K, V]) *Cache[K, V] {
	c := &Cache[K, V]{items: make(map[K]entry[V]), ttl: time.Minute, stop: make(chan struct{})}
	for _, o := range opts {
		o(c)
	}
	go c.janitor()
	return c
}

func (c *Cache[K, V]) janitor() {
	t := time.NewTicker(c.ttl)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			c.deleteExpired()
		case <-c.stop:
			return
		}
	}
}

func (c *Cache[K, V]) deleteExpired() {
	now := time.Now().UnixNano()
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, e := range c.items {
		if now > e.until {
			delete(c.items, k)
		}
	}
}

func (c *Cache[K, V]) Set(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = entry[V]{v, time.Now().Add(c.ttl).UnixNano()}
}

func (c *Cache[K, V]) Get(k K) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[k]
	if !ok || time.Now().UnixNano() > e.until {
		return v, false
	}
	return e.value, true
}

func (c *Cache[K, V]) Reset() {
	c.mu.Lock()
	c.items = make(map[K]entry[V])
	c.mu.Unlock()
}

func (c *Cache[K, V]) Close() { close(c.stop) }
