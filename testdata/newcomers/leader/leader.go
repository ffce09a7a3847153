// Package leader assigns partitions to workers while this process leads.
package leader

import (
	"sync"
	"time"
)

type Election interface {
	Changes() <-chan bool
}

type Coordinator struct {
	mu         sync.Mutex
	leads      bool
	assigned   map[string]string    // want: reported: replaced only when leadership is lost
	heartbeats map[string]time.Time // want: reported: made when leadership is won, swept while it lasts
}

func NewCoordinator() *Coordinator {
	return &Coordinator{assigned: map[string]string{}, heartbeats: map[string]time.Time{}}
}

func (c *Coordinator) Run(e Election) {
	t := time.NewTicker(5 * time.Second)
	defer t.Stop()
	for {
		select {
		case leads, ok := <-e.Changes():
			if !ok {
				return
			}
			c.setLeader(leads)
		case <-t.C:
			c.removeDead()
		}
	}
}

func (c *Coordinator) setLeader(leads bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leads = leads
	if leads {
		c.heartbeats = make(map[string]time.Time)
		return
	}
	c.assigned = make(map[string]string)
}

func (c *Coordinator) Heartbeat(worker string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leads {
		c.heartbeats[worker] = time.Now()
	}
}

func (c *Coordinator) Assign(partition, worker string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.assigned[partition] = worker
}

func (c *Coordinator) removeDead() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.leads {
		return
	}
	for w, t := range c.heartbeats {
		if time.Since(t) < time.Minute {
			continue
		}
		delete(c.heartbeats, w)
		for p, owner := range c.assigned {
			if owner == w {
				delete(c.assigned, p)
			}
		}
	}
}
