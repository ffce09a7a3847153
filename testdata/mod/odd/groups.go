package odd

import (
	"example.com/odd/sub"

	"os"
	"path"
)

// The standard library comes second.
type Grouped struct{ at map[string]sub.T }

func NewGrouped() *Grouped { return &Grouped{at: make(map[string]sub.T)} }

func (g *Grouped) Set(k string, at int64) { g.at[path.Base(k)] = sub.T(at) }

func (g *Grouped) Expire(now int64) {
	for k, at := range g.at {
		if int64(at) < now {
			delete(g.at, k)
		}
	}
	os.Exit(0)
}
