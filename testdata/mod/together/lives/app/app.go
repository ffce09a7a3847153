package app

import (
	"time"

	"example.test/together/lives/store"
)

var kept store.Table

func Run(rows <-chan store.Row, now time.Time) {
	for r := range rows {
		kept.Add(r.At.String(), r)
		kept.Expire(now)
	}
}

func Count(r store.Row, now time.Time) int {
	s := &store.Scratch{Rows: make(map[string]store.Row)}
	s.Add("", r)
	s.Expire(now)
	return len(s.Rows)
}
