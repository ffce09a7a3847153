// Served uses the packages of this sample.
package main

import (
	"time"

	"example.com/hosts/feed"
	"example.com/hosts/peers"
	"example.com/hosts/quiet"
	"example.com/hosts/quota"
	"example.com/hosts/sessions"
	"example.com/hosts/table"
)

func main() {
	s, f, p, q, r := sessions.NewStore(), &feed.Feed{}, peers.New(), quiet.New(), table.NewRing[string]()
	allowed := quota.New(time.Tick(time.Hour))
	for now := range time.Tick(time.Minute) {
		if !allowed.Allow(now.String()) {
			continue
		}
		s.Login(now.String(), "", now)
		f.Decode(now.Unix(), now)
		q.Add(now.Second(), now)
		table.Seen(now.String())
		r.Put("", 1, "", now)

		s.Expire(now)
		f.Expire(now)
		f.Drop(now)
		p.LeaveZone(now.Location().String())
		q.Expire(now)
		table.Forget(now)
		r.Trim(now)
	}
}
