package holders

import "time"

// A field reached through a pointer.
type Leases struct {
	byHost map[string]time.Time // verdict: reported
}

func NewLeases() *Leases { return &Leases{byHost: make(map[string]time.Time)} }

func (l *Leases) Grant(host string, until time.Time) { l.byHost[host] = until }

func (l *Leases) Expire(now time.Time) {
	for host, until := range l.byHost {
		if now.After(until) {
			delete(l.byHost, host) // want `map Leases.byHost never shrinks`
		}
	}
}

// Near miss: the same owner with a map that only one call in a time removes
// from.
type Grants struct {
	byHost map[string]time.Time // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

func NewGrants() *Grants { return &Grants{byHost: make(map[string]time.Time)} }

func (g *Grants) Grant(host string, until time.Time) { g.byHost[host] = until }
func (g *Grants) Revoke(host string)                 { delete(g.byHost, host) }

// A field reached through a value: the copy shares the map.
type Votes struct {
	at map[string]int64 // verdict: reported
}

func NewVotes() Votes { return Votes{at: map[string]int64{}} }

func (v Votes) Cast(voter string, at int64) { v.at[voter] = at }

func (v Votes) Drop(before int64) {
	for voter, at := range v.at {
		if at < before {
			delete(v.at, voter) // want `map Votes.at never shrinks`
		}
	}
}

// A field of an embedded struct, by value and by pointer.
type stamps struct {
	last map[string]int64 // verdict: reported
}

func (s *stamps) stamp(k string, at int64) {
	if s.last == nil {
		s.last = make(map[string]int64)
	}
	s.last[k] = at
}

type Mailbox struct {
	stamps
	owner string
}

func OpenMailbox(owner string) *Mailbox { return &Mailbox{owner: owner} }

func (m *Mailbox) Deliver(id string, at int64) { m.stamp(id, at) }

func (m *Mailbox) Expire(before int64) {
	for id, at := range m.last {
		if at < before {
			delete(m.last, id) // want `map stamps.last never shrinks`
		}
	}
}

type journal struct {
	open map[uint64]int64 // verdict: reported
}

type Ledger struct {
	*journal
}

func OpenLedger() *Ledger { return &Ledger{&journal{open: make(map[uint64]int64)}} }

func (l *Ledger) Begin(tx uint64, at int64) { l.open[tx] = at }

func (l *Ledger) Abort(before int64) {
	for tx, at := range l.open {
		if at >= before {
			continue
		}
		delete(l.open, tx) // want `map journal.open never shrinks`
	}
}

// A chain of fields, partly by value.
type refTable struct {
	refs map[string]int64 // verdict: reported
}

type level struct{ outer refTable }

type Node struct {
	below *level
	name  string
}

func NewNode(name string) *Node {
	n := &Node{name: name, below: &level{}}
	n.below.outer.refs = make(map[string]int64)
	return n
}

func (n *Node) Ref(id string, epoch int64) { n.below.outer.refs[id] = epoch }

func (n *Node) Collect(epoch int64) {
	for id, e := range n.below.outer.refs {
		if e < epoch {
			delete(n.below.outer.refs, id) // want `map refTable.refs never shrinks`
		}
	}
}

// A struct that lies by value in a map.
type hostStats struct {
	hits map[string]int64 // verdict: reported
}

type Stats struct {
	byHost map[string]hostStats // verdict: silent swept (nothing removes entries)
}

func NewStats() *Stats { return &Stats{byHost: make(map[string]hostStats)} }

func (s *Stats) Hit(host, path string, at int64) {
	hs, ok := s.byHost[host]
	if !ok {
		hs = hostStats{hits: make(map[string]int64)}
		s.byHost[host] = hs
	}
	hs.hits[path] = at
}

func (s *Stats) Forget(host string, before int64) {
	for path, at := range s.byHost[host].hits {
		if at < before {
			delete(s.byHost[host].hits, path) // want `map hostStats.hits never shrinks`
		}
	}
}

// Two fields of one struct are two holders.
type Presence struct {
	online map[string]int64 // verdict: reported
	banned map[string]int64 // verdict: silent swept (nothing removes entries)
}

func NewPresence() *Presence {
	return &Presence{online: make(map[string]int64), banned: make(map[string]int64)}
}

func (p *Presence) Beat(user string, at int64) { p.online[user] = at }
func (p *Presence) Ban(user string, at int64)  { p.banned[user] = at }

func (p *Presence) Expire(before int64) {
	for user, at := range p.online {
		if at < before {
			delete(p.online, user) // want `map Presence.online never shrinks`
		}
	}
}
