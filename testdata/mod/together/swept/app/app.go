package app

import (
	"time"

	"example.test/together/swept/store"
)

func Expire(c *store.Cache, now time.Time) {
	for k, r := range c.Items {
		if r.At.Before(now) {
			delete(c.Items, k) // report: map store.Cache.Items never shrinks
		}
	}
	for k, r := range c.Filled {
		if r.At.Before(now) {
			delete(c.Filled, k) // report: map store.Cache.Filled never shrinks
		}
	}
	for _, rows := range c.Nested {
		for k, r := range rows {
			if r.At.Before(now) {
				delete(rows, k) // report: maps in store.Cache.Nested\[\] never shrink
			}
		}
	}
	for k, r := range c.Marked {
		if r.At.Before(now) {
			delete(c.Marked, k)
		}
	}
	for k, r := range c.There {
		if r.At.Before(now) {
			delete(c.There, k) //nolint:mapshrink // few
		}
	}
	for k, r := range store.Table {
		if r.At.Before(now) {
			delete(store.Table, k) // report: map store.Table never shrinks
		}
	}
}

func Drop(c *store.Cache, k string) { delete(c.Once, k) }

type Server struct {
	store.Generic[string]
}

func (s *Server) Expire(now time.Time) {
	for k, r := range s.Items {
		if r.At.Before(now) {
			delete(s.Items, k) // report: map store.Generic.Items never shrinks
		}
	}
	for k, r := range s.Other {
		if r.At.Before(now) {
			delete(s.Other, k) // report: map store.Generic.Other never shrinks
		}
	}
}

func Forget(c *store.Cache, ks []string) {
	for _, k := range ks {
		c.Forget(k)
	}
}
