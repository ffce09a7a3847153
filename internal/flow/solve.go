package flow

// A Solver answers a question that recurses, such as "does this live long?" of
// types that point to each other. An answer that was computed from one that was
// still provisional is computed again when that one changes, so that no answer
// depends on which question came first.
//
// It is the top-down solver of Le Charlier and Van Hentenryck ("A universal
// top-down fixpoint algorithm", 1992): where the answers only grow from the
// bottom, it finds the least fixpoint. Where they do not, it stops after
// maxChanges changes of one answer, which is then Limit.
type Solver[K, V comparable] struct {
	// Eval answers for k. It asks for other answers by Of.
	Eval func(k K) V
	// Bottom is the answer that is assumed while nothing is known, Limit the one
	// that is given when the answers do not settle.
	Bottom, Limit V

	values  map[K]V
	stable  map[K]bool
	changes map[K]int
	askers  map[K]map[K]bool // whose answers were computed from that of the key
	asking  []K              // whose answers are being computed, the innermost last
}

// maxChanges is how often an answer may change. The answers here are of one or
// two levels.
const maxChanges = 8

// Of returns the answer for k.
func (s *Solver[K, V]) Of(k K) V {
	if s.values == nil {
		s.values, s.stable = make(map[K]V), make(map[K]bool)
		s.changes, s.askers = make(map[K]int), make(map[K]map[K]bool)
	}
	if n := len(s.asking); n > 0 {
		if s.askers[k] == nil {
			s.askers[k] = make(map[K]bool)
		}
		s.askers[k][s.asking[n-1]] = true
	}
	s.solve(k)
	return s.values[k]
}

func (s *Solver[K, V]) solve(k K) {
	for !s.stable[k] {
		s.stable[k] = true
		if _, ok := s.values[k]; !ok {
			s.values[k] = s.Bottom
		}
		s.asking = append(s.asking, k)
		v := s.Eval(k)
		s.asking = s.asking[:len(s.asking)-1]
		if v == s.values[k] {
			continue
		}
		if s.changes[k]++; s.changes[k] > maxChanges {
			v = s.Limit
			if v == s.values[k] {
				continue
			}
		}
		s.values[k] = v
		s.unsettle(k)
	}
}

// unsettle has the answers computed again that were computed from that of k.
func (s *Solver[K, V]) unsettle(k K) {
	askers := s.askers[k]
	s.askers[k] = nil // who asks again is noted again
	for asker := range askers {
		if s.stable[asker] {
			s.stable[asker] = false
			s.unsettle(asker)
		}
	}
}
