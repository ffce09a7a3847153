package budgets

// Not known: the callers count how many are above a budget, and the loop runs as
// often.
type Ring struct {
	by         map[string]int // verdict: reported
	list       []string
	size, most int
}

func NewRing(most int) *Ring { return &Ring{by: make(map[string]int), most: most} }

func (r *Ring) Add(k string) {
	r.by[k] = len(r.list)
	r.list = append(r.list, k)
	r.size += len(k)
	var n int
	for r.size > r.most && n < len(r.list) {
		r.size -= len(r.list[n])
		n++
	}
	r.evict(n)
}

func (r *Ring) evict(n int) {
	for i := 0; i < n; i++ {
		if k := r.list[i]; r.by[k] == i {
			delete(r.by, k) // want `map Ring\.by never shrink`
		}
	}
	r.list = r.list[n:]
}

// Unbounded, near miss: the caller counts something else.
type Heads struct {
	by   map[string]int // verdict: reported
	list []string
}

func NewHeads() *Heads { return &Heads{by: make(map[string]int)} }

func (h *Heads) Add(k string) {
	h.by[k] = len(h.list)
	h.list = append(h.list, k)
}

func (h *Heads) Done(k string) {
	var n int
	for n < len(h.list) && h.list[n] != k {
		n++
	}
	h.evict(n)
}

func (h *Heads) evict(n int) {
	for i := 0; i < n; i++ {
		if k := h.list[i]; h.by[k] == i {
			delete(h.by, k) // want `Heads\.by`
		}
	}
	h.list = h.list[n:]
}

// Unbounded, case: a sum over all entries is kept to a limit.
type Groups struct {
	by   map[string][]int // verdict: reported
	most int
}

func NewGroups(most int) *Groups { return &Groups{by: make(map[string][]int), most: most} }

func (g *Groups) Add(k string, v int) { g.by[k] = append(g.by[k], v) }

func (g *Groups) Drop(ks ...string) {
	for _, k := range ks {
		delete(g.by, k) // want `Groups\.by`
	}
}

func (g *Groups) Cut(k string) {
	n := 0
	for _, list := range g.by {
		n += len(list)
	}
	if n <= g.most {
		return
	}
	for n > g.most && len(g.by[k]) > 0 {
		g.by[k] = g.by[k][1:]
		n--
	}
}

// Unbounded, near miss: the sum is only told.
type Told struct {
	by   map[string][]int // verdict: reported
	most int
}

func NewTold(most int) *Told { return &Told{by: make(map[string][]int), most: most} }

func (t *Told) Add(k string, v int) { t.by[k] = append(t.by[k], v) }

func (t *Told) Drop(ks ...string) {
	for _, k := range ks {
		delete(t.by, k) // want `Told\.by`
	}
}

func (t *Told) Many() bool {
	n := 0
	for _, list := range t.by {
		n += len(list)
	}
	return n > t.most
}

// Not known: only a limit that is off by default fills it.
type Hosts struct {
	MaxPerHost int
	n          map[string]int // verdict: reported
}

func NewHosts() *Hosts { return &Hosts{n: make(map[string]int)} }

func (h *Hosts) Dial(k string) bool {
	if h.MaxPerHost <= 0 {
		return true
	}
	if h.n[k] < h.MaxPerHost {
		h.n[k]++
		return true
	}
	return false
}

func (h *Hosts) Done(ks ...string) {
	for _, k := range ks {
		delete(h.n, k) // want `Hosts\.n`
	}
}

// Unbounded, near miss: what has to be set is no limit.
type Kept struct {
	Keep int
	n    map[string]int // verdict: reported
}

func NewKept() *Kept { return &Kept{n: make(map[string]int)} }

func (h *Kept) Dial(k string) {
	if h.Keep > 0 {
		h.n[k]++
	}
}

func (h *Kept) Done(ks ...string) {
	for _, k := range ks {
		delete(h.n, k) // want `Kept\.n`
	}
}
