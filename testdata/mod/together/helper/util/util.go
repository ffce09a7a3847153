// Package util has helpers that work on the maps of others.
package util

import (
	"maps"
	"time"

	"example.test/together/helper/deep"
)

type Row struct{ At time.Time }

func Prune(m map[string]Row, now time.Time) {
	for k, r := range m {
		if r.At.Before(now) {
			delete(m, k)
		}
	}
}

func PruneAny[M ~map[K]V, K comparable, V any](m M, old func(V) bool) {
	for k, v := range m {
		if old(v) {
			delete(m, k)
		}
	}
}

func PruneFunc(m map[string]Row, now time.Time) {
	maps.DeleteFunc(m, func(_ string, r Row) bool { return r.At.Before(now) })
}

func PruneDeep(m map[string]Row, now time.Time) {
	deep.Expire(m, func(r Row) bool { return r.At.Before(now) })
}

func Drop(m map[string]Row, k string) { deep.Drop(m, k) }

func Put(m map[string]Row, k string, r Row) { m[k] = r }

func Reset(m *map[string]Row) { *m = make(map[string]Row) }

func Rebuilt(m map[string]Row, now time.Time) map[string]Row {
	out := make(map[string]Row)
	for k, r := range m {
		if !r.At.Before(now) {
			out[k] = r
		}
	}
	return out
}

func Filtered(m map[string]Row, now time.Time) map[string]Row {
	for k, r := range m {
		if r.At.Before(now) {
			delete(m, k)
		}
	}
	return m
}

type Rows map[string]Row

func (rs Rows) Prune(now time.Time) {
	for k, r := range rs {
		if r.At.Before(now) {
			delete(rs, k)
		}
	}
}

// Walk calls f for each row, as Each does with a function for loops.
func Walk(rows []Row, f func(Row)) {
	for _, r := range rows {
		f(r)
	}
}

func Each(rows []Row) func(yield func(Row) bool) {
	return func(yield func(Row) bool) {
		for _, r := range rows {
			if !yield(r) {
				return
			}
		}
	}
}

func unused(m map[string]Row) { clear(m) }
