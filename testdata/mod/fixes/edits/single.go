package fixes

import "time" // one

type Single struct{ at map[string]time.Time }

func NewSingle() *Single { return &Single{at: make(map[string]time.Time)} }

func (s *Single) Set(k string, t time.Time) { s.at[k] = t }

func (s *Single) Expire(now time.Time) {
	for k, t := range s.at {
		if t.Before(now) {
			delete(s.at, k) // want `map Single.at never shrinks`
		}
	}
}
