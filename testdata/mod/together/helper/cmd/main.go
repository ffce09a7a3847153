package main

import (
	"time"

	"example.test/together/helper/util"
)

var rows = make(map[string]util.Row) // verdict: reported

var few = make(map[string]util.Row) // verdict: reported

func main() {
	for r := range make(chan util.Row) {
		rows[r.At.String()] = r
		keep(r)
		util.Prune(rows, r.At) // report: map rows never shrinks
		prune(r.At)
	}
}

func prune(now time.Time) {
	go util.PruneFunc(few, now) // report: map few never shrinks
}

func keep(rs ...util.Row) {
	for _, r := range rs {
		few[r.At.String()] = r
	}
}

func old(now time.Time) { util.Prune(nil, now) }
