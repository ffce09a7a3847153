package apply

import (
	"bytes"
	"fmt"
	"slices"
)

// around is how many equal lines stand around what changes.
const around = 3

// unified returns the hunks of a unified diff, with as few lines removed and
// added as possible. A last line without an end is marked as diff does it.
func unified(before, after []byte) []byte {
	a, b := splitLines(before), splitLines(after)
	changes := diffLines(a, b)
	var out bytes.Buffer
	for i := 0; i < len(changes); {
		// Changes whose context meets are one hunk.
		j := i + 1
		for j < len(changes) && changes[j].oldStart-changes[j-1].oldEnd <= 2*around {
			j++
		}
		hunk(&out, a, b, changes[i:j])
		i = j
	}
	return out.Bytes()
}

// A lineChange replaces lines of the old text by lines of the new one.
type lineChange struct{ oldStart, oldEnd, newStart, newEnd int }

func hunk(out *bytes.Buffer, a, b [][]byte, changes []lineChange) {
	first, last := changes[0], changes[len(changes)-1]
	start, end := max(first.oldStart-around, 0), min(last.oldEnd+around, len(a))
	newStart, newEnd := first.newStart-(first.oldStart-start), last.newEnd+(end-last.oldEnd)
	fmt.Fprintf(out, "@@ -%s +%s @@\n", lineRange(start, end), lineRange(newStart, newEnd))
	write := func(mark byte, lines [][]byte) {
		for _, line := range lines {
			out.WriteByte(mark)
			out.Write(line)
			if !bytes.HasSuffix(line, []byte("\n")) {
				out.WriteString("\n\\ No newline at end of file\n")
			}
		}
	}
	at := start
	for _, c := range changes {
		write(' ', a[at:c.oldStart])
		write('-', a[c.oldStart:c.oldEnd])
		write('+', b[c.newStart:c.newEnd])
		at = c.oldEnd
	}
	write(' ', a[at:end])
}

// lineRange is how diff writes a range: lines count from 1, and a range without
// lines is named by the line before it.
func lineRange(start, end int) string {
	switch n := end - start; n {
	case 0:
		return fmt.Sprintf("%d,0", start)
	case 1:
		return fmt.Sprint(start + 1)
	default:
		return fmt.Sprintf("%d,%d", start+1, n)
	}
}

func splitLines(text []byte) [][]byte { return slices.Collect(bytes.Lines(text)) }

// diffLines returns the changes between two lists of lines, by the algorithm
// of Myers (An O(ND) Difference Algorithm and Its Variations, 1986): round d
// finds, on each diagonal of the edit graph, how far d removals and additions
// lead.
func diffLines(a, b [][]byte) []lineChange {
	before := 0
	for before < len(a) && before < len(b) && bytes.Equal(a[before], b[before]) {
		before++
	}
	a, b = a[before:], b[before:]
	for len(a) > 0 && len(b) > 0 && bytes.Equal(a[len(a)-1], b[len(b)-1]) {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	limit := len(a) + len(b)
	var rounds []frontier
	far := frontier{}
	for d := 0; d <= limit; d++ {
		next := make(frontier, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x, _ := far.step(d, k)
			for x < len(a) && x-k < len(b) && bytes.Equal(a[x], b[x-k]) {
				x++
			}
			next[k+d] = x
			if x >= len(a) && x-k >= len(b) {
				return backtrack(rounds, len(a), len(b), before)
			}
		}
		rounds, far = append(rounds, next), next
	}
	return nil // not reached: limit steps lead everywhere
}

// A frontier has, after round d, the farthest line of the old text on each
// diagonal from -d to d: the line of the new one is less by the diagonal.
type frontier []int

// step returns where the step of round d leads on diagonal k, and whether it
// adds a line, rather than to remove one. f is of the round before.
func (f frontier) step(d, k int) (x int, adds bool) {
	at := func(k int) int { return f[k+d-1] }
	switch {
	case d == 0:
		return 0, false
	case k == -d || k != d && at(k-1) < at(k+1):
		return at(k + 1), true
	}
	return at(k-1) + 1, false
}

// backtrack follows the rounds from the end of both texts to their start, and
// joins steps that follow each other.
func backtrack(rounds []frontier, x, y, before int) []lineChange {
	var out []lineChange
	for d := len(rounds); d > 0; d-- {
		k := x - y
		to, adds := rounds[d-1].step(d, k)
		x, y = to, to-k // where the step has led
		c := lineChange{x, x, y, y}
		if adds {
			y--
			c.newStart--
		} else {
			x--
			c.oldStart--
		}
		if n := len(out); n > 0 && out[n-1].oldStart == c.oldEnd && out[n-1].newStart == c.newEnd {
			out[n-1].oldStart, out[n-1].newStart = c.oldStart, c.newStart
		} else {
			out = append(out, c)
		}
	}
	slices.Reverse(out)
	for i := range out {
		out[i].oldStart, out[i].oldEnd = out[i].oldStart+before, out[i].oldEnd+before
		out[i].newStart, out[i].newEnd = out[i].newStart+before, out[i].newEnd+before
	}
	return out
}
