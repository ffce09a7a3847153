package driver

import (
	"encoding/json"

	"github.com/maplint/maplint/internal/driver/cache"
)

// A result is what the checks say of a package, as the cache keeps it.
type result struct {
	Findings []Finding
	Summary  summary
	// Useless are the findings about comments that silence nothing when
	// packages are judged together.
	Useless []Finding
}

// useCache reports whether results are kept between runs.
func (s *session) useCache() bool {
	return s.cfg.Cache != nil && (s.cfg.Inspect == nil || s.cfg.Wants != nil)
}

// cached gives a root its result from the cache, if there is one.
func (s *session) cached(r *root) bool {
	res, ok := s.fetch(r.key)
	if ok {
		r.result = res
	}
	return ok
}

func (s *session) fetch(key cache.Key) (*result, bool) {
	if key == (cache.Key{}) {
		return nil, false
	}
	data, ok := s.cfg.Cache.Get(key)
	if !ok {
		return nil, false
	}
	res := new(result)
	if json.Unmarshal(data, res) != nil {
		return nil, false // of another maplint with the same name, say
	}
	return res, true
}

// keep stores a result.
func (s *session) keep(key cache.Key, res *result) {
	if key == (cache.Key{}) || s.loader.Moved() {
		return
	}
	if data, err := json.Marshal(res); err == nil {
		s.cfg.Cache.Put(key, data)
	}
}
