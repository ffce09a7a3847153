package queues

// The key comes from a field that each round moves on: a queue.
type Line struct {
	at    map[string]int64 // verdict: reported
	order []string
}

func NewLine() *Line { return &Line{at: make(map[string]int64)} }

func (l *Line) Add(at int64, keys ...string) {
	for _, k := range keys {
		l.at[k] = at
		l.order = append(l.order, k)
	}
}

func (l *Line) Expire(before int64) {
	for len(l.order) > 0 {
		k := l.order[0]
		if l.at[k] >= before {
			return
		}
		delete(l.at, k) // want `Line.at never shrinks`
		l.order = l.order[1:]
	}
}

// A linked list.
type link struct {
	key  string
	at   int64
	next *link
}

type List struct {
	at   map[string]*link // verdict: reported
	head *link
}

func NewList() *List { return &List{at: make(map[string]*link)} }

func (l *List) Add(at int64, keys ...string) {
	for _, k := range keys {
		l.head = &link{k, at, l.head}
		l.at[k] = l.head
	}
}

func (l *List) Expire(before int64) {
	for l.head != nil && l.head.at < before {
		delete(l.at, l.head.key) // want `List.at never shrinks`
		l.head = l.head.next
	}
}

// A low-water mark.
type Sequence struct {
	at  map[uint64]int64 // verdict: reported
	low uint64
}

func NewSequence() *Sequence { return &Sequence{at: make(map[uint64]int64)} }

func (s *Sequence) Add(at int64, seqs ...uint64) {
	for _, seq := range seqs {
		s.at[seq] = at
	}
}

func (s *Sequence) Acked(upTo uint64) {
	for s.low < upTo {
		delete(s.at, s.low) // want `Sequence.at never shrinks`
		s.low++
	}
}
