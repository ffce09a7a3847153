package flow

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestSolver asks which nodes of random graphs reach a marked one, in any
// order of questions, and compares with a plain search.
func TestSolver(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		n := 2 + rng.IntN(8)
		edges := make([][]int, n)
		for range 2 * n {
			from := rng.IntN(n)
			edges[from] = append(edges[from], rng.IntN(n))
		}
		marked := rng.IntN(n)
		var s Solver[int, bool]
		s.Eval = func(k int) bool {
			if k == marked {
				return true
			}
			yes := false
			for _, to := range edges[k] {
				yes = s.Of(to) || yes
			}
			return yes
		}
		for _, k := range rng.Perm(n) {
			if got, want := s.Of(k), reachesMarked(edges, k, marked); got != want {
				t.Fatalf("seed %d: %d reaches %d: %t, want %t: %v", seed, k, marked, got, want, edges)
			}
		}
	}
}

func reachesMarked(edges [][]int, from, marked int) bool {
	seen := make(map[int]bool)
	var walk func(k int) bool
	walk = func(k int) bool {
		if k == marked {
			return true
		}
		seen[k] = true
		for _, to := range edges[k] {
			if !seen[to] && walk(to) {
				return true
			}
		}
		return false
	}
	return walk(from)
}

// TestSolverLimit has two answers that contradict each other: they are the
// limit, whichever is asked first.
func TestSolverLimit(t *testing.T) {
	for _, first := range []int{0, 1} {
		s := Solver[int, string]{Bottom: "no", Limit: "unknown"}
		s.Eval = func(k int) string {
			switch other := s.Of(1 - k); {
			case other == "unknown":
				return "unknown"
			case (other == "yes") == (k == 0):
				return "yes"
			}
			return "no"
		}
		if got := fmt.Sprintf("%s %s", s.Of(first), s.Of(1-first)); got != "unknown unknown" {
			t.Errorf("%d first: %s", first, got)
		}
	}
}
