package fixes

import "maps"

// maps.DeleteFunc in a function on one line.
type Offers struct {
	until map[string]int64
}

func NewOffers() *Offers { return &Offers{until: make(map[string]int64)} }

func (o *Offers) Offer(id string, t int64) { o.until[id] = t }

func (o *Offers) Expire(old func(string, int64) bool) { maps.DeleteFunc(o.until, old) } // want `map Offers.until never shrinks`
