// Package operations has cases whose verdict is wrong today.
package lists

// A literal slice of the maps, and a range over it.
type Pair struct {
	reads  map[string]int64 // verdict: reported
	writes map[string]int64 // verdict: reported
}

func NewPair() *Pair { return &Pair{make(map[string]int64), make(map[string]int64)} }

func (p *Pair) Read(k string, at int64)  { p.reads[k] = at }
func (p *Pair) Write(k string, at int64) { p.writes[k] = at }

func (p *Pair) Expire(before int64) {
	for _, m := range []map[string]int64{p.reads, p.writes} {
		for k, at := range m {
			if at < before {
				delete(m, k) // want `map Pair.reads never shrinks` `map Pair.writes never shrinks`
			}
		}
	}
}
