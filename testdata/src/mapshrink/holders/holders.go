// Package holders has one map behind each form of holder.
package holders

import (
	"sync"
	"time"
)

// A package variable.
var logins = make(map[string]time.Time) // verdict: reported

func Login(user string) { logins[user] = time.Now() }

func ForgetLogins(before time.Time) {
	for user, at := range logins {
		if at.Before(before) {
			delete(logins, user) // want `map logins never shrinks: entries are deleted in a loop and the map is never replaced, so it keeps its peak memory \(\d+ to \d+ MB per million entries\)$`
		}
	}
}

// Near miss: a variable of the function is no holder.
func Distinct(words []string, stop []string) int {
	seen := make(map[string]bool)
	for _, w := range words {
		seen[w] = true
	}
	for _, w := range stop {
		delete(seen, w)
	}
	return len(seen)
}

// Near miss: the caller's map, which no variable of this package keeps.
func Prune(m map[string]int64, before int64) {
	for k, at := range m {
		if at < before {
			delete(m, k)
		}
	}
}

// An array of structs in a package variable.
var lanes [16]lane

type lane struct {
	mu      sync.Mutex
	waiting map[string]int64 // verdict: reported
}

func init() {
	for i := range lanes {
		lanes[i].waiting = make(map[string]int64)
	}
}

func Wait(ticket string, at int64) {
	l := &lanes[len(ticket)%len(lanes)]
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting[ticket] = at
}

func CallUp(before int64) {
	for i := range lanes {
		l := &lanes[i]
		l.mu.Lock()
		for ticket, at := range l.waiting {
			if at < before {
				delete(l.waiting, ticket) // want `map lane.waiting never shrinks`
			}
		}
		l.mu.Unlock()
	}
}

// A slice of structs in a package variable.
var desks []desk

type desk struct {
	name  string
	queue map[uint64]int64 // verdict: reported
}

func OpenDesk(name string) {
	desks = append(desks, desk{name: name, queue: make(map[uint64]int64)})
}

func Enqueue(desk int, id uint64, at int64) {
	desks[desk].queue[id] = at
}

func Serve(desk int, before int64) {
	for id, at := range desks[desk].queue {
		if at < before {
			delete(desks[desk].queue, id) // want `map desk.queue never shrinks`
		}
	}
}

// A variable of an unnamed struct type.
var state struct {
	sync.Mutex
	pings map[string]int64 // verdict: reported
}

func Ping(host string, at int64) {
	state.Lock()
	defer state.Unlock()
	if state.pings == nil {
		state.pings = make(map[string]int64)
	}
	state.pings[host] = at
}

func ForgetPings(before int64) {
	state.Lock()
	defer state.Unlock()
	for host, at := range state.pings {
		if at < before {
			delete(state.pings, host) // want `pings never shrinks`
		}
	}
}
