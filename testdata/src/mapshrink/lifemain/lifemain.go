package main

import (
	"net/http"
	"time"
)

// Long-lived, case: main keeps the owner in a server that serves for ever.
type daemon struct {
	at map[string]time.Time // verdict: reported
}

func newDaemon() *daemon { return &daemon{at: make(map[string]time.Time)} }

func (d *daemon) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.at[r.RemoteAddr] = time.Now()
	for k, at := range d.at {
		if time.Since(at) > time.Minute {
			delete(d.at, k) // want `daemon\.at`
		}
	}
}

func runDaemon() error { return http.ListenAndServe(":8080", newDaemon()) }

var _ = runDaemon

// Long-lived, near miss: a step of a command line tool makes, fills and sweeps
// its owner.
type merge struct {
	at map[string]int64 // verdict: silent long-lived (the maps that are swept never leave the function that makes them)
}

func mergeFiles(lines []string) int {
	m := merge{at: map[string]int64{}}
	for i, l := range lines {
		m.at[l] = int64(i)
		for k, at := range m.at {
			if at < int64(i-10) {
				delete(m.at, k)
			}
		}
	}
	return len(m.at)
}

var _ = mergeFiles

func main() {}
