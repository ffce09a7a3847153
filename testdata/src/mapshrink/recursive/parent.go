package recursive

// A recursion from a node to its parent removes from another owner's map in
// each round.
type twig struct {
	up    *twig
	leafs map[int]string // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

var root = &twig{leafs: make(map[int]string)}

func Grow(up *twig, k int) *twig {
	t := &twig{up: up, leafs: make(map[int]string)}
	up.leafs[k] = "twig"
	return t
}

func Cut(t *twig, k int) { t.cut(k) }

func (t *twig) cut(k int) {
	delete(t.leafs, k)
	t.wither()
}

func (t *twig) wither() {
	if len(t.leafs) == 0 && t.up != nil {
		t.up.cut(len(t.up.leafs))
	}
}

// Near miss: the recursion stays with its owner.
type Chain struct {
	next map[int]int // verdict: reported
}

func NewChain() *Chain { return &Chain{next: make(map[int]int)} }

func (c *Chain) Link(a, b int) { c.next[a] = b }

func (c *Chain) Unlink(k int) {
	n, ok := c.next[k]
	if ok {
		delete(c.next, k) // want `Chain.next never shrinks`
		c.Unlink(n)
	}
}

// An interface that any package can implement: who is called is not decided
// here.
type Ender interface{ End() }

type Scope struct {
	open map[*scoped]bool // verdict: silent swept (entries are removed, but not in a loop that the package shows)
}

type scoped struct{ in *Scope }

func NewScope() *Scope { return &Scope{open: make(map[*scoped]bool)} }

func (s *Scope) Open() Ender {
	e := &scoped{s}
	s.open[e] = true
	return e
}

func (e *scoped) End() { delete(e.in.open, e) }

func EndAll(list []Ender) {
	for _, e := range list {
		e.End()
	}
}

// Near miss: an interface of the package's own.
type ender interface{ end() }

type Range struct {
	open map[string]bool // verdict: reported
	list []ender
}

type ranged struct {
	in *Range
	k  string
}

func NewRange() *Range { return &Range{open: make(map[string]bool)} }

func (r *Range) Open(k string) {
	r.open[k] = true
	r.list = append(r.list, &ranged{r, k})
}

func (e *ranged) end() { delete(e.in.open, e.k) } // want `Range.open never shrinks`

func (r *Range) EndAll() {
	for _, e := range r.list {
		e.end()
	}
}
