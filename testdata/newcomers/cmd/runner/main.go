// Command runner has an endless loop in what main calls.
package main

import (
	"log"
	"time"

	"example.test/newcomers/internal/quota"
	"example.test/newcomers/source"
)

type app struct {
	recent map[string]time.Time // want: reported: main runs the app
	quotas *quota.Table
}

func newApp() (*app, error) {
	return &app{recent: make(map[string]time.Time), quotas: quota.NewTable()}, nil
}

func (a *app) run() error {
	for {
		id := source.Next()
		if !a.quotas.Take(id) {
			continue
		}
		a.recent[id] = time.Now()
		a.sweep()
		a.quotas.Sweep()
	}
}

func (a *app) sweep() {
	for id, t := range a.recent {
		if time.Since(t) > time.Minute {
			delete(a.recent, id)
		}
	}
}

func main() {
	a, err := newApp()
	if err != nil {
		log.Fatal(err)
	}
	if err := a.run(); err != nil {
		log.Fatal(err)
	}
}
