package leader

import "time"

// term is what is known during one term of leadership.
type term struct {
	votes map[string]int // want: silent: made anew for each term
}

// Follow runs one term after the other.
func Follow(terms <-chan []string) {
	for workers := range terms {
		t := &term{votes: make(map[string]int)}
		t.run(workers)
	}
}

func (t *term) run(workers []string) {
	for range 10 {
		for _, w := range workers {
			t.votes[w]++
		}
		for w, n := range t.votes {
			if n > 3 {
				delete(t.votes, w)
			}
		}
		time.Sleep(time.Second)
	}
}
