package updates

import (
	"iter"
	"maps"
)

// Grows, near miss: after the constructor only keys that are there get
// another value, which inserts nothing.
type Weights struct {
	of map[string]int64 // verdict: silent grows (entries are only inserted during initialization, or changed)
}

func NewWeights(names []string) *Weights {
	w := &Weights{of: make(map[string]int64)}
	for _, n := range names {
		w.of[n] = 1
	}
	return w
}

func (w *Weights) Set(name string, weight int64) bool {
	if _, ok := w.of[name]; !ok {
		return false
	}
	w.of[name] = weight
	return true
}

func (w *Weights) Halve() {
	for name, x := range w.of {
		w.of[name] = x / 2
	}
}

func (w *Weights) Retire(below int64) {
	for name, x := range w.of {
		if x < below {
			delete(w.of, name)
		}
	}
}

// Grows, near miss: the only store after the constructor is to the keys of a
// range over the map itself.
type Scores struct {
	of map[string]int64 // verdict: silent grows (entries are only inserted during initialization, or changed)
}

func NewScores(names []string) *Scores {
	w := &Scores{of: make(map[string]int64)}
	for _, n := range names {
		w.of[n] = 1
	}
	return w
}

func (w *Scores) Halve() {
	for name := range w.of {
		w.of[name] /= 2
	}
}

func (w *Scores) Retire(below int64) {
	for name, x := range w.of {
		if x < below {
			delete(w.of, name)
		}
	}
}

// Grows, case: maps.Insert inserts what an iterator yields.
type Stream struct {
	of map[string]int64 // verdict: reported
}

func NewStream() *Stream { return &Stream{of: map[string]int64{}} }

func (o *Stream) Merge(batch iter.Seq2[string, int64]) { maps.Insert(o.of, batch) }

func (o *Stream) Expire(floor int64) {
	maps.DeleteFunc(o.of, func(_ string, x int64) bool { return x < floor }) // want `Stream\.of`
}
