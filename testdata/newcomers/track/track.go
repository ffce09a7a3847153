// Package track starts its janitor on first use.
package track

import (
	"sync"
	"time"
)

var (
	once  sync.Once
	guard sync.Mutex
	jobs  = map[string]time.Time{} // want: reported: sync.Once starts the goroutine that deletes in a loop
	pings = map[string]int{}       // want: silent: the same goroutine replaces it in each round
	boot  = map[string]time.Time{} // want: reported: a goroutine of init inserts
	skew  = map[string]int64{}     // want: silent: only init inserts
)

func init() {
	for _, h := range hosts() {
		skew[h] = 1
	}
	go func() {
		for range time.Tick(time.Second) {
			for _, h := range hosts() {
				guard.Lock()
				boot[h] = time.Now()
				guard.Unlock()
			}
		}
	}()
}

func hosts() []string {
	return []string{time.Now().Format("host-05"), time.Now().Format("host-04")}
}

func Start(id string) {
	once.Do(func() { go janitor() })
	guard.Lock()
	jobs[id] = time.Now()
	pings[id]++
	guard.Unlock()
}

func janitor() {
	for {
		time.Sleep(time.Minute)
		guard.Lock()
		for id, t := range jobs {
			if time.Since(t) > time.Hour {
				delete(jobs, id)
				delete(pings, id)
			}
		}
		pings = map[string]int{}
		guard.Unlock()
	}
}

// Down forgets hosts.
func Down(hosts []string) {
	guard.Lock()
	defer guard.Unlock()
	for _, h := range hosts {
		delete(boot, h)
		delete(skew, h)
	}
}
