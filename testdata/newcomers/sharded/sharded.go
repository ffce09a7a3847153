// Package sharded spreads keys over shards to avoid contention.
package sharded

import (
	"hash/maphash"
	"sync"
	"time"
)

const shardCount = 32

type shard struct {
	sync.RWMutex
	items map[string]item // want: reported: only Flush replaces it, shard by shard, and nobody calls Flush
}

type item struct {
	value []byte
	until time.Time
}

type Cache struct {
	seed   maphash.Seed
	shards [shardCount]*shard
}

func New() *Cache {
	c := &Cache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i] = &shard{items: make(map[string]item)}
	}
	return c
}

func (c *Cache) shard(key string) *shard {
	return c.shards[maphash.String(c.seed, key)%shardCount]
}

func (c *Cache) Set(key string, value []byte, ttl time.Duration) {
	sh := c.shard(key)
	sh.Lock()
	defer sh.Unlock()
	sh.items[key] = item{value, time.Now().Add(ttl)}
}

func (c *Cache) Get(key string) ([]byte, bool) {
	sh := c.shard(key)
	sh.RLock()
	defer sh.RUnlock()
	it, ok := sh.items[key]
	return it.value, ok && time.Now().Before(it.until)
}

func (c *Cache) DeleteExpired() {
	now := time.Now()
	for _, sh := range c.shards {
		sh.Lock()
		for k, it := range sh.items {
			if now.After(it.until) {
				delete(sh.items, k)
			}
		}
		sh.Unlock()
	}
}

func (c *Cache) Flush() {
	for _, sh := range c.shards {
		sh.flush()
	}
}

func (sh *shard) flush() {
	sh.Lock()
	defer sh.Unlock()
	sh.items = map[string]item{}
}
