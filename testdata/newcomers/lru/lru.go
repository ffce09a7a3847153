// Package lru has two caches with a size.
package lru

import (
	"container/list"
	"sync"
	"time"
)

type node struct {
	key   string
	value any
	added time.Time
}

// Cache forgets what was not used for the longest time.
type Cache struct {
	mu    sync.Mutex
	size  int
	order *list.List
	items map[string]*list.Element // want: silent: the sweep only trims to the limit
}

func New(size int) *Cache {
	return &Cache{size: size, order: list.New(), items: make(map[string]*list.Element)}
}

func (c *Cache) Put(key string, value any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[key]; ok {
		c.order.MoveToFront(e)
		e.Value.(*node).value = value
		return
	}
	c.items[key] = c.order.PushFront(&node{key: key, value: value})
	for c.order.Len() > c.size {
		oldest := c.order.Back()
		c.order.Remove(oldest)
		delete(c.items, oldest.Value.(*node).key)
	}
}

func (c *Cache) Get(key string) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*node).value, true
}

// Expiring also forgets what is old.
type Expiring struct {
	mu    sync.Mutex
	size  int
	ttl   time.Duration
	items map[string]*node // want: low: the size that New is given limits it
}

func NewExpiring(size int, ttl time.Duration) *Expiring {
	return &Expiring{size: size, ttl: ttl, items: make(map[string]*node, size)}
}

func (c *Expiring) Put(key string, value any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.items[key]; !ok && len(c.items) >= c.size {
		for k := range c.items {
			delete(c.items, k)
			break
		}
	}
	c.items[key] = &node{key, value, time.Now()}
}

func (c *Expiring) Expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, n := range c.items {
		if time.Since(n.added) > c.ttl {
			delete(c.items, k)
		}
	}
}

const maxHot = 256

// Hot keeps few entries.
type Hot struct {
	mu sync.Mutex
	m  map[string]int // want: silent: at most 256 entries
}

func NewHot() *Hot { return &Hot{m: map[string]int{}} }

func (h *Hot) Hit(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.m) >= maxHot {
		for k := range h.m {
			delete(h.m, k)
		}
	}
	h.m[key]++
}

// Random forgets entries at random.
type Random struct {
	mu    sync.Mutex
	size  int
	items map[string]any // want: silent: every call of evict removes one entry (today: low)
	tags  map[string]any // want: low: Shrink removes as many as it is told, the size limits the inserts
}

func NewRandom(size int) *Random {
	return &Random{size: size, items: make(map[string]any), tags: make(map[string]any)}
}

func (r *Random) Put(key string, value any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.items) >= r.size {
		r.evict(1)
	}
	r.items[key] = value
}

func (r *Random) evict(n int) {
	for key := range r.items {
		if n == 0 {
			return
		}
		delete(r.items, key)
		n--
	}
}

func (r *Random) Tag(key string, value any) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.tags) >= r.size {
		return false
	}
	r.tags[key] = value
	return true
}

func (r *Random) Shrink(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key := range r.tags {
		if n == 0 {
			return
		}
		delete(r.tags, key)
		n--
	}
}
