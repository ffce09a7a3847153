package sharded

import (
	"sync"
	"time"
)

// Counters counts events by key. A goroutine starts a new period every minute.
type Counters struct {
	parts []counterPart
}

type counterPart struct {
	mu sync.Mutex
	n  map[string]int // want: silent: the ticker replaces it in every shard
}

func NewCounters(parts int) *Counters {
	c := &Counters{parts: make([]counterPart, parts)}
	for i := range c.parts {
		c.parts[i].n = make(map[string]int)
	}
	go func() {
		for range time.Tick(time.Minute) {
			for i := range c.parts {
				c.parts[i].startPeriod()
			}
		}
	}()
	return c
}

func (p *counterPart) startPeriod() {
	p.mu.Lock()
	p.n = make(map[string]int)
	p.mu.Unlock()
}

func (c *Counters) Inc(key string) {
	p := &c.parts[len(key)%len(c.parts)]
	p.mu.Lock()
	p.n[key]++
	p.mu.Unlock()
}

// Forget drops what was counted less than n times.
func (c *Counters) Forget(n int) {
	for i := range c.parts {
		p := &c.parts[i]
		p.mu.Lock()
		for key, have := range p.n {
			if have < n {
				delete(p.n, key)
			}
		}
		p.mu.Unlock()
	}
}

// Locks is a slice of shards by value.
type Locks struct {
	shards []lockShard
}

type lockShard struct {
	mu   *sync.Mutex
	held map[string]time.Time // want: reported: reset works on a copy of each shard and replaces nothing
}

func NewLocks(n int) *Locks {
	l := &Locks{}
	for range n {
		l.shards = append(l.shards, lockShard{new(sync.Mutex), make(map[string]time.Time)})
	}
	go l.expire()
	return l
}

func (l *Locks) at(key string) lockShard { return l.shards[len(key)%len(l.shards)] }

func (l *Locks) Take(key string) bool {
	sh := l.at(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if _, ok := sh.held[key]; ok {
		return false
	}
	sh.held[key] = time.Now()
	return true
}

func (l *Locks) expire() {
	for range time.Tick(time.Second) {
		for _, sh := range l.shards {
			sh.mu.Lock()
			for key, since := range sh.held {
				if time.Since(since) > time.Minute {
					delete(sh.held, key)
				}
			}
			sh.mu.Unlock()
		}
		l.reset()
	}
}

func (l *Locks) reset() {
	for _, sh := range l.shards {
		sh.held = make(map[string]time.Time)
	}
}
