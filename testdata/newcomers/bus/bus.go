// Package bus delivers events to subscribers.
package bus

import (
	"sync"
	"time"
)

// Handler handles an event.
type Handler func(event any)

type topic struct {
	subs map[int]Handler // want: silent: Unsubscribe deletes one entry for each call
}

// Bus is used by many goroutines.
type Bus struct {
	mu     sync.RWMutex
	topics map[string]*topic    // want: silent: nothing removes a topic
	last   map[string]any       // want: reported: Forget deletes in a loop
	acks   map[uint64]time.Time // want: reported: the timer of New sweeps again and again
	next   int
	seq    uint64
}

func New() (b *Bus) {
	b = &Bus{topics: map[string]*topic{}, last: map[string]any{}, acks: map[uint64]time.Time{}}
	defer b.arm()
	return
}

func (b *Bus) arm() { time.AfterFunc(time.Second, b.sweep) }

func (b *Bus) sweep() {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.arm()
	for id, t := range b.acks {
		if time.Since(t) > time.Minute {
			delete(b.acks, id)
		}
	}
}

func (b *Bus) Subscribe(name string, h Handler) (cancel func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.topics[name]
	if t == nil {
		t = &topic{subs: make(map[int]Handler)}
		b.topics[name] = t
	}
	b.next++
	id := b.next
	t.subs[id] = h
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(t.subs, id)
	}
}

func (b *Bus) Publish(name string, event any) uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last[name] = event
	if t := b.topics[name]; t != nil {
		for _, h := range t.subs {
			go h(event)
		}
	}
	b.seq++
	b.acks[b.seq] = time.Now()
	return b.seq
}

func (b *Bus) Forget(names map[string]bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for n := range names {
		delete(b.last, n)
	}
}
