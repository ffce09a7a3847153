package driver

import (
	"encoding/json"

	"github.com/maplint/maplint/internal/driver/cache"
)

// A result is what the cache keeps of a package.
type result struct {
	Findings []Finding
}

// cached reports the result of a root that is in the cache.
func (s *session) cached(g group, r *root) bool {
	if r.key == (cache.Key{}) {
		return false
	}
	data, ok := s.cfg.Cache.Get(r.key)
	if !ok {
		return false
	}
	var res result
	if json.Unmarshal(data, &res) != nil {
		return false // of another maplint with the same name, say
	}
	s.report.checked(res.Findings, r.sources(res.Findings, g.env))
	return true
}

// keep stores the result of a root.
func (s *session) keep(r *root, findings []Finding) {
	if r.key == (cache.Key{}) {
		return
	}
	if data, err := json.Marshal(result{findings}); err == nil {
		s.cfg.Cache.Put(r.key, data)
	}
}
