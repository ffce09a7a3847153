// Package spool gathers lines; a command flushes them.
package spool

type Spool struct {
	lines map[string]int // want: reported; alone: low: a loop of a command calls Flush, which clears it (today: low)
	cold  map[string]int // want: low: nobody calls Wipe
	hot   map[string]int // want: silent; alone: reported: the command keeps it to 100 (today: reported)
}

func New() *Spool {
	return &Spool{lines: map[string]int{}, cold: map[string]int{}, hot: map[string]int{}}
}

func (s *Spool) Add(line string) {
	s.lines[line]++
	s.cold[line]++
}

// Heat counts a line. Callers keep HotLen small.
func (s *Spool) Heat(line string) { s.hot[line]++ }

func (s *Spool) HotLen() int { return len(s.hot) }

func (s *Spool) Cool(lines []string) {
	for _, l := range lines {
		delete(s.hot, l)
	}
}

func (s *Spool) Flush(write func(string, int)) {
	for l, n := range s.lines {
		write(l, n)
	}
	clear(s.lines)
}

func (s *Spool) Wipe() { clear(s.cold) }
