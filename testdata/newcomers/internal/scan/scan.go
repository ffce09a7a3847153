// Package scan is used by one command, which ends.
package scan

import "strings"

type Scanner struct {
	words map[string]int // want: silent; alone: reported: only a command that ends uses it, which one package does not show (today: reported)
}

func NewScanner() *Scanner { return &Scanner{words: map[string]int{}} }

func (s *Scanner) Line(l string) {
	for w := range strings.FieldsSeq(l) {
		s.words[w]++
	}
}

func (s *Scanner) DropRare(n int) {
	for w, c := range s.words {
		if c < n {
			delete(s.words, w)
		}
	}
}

func (s *Scanner) Len() int { return len(s.words) }
