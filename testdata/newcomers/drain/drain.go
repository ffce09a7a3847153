// Package drain collects and hands over.
package drain

import (
	"sync"
	"time"
)

type Batcher struct {
	mu      sync.Mutex
	pending map[string]int       // want: silent: each flush takes it and makes a new one
	retry   map[string]time.Time // want: silent: replaced by a method that a timer starts again
	errs    map[string]error     // want: reported: a generic store replaces another field
	total   map[string]int       // want: silent: a generic store through its address replaces it
	emit    func(map[string]int)
}

func set[T any](p *T, v T) { *p = v }

func New(emit func(map[string]int)) *Batcher {
	b := &Batcher{
		pending: map[string]int{},
		retry:   map[string]time.Time{},
		errs:    map[string]error{},
		total:   map[string]int{},
		emit:    emit,
	}
	b.again()
	go b.loop()
	return b
}

func (b *Batcher) Add(key string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending[key] += n
	b.total[key] += n
}

func (b *Batcher) Fail(key string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.errs[key] = err
	b.retry[key] = time.Now()
}

func (b *Batcher) again() {
	b.mu.Lock()
	for k, t := range b.retry {
		if time.Since(t) > time.Hour {
			delete(b.retry, k)
		}
	}
	b.retry = make(map[string]time.Time)
	b.mu.Unlock()
	time.AfterFunc(time.Hour, b.again)
}

func (b *Batcher) loop() {
	for range time.Tick(time.Second) {
		b.flush()
	}
}

func (b *Batcher) flush() {
	b.mu.Lock()
	taken := b.pending
	b.pending = make(map[string]int)
	for k := range b.errs {
		delete(b.errs, k)
	}
	for k, n := range b.total {
		if n == 0 {
			delete(b.total, k)
		}
	}
	set(&b.total, map[string]int{})
	b.mu.Unlock()

	b.emit(taken)
	for k := range taken {
		delete(taken, k)
	}
}
