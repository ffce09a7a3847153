// Package scratch has cases whose verdict is wrong today.
package rounds

import (
	"sync"
	"time"
)

// Near miss: emptied and filled again from one case of a select, and filled
// by another one: not the same round.
type Batcher struct {
	pending map[string]int64 // verdict: reported
	in      chan string
}

func NewBatcher() *Batcher {
	return &Batcher{make(map[string]int64), make(chan string)}
}

func (b *Batcher) Run(send func(map[string]int64)) {
	tick := time.NewTicker(time.Second)
	for {
		select {
		case k := <-b.in:
			b.pending[k]++
		case <-tick.C:
			send(b.pending)
			clear(b.pending) // want `Batcher.pending never shrinks`
		}
	}
}

// The owner goes back to a sync.Pool.
type request struct {
	params map[string]string // verdict: silent long-lived (never leaves the function that makes it)
}

var requests = sync.Pool{New: func() any { return &request{params: make(map[string]string)} }}

func Acquire() *request { return requests.Get().(*request) }

func (r *request) Set(k, v string) { r.params[k] = v }

func Release(r *request) {
	for k := range r.params {
		delete(r.params, k)
	}
	requests.Put(r)
}
