//go:build go1.18

package fixes

import (
	"errors"
	maps "slices"
)

// The name maps stands for another package: a loop copies.
type Sorted struct{ at map[string]int64 }

func NewSorted() *Sorted { return &Sorted{at: make(map[string]int64)} }

func (s *Sorted) Set(k string, at int64) error {
	s.at[k] = at
	return errors.New("k")
}

func (s *Sorted) Expire(k, v int64, keys []string) {
	maps.Sort(keys)
	for key, at := range s.at {
		if at < k+v {
			delete(s.at, key) // want `map Sorted.at never shrinks`
		}
	}
}
