// Package outbox sends messages at least once.
package outbox

import (
	"context"
	"log"
	"sync"
	"time"
)

type Message struct {
	ID   int64
	Body string
}

type Sender interface {
	Send(context.Context, Message) error
}

type Outbox struct {
	mu       sync.Mutex
	unsent   map[int64]Message // want: reported: what was sent is deleted in a loop
	failures map[int64]int     // want: reported: deleted in the same loop
	names    map[int64]string  // want: silent: emptied only when the outbox stops
	next     int64
	sender   Sender
}

func New(s Sender) *Outbox {
	return &Outbox{
		unsent:   make(map[int64]Message),
		failures: make(map[int64]int),
		names:    make(map[int64]string),
		sender:   s,
	}
}

func (o *Outbox) Add(name, body string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.next++
	o.unsent[o.next] = Message{o.next, body}
	o.names[o.next] = name
}

func (o *Outbox) batch() []Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	var b []Message
	for _, m := range o.unsent {
		b = append(b, m)
	}
	return b
}

func (o *Outbox) Relay(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
loop:
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			break loop
		}
		for _, m := range o.batch() {
			if err := o.sender.Send(ctx, m); err != nil {
				log.Printf("outbox: %v", err)
				o.failed(m.ID)
				continue
			}
			o.sent(m.ID)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for id := range o.names {
		delete(o.names, id)
	}
}

func (o *Outbox) failed(id int64) {
	o.mu.Lock()
	o.failures[id]++
	o.mu.Unlock()
}

func (o *Outbox) sent(id int64) {
	o.mu.Lock()
	delete(o.unsent, id)
	delete(o.failures, id)
	o.mu.Unlock()
}
