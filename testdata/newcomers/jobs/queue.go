// Package jobs runs work in the background.
package jobs

import (
	"context"
	"sync"
	"time"
)

type Job struct {
	ID      string
	Payload []byte
}

type Result struct {
	JobID string
	Err   error
	Took  time.Duration
}

type Queue struct {
	mu      sync.Mutex
	pending map[string]Job       // want: reported: the worker deletes each job that is done
	results map[string]Result    // want: silent: Collect takes it and makes a new one
	running map[string]time.Time // want: silent: a semaphore keeps it to 16
	in      chan Job
	sem     chan struct{}
	do      func(context.Context, Job) error
}

func NewQueue(do func(context.Context, Job) error) *Queue {
	return &Queue{
		pending: map[string]Job{},
		results: map[string]Result{},
		running: map[string]time.Time{},
		in:      make(chan Job, 128),
		sem:     make(chan struct{}, 16),
		do:      do,
	}
}

func (q *Queue) Submit(j Job) {
	q.mu.Lock()
	q.pending[j.ID] = j
	q.mu.Unlock()
	q.in <- j
}

func (q *Queue) Work(ctx context.Context) {
	for j := range q.in {
		q.sem <- struct{}{}
		q.mu.Lock()
		q.running[j.ID] = time.Now()
		q.mu.Unlock()
		go q.one(ctx, j)

		q.mu.Lock()
		delete(q.pending, j.ID)
		q.mu.Unlock()
	}
}

func (q *Queue) one(ctx context.Context, j Job) {
	defer func() { <-q.sem }()
	err := q.do(ctx, j)
	q.mu.Lock()
	defer q.mu.Unlock()
	started := q.running[j.ID]
	delete(q.running, j.ID)
	q.results[j.ID] = Result{j.ID, err, time.Since(started)}
}

// Collect returns what was done since the last call.
func (q *Queue) Collect() map[string]Result {
	q.mu.Lock()
	defer q.mu.Unlock()
	done := q.results
	q.results = make(map[string]Result)
	return done
}

// Cancel drops jobs, and what they have returned.
func (q *Queue) Cancel(ids ...string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, id := range ids {
		delete(q.results, id)
	}
}

// Stuck forgets jobs that run for more than an hour.
func (q *Queue) Stuck() (ids []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id, t := range q.running {
		if time.Since(t) > time.Hour {
			ids = append(ids, id)
			delete(q.running, id)
		}
	}
	return ids
}
