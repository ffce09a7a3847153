package made

import "time"

// Owners that the constructor appends to a slice field of what it returns.
type part struct {
	at map[string]int64 // verdict: reported
}

type Parts struct{ list []*part }

func NewParts(n int) *Parts {
	p := &Parts{}
	for range n {
		p.list = append(p.list, &part{at: make(map[string]int64)})
	}
	return p
}

func (p *Parts) Put(k string, at int64) { p.list[len(k)%len(p.list)].at[k] = at }

func (p *Parts) Expire(before int64) {
	for _, one := range p.list {
		for k, at := range one.at {
			if at < before {
				delete(one.at, k) // want `part.at never shrinks`
			}
		}
	}
}

// Near miss, which is right today: the slice is made and filled by index.
type piece struct {
	at map[string]int64 // verdict: reported
}

type Pieces struct{ list []*piece }

func NewPieces(n int) *Pieces {
	p := &Pieces{list: make([]*piece, n)}
	for i := range p.list {
		p.list[i] = &piece{at: make(map[string]int64)}
	}
	return p
}

func (p *Pieces) Put(k string, at int64) { p.list[len(k)%len(p.list)].at[k] = at }

func (p *Pieces) Expire(before int64) {
	for _, one := range p.list {
		for k, at := range one.at {
			if at < before {
				delete(one.at, k) // want `piece.at never shrinks`
			}
		}
	}
}

// An owner by value inside another one, made by a function that returns it
// by value: the constructor's store is its first value.
type seen struct {
	at map[string]time.Time // verdict: reported
}

func newSeen() seen { return seen{at: map[string]time.Time{}} }

type Guard struct{ seen seen }

func NewGuard() *Guard { return &Guard{seen: newSeen()} }

func (g *Guard) See(k string) { g.seen.at[k] = time.Now() }

func (g *Guard) Expire(before time.Time) {
	for k, at := range g.seen.at {
		if at.Before(before) {
			delete(g.seen.at, k) // want `seen\.at`
		}
	}
}
