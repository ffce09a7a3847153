// Package recursive has types and values that lead back to themselves: the
// analysis must come to an end on each.
package recursive

// A type that is a slice, a map, a pointer to itself.
type (
	nest   []nest
	tree   map[string]tree
	circle *circle
	chain  struct{ next *chain }
	ring   struct {
		chain
		ring  *ring
		rings []ring
		by    map[string]*ring // verdict: silent swept (nothing removes entries)
	}
)

type Shapes struct {
	nests   map[string]nest   // verdict: reported
	trees   map[string]tree   // verdict: reported; silent swept (nothing removes entries)
	circles map[string]circle // verdict: reported
	rings   map[string]*ring  // verdict: reported
	links   map[*chain]*chain // verdict: reported
}

func NewShapes() *Shapes {
	return &Shapes{
		nests:   map[string]nest{},
		trees:   map[string]tree{},
		circles: map[string]circle{},
		rings:   map[string]*ring{},
		links:   map[*chain]*chain{},
	}
}

func (s *Shapes) Add(k string, c *chain) {
	s.nests[k] = nest{nil}
	s.trees[k] = tree{k: nil}
	s.circles[k] = nil
	s.rings[k] = &ring{}
	s.links[c] = c.next
}

func (s *Shapes) Drop(keys []string) {
	for _, k := range keys {
		delete(s.nests, k)   // want `Shapes\.nests`
		delete(s.trees, k)   // want `Shapes\.trees`
		delete(s.circles, k) // want `Shapes\.circles`
		delete(s.rings, k)   // want `Shapes\.rings`
	}
}

func (s *Shapes) Cut(c *chain) {
	for ; c != nil; c = c.next {
		delete(s.links, c) // want `Shapes\.links`
	}
}

// A number that is computed from itself, beside the size.
type Count struct {
	at map[string]int // verdict: reported
}

func NewCount() *Count { return &Count{at: map[string]int{}} }

func (c *Count) Add(k string) { c.at[k]++ }

func (c *Count) Trim(most int) {
	over := len(c.at)
	for {
		over = over - most
		if over <= 0 {
			return
		}
		for k := range c.at {
			if over <= 0 {
				break
			}
			delete(c.at, k) // want `Count\.at`
			over = over - 1
		}
	}
}

// A node that keeps its own parent, and functions that call each other.
type node struct {
	parent *node
	kids   map[string]*node // verdict: reported
}

func New() *node { return &node{kids: map[string]*node{}} }

func (n *node) Put(k string) { n.kids[k] = &node{parent: n.parent.parent, kids: map[string]*node{}} }

func (n *node) Prune(depth int) {
	for k, kid := range n.kids {
		if depth > 0 {
			kid.prune(depth - 1)
		}
		delete(n.kids, k) // want `node\.kids`
	}
}

func (n *node) prune(depth int) { n.Prune(depth) }
