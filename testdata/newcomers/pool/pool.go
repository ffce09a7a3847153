// Package pool has workers with a memory of their own.
package pool

import (
	"sync"
	"time"
)

type worker struct {
	id   int
	in   chan string
	last map[string]time.Time // want: reported: the workers of a slice that is made once
}

type Pool struct {
	workers []*worker
	next    int
}

// Start makes the workers.
func (p *Pool) Start(n int) {
	p.workers = make([]*worker, n)
	for i := range p.workers {
		w := &worker{id: i, in: make(chan string, 8), last: make(map[string]time.Time)}
		p.workers[i] = w
		go w.run()
	}
}

func (p *Pool) Do(task string) {
	p.next = (p.next + 1) % len(p.workers)
	p.workers[p.next].in <- task
}

func (w *worker) run() {
	for task := range w.in {
		w.last[task] = time.Now()
		for t, at := range w.last {
			if time.Since(at) > time.Minute {
				delete(w.last, t)
			}
		}
	}
}

type scratch struct {
	words map[string]int // want: silent: pooled
}

var scratches = sync.Pool{New: func() any { return &scratch{words: make(map[string]int)} }}

// Distinct counts different words.
func Distinct(words []string) int {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	for w := range s.words {
		delete(s.words, w)
	}
	for _, w := range words {
		s.words[w]++
	}
	return len(s.words)
}

// Grouper groups lines again and again.
type Grouper struct {
	groups map[string][]string // want: silent: emptied and filled in the same call
}

func (g *Grouper) Group(lines []string, key func(string) string) (largest string) {
	if g.groups == nil {
		g.groups = make(map[string][]string)
	}
	clear(g.groups)
	for _, l := range lines {
		g.groups[key(l)] = append(g.groups[key(l)], l)
	}
	for k, ls := range g.groups {
		if len(ls) > len(g.groups[largest]) {
			largest = k
		}
	}
	return largest
}
