// Package deletefunc has maps.DeleteFunc outside of any other loop: it is a
// loop itself, as good as the range and delete that it stands for.
package deletefunc

import (
	"maps"
	"time"
)

// maps.DeleteFunc is a loop of its own.
type Offers struct {
	until map[string]time.Time // verdict: reported
}

func NewOffers() *Offers { return &Offers{until: make(map[string]time.Time)} }

func (o *Offers) Offer(id string, until time.Time) { o.until[id] = until }

func (o *Offers) Expire(now time.Time) {
	maps.DeleteFunc(o.until, func(_ string, until time.Time) bool { // want `map Offers.until never shrinks`
		return until.Before(now)
	})
}

// maps.DeleteFunc through a named predicate and a variable of its type.
type Deals struct {
	until map[string]int64 // verdict: reported
}

func NewDeals() *Deals { return &Deals{until: make(map[string]int64)} }

func (d *Deals) Deal(id string, until int64) { d.until[id] = until }

func (d *Deals) Expire(now int64) {
	over := func(_ string, until int64) bool { return until < now }
	maps.DeleteFunc(d.until, over) // want `map Deals.until never shrinks`
}
