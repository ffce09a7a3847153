// Package given has maps that functions of other packages get.
package given

import (
	"fmt"
	"sync"
	"text/template"
)

// What the template package does with the map is not followed.
var funcs = template.FuncMap{} // verdict: unknown swept (it is given to template.Template.Funcs, which is not followed: that may remove entries)

func Add(name string, f any) { funcs[name] = f }

func New(name string) *template.Template { return template.New(name).Funcs(funcs) }

// Near miss: fmt only reads it.
var counts = map[string]int{} // verdict: silent swept (nothing removes entries)

func Count(name string) { counts[name]++ }

func Print() { fmt.Println(counts) }

// A method that defers has a return that SSA gives no position.
type Store struct {
	mu   sync.Mutex
	rows map[string]int // verdict: reported
}

func NewStore() *Store { return &Store{rows: make(map[string]int)} }

func (s *Store) Put(k string) { s.rows[k]++ }

func (s *Store) Rows() (rows map[string]int) {
	defer func() { rows = s.rows }()
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, n := range s.rows {
		if n == 0 {
			delete(s.rows, k) // want `no automatic fix: a function literal also has the map`
		}
	}
	return s.rows
}
