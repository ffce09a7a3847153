// Package crawl visits pages.
package crawl

import (
	"context"
	"sync"
	"time"
)

// run is the state of one visit of a site.
type run struct {
	todo map[string]int  // want: silent: made anew for each site
	done map[string]bool // want: silent: nothing removes from it
}

type Crawler struct {
	mu      sync.Mutex
	waiting map[string]int       // want: reported: visited sites are deleted in a loop
	visited map[string]time.Time // want: silent: rebuilt by a helper in each round
	fetch   func(context.Context, string) []string
}

func New(fetch func(context.Context, string) []string) *Crawler {
	return &Crawler{fetch: fetch, waiting: map[string]int{}, visited: map[string]time.Time{}}
}

func (c *Crawler) Add(site string, depth int) {
	c.mu.Lock()
	c.waiting[site] = depth
	c.mu.Unlock()
}

func (c *Crawler) Run(ctx context.Context) {
	for ctx.Err() == nil {
		c.mu.Lock()
		for site, depth := range c.waiting {
			r := &run{todo: map[string]int{site: depth}, done: map[string]bool{}}
			r.visit(ctx, c.fetch)
			c.visited[site] = time.Now()
			delete(c.waiting, site)
		}
		for site := range c.visited {
			if site == "" {
				delete(c.visited, site)
			}
		}
		c.visited = recent(c.visited)
		c.mu.Unlock()
		time.Sleep(time.Second)
	}
}

func recent(m map[string]time.Time) map[string]time.Time {
	kept := make(map[string]time.Time)
	for site, t := range m {
		if time.Since(t) < time.Hour {
			kept[site] = t
		}
	}
	return kept
}

func (r *run) visit(ctx context.Context, fetch func(context.Context, string) []string) {
	for len(r.todo) > 0 {
		for page, depth := range r.todo {
			delete(r.todo, page)
			if r.done[page] || depth == 0 {
				continue
			}
			r.done[page] = true
			for _, next := range fetch(ctx, page) {
				r.todo[next] = depth - 1
			}
		}
	}
}
