// Package actor has actors that own their state.
package actor

import (
	"context"
	"time"
)

type Event struct {
	Key   string
	Value int
}

type Actor struct {
	in   chan Event
	stop chan struct{}
}

func Start() *Actor {
	a := &Actor{in: make(chan Event), stop: make(chan struct{})}
	go a.loop()
	return a
}

func (a *Actor) Send(e Event) { a.in <- e }

func (a *Actor) Stop() { close(a.stop) }

func (a *Actor) loop() {
	totals := make(map[string]int) // want: reported: the loop ends only when the actor is stopped
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		batch := make(map[string]bool) // want: silent: made in each round
		select {
		case e := <-a.in:
			totals[e.Key] += e.Value
			batch[e.Key] = true
			for k := range batch {
				delete(batch, k)
			}
		case <-tick.C:
			for k, v := range totals {
				if v == 0 {
					delete(totals, k)
				}
			}
		case <-a.stop:
			return
		}
	}
}

// Debounce passes on the last event of each key once it is quiet.
func Debounce(ctx context.Context, in <-chan Event, out chan<- Event, quiet time.Duration) {
	go func() {
		last := map[string]time.Time{} // want: reported: captured by the closures of an event loop
		value := map[string]int{}      // want: reported: likewise
		note := func(e Event) {
			last[e.Key] = time.Now()
			value[e.Key] = e.Value
		}
		flush := func(now time.Time) {
			for k, t := range last {
				if now.Sub(t) >= quiet {
					out <- Event{k, value[k]}
					delete(last, k)
					delete(value, k)
				}
			}
		}
		t := time.NewTicker(quiet)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-in:
				note(e)
			case now := <-t.C:
				flush(now)
			}
		}
	}()
}
