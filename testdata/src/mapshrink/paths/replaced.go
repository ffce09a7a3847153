// Package replaced has cases whose verdict is wrong today.
package paths

// The access path: giving up the map of one excuses only that one.
type set struct {
	at map[string]int64 // verdict: reported
}

func (s *set) add(k string, at int64) { s.at[k] = at }
func (s *set) reset()                 { s.at = make(map[string]int64) }

type Replica struct {
	synced   *set
	unsynced *set
}

func NewReplica() *Replica {
	return &Replica{&set{at: make(map[string]int64)}, &set{at: make(map[string]int64)}}
}

func (r *Replica) Add(k string, at int64) { r.unsynced.add(k, at) }

func (r *Replica) Sync(k string) { r.synced.add(k, r.unsynced.at[k]) }

func (r *Replica) Expire(before int64) {
	for k, at := range r.synced.at {
		if at < before {
			delete(r.synced.at, k) // want `replaced only by Replica\.Rotate`
		}
	}
	for k, at := range r.unsynced.at {
		if at < before {
			delete(r.unsynced.at, k)
		}
	}
}

func (r *Replica) Rotate() { r.synced.reset() }

// Both are given up, by a method that nobody calls.
type band struct {
	at map[string]int64 // verdict: reported
}

type Spectrum struct{ low, high *band }

func NewSpectrum() *Spectrum {
	return &Spectrum{&band{make(map[string]int64)}, &band{make(map[string]int64)}}
}

func (s *Spectrum) Add(k string, at int64) { s.low.at[k], s.high.at[k] = at, at }

func (s *Spectrum) Expire(before int64) {
	for _, b := range []*band{s.low, s.high} {
		for k, at := range b.at {
			if at < before {
				delete(b.at, k) // want `replaced only by Spectrum\.Retune`
			}
		}
	}
}

func (s *Spectrum) Retune() {
	s.low.at = make(map[string]int64)
	s.high = &band{make(map[string]int64)}
}

// Not a replacement: in a method that is only called on such an owner.
type Inited struct {
	a map[string]int64 // verdict: reported
	b map[string]int64 // verdict: reported
}

func NewInited() *Inited {
	i := &Inited{}
	i.setup()
	i.start()
	return i
}

func (i *Inited) setup() { i.a = make(map[string]int64) }

// start is called on one that exists too, by a method that nobody calls.
func (i *Inited) start() { i.b = make(map[string]int64) }

func (i *Inited) Restart() { i.start() }

func (i *Inited) Add(k string, at int64) { i.a[k], i.b[k] = at, at }
func (i *Inited) Expire(before int64) {
	for k, at := range i.a {
		if at < before {
			delete(i.a, k) // want `Inited.a never shrinks`
			delete(i.b, k) // want `replaced only by Inited\.Restart`
		}
	}
}
