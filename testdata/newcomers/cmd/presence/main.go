// Command presence tells who is there.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"
)

// presence has no constructor.
type presence struct {
	mu   sync.Mutex
	seen map[string]time.Time // want: reported: a value that main owns
	away map[string]string    // want: reported: likewise
}

// legacy is not used yet.
type legacy struct {
	ids map[string]int // want: reported: a constructor of main that nobody calls yet
}

func newLegacy() *legacy { return &legacy{ids: map[string]int{}} }

func (l *legacy) Add(id string) { l.ids[id]++ }

func (l *legacy) Remove(ids ...string) {
	for _, id := range ids {
		delete(l.ids, id)
	}
}

func (p *presence) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch user := r.FormValue("user"); r.Method {
	case http.MethodPost:
		p.seen[user] = time.Now()
	case http.MethodPut:
		p.away[user] = r.FormValue("until")
	case http.MethodDelete:
		for _, u := range r.Form["user"] {
			delete(p.away, u)
		}
	default:
		json.NewEncoder(w).Encode(p.seen)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	var p presence
	p.seen = make(map[string]time.Time)
	p.away = make(map[string]string)
	srv := &http.Server{Addr: ":8082", Handler: &p}

	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()

	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return srv.Shutdown(context.Background())
		case err := <-failed:
			if errors.Is(err, http.ErrServerClosed) {
				return nil
			}
			return err
		case now := <-t.C:
			p.mu.Lock()
			for u, at := range p.seen {
				if now.Sub(at) > time.Minute {
					delete(p.seen, u)
				}
			}
			p.mu.Unlock()
		}
	}
}
