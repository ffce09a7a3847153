// Package mutual has owners that point to each other: each is as long-lived as
// what holds one of them, whichever is declared first.
package mutual

// Server and its table are returned, one inside the other.
type Server struct {
	table *Table
	at    map[string]int // verdict: reported
}

type Table struct {
	srv  *Server
	rows map[string]int // verdict: reported
}

func New() *Server {
	s := &Server{at: make(map[string]int)}
	s.table = &Table{srv: s, rows: make(map[string]int)}
	return s
}

func (s *Server) Put(k string) { s.at[k] = 1 }

func (s *Server) Purge() {
	for k, v := range s.at {
		if v > 1 {
			delete(s.at, k) // want `Server.at never shrinks`
		}
	}
}

func (t *Table) Put(k string) { t.rows[k] = 1 }

func (t *Table) Purge() {
	for k, v := range t.rows {
		if v > 1 {
			delete(t.rows, k) // want `Table.rows never shrinks`
		}
	}
}

// node and its list never leave the function that makes them: a near miss.
type node struct {
	list *list
	at   map[string]int // verdict: silent long-lived (never leaves the function that makes it)
}

type list struct {
	head *node
	rows map[string]int // verdict: silent long-lived (never leaves the function that makes it)
}

func Count(words []string) int {
	n := &node{at: make(map[string]int)}
	n.list = &list{head: n, rows: make(map[string]int)}
	for _, w := range words {
		n.at[w]++
		n.list.rows[w]++
	}
	for w, c := range n.at {
		if c == 1 {
			delete(n.at, w)
		}
	}
	for w, c := range n.list.rows {
		if c == 1 {
			delete(n.list.rows, w)
		}
	}
	return len(n.at) + len(n.list.rows)
}
