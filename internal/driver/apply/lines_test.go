package apply

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestDiffLines compares random texts: the changes lead from one to the other,
// and no shorter list of changes does.
func TestDiffLines(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	text := func() []byte {
		var b bytes.Buffer
		for range rng.IntN(12) {
			b.WriteString([]string{"a\n", "b\n", "}\n", "\n"}[rng.IntN(4)])
		}
		if rng.IntN(3) == 0 {
			b.WriteString("end")
		}
		return b.Bytes()
	}
	for range 5000 {
		old, want := text(), text()
		a, b := splitLines(old), splitLines(want)
		var got [][]byte
		at, lines := 0, 0
		for _, c := range diffLines(a, b) {
			got = append(append(got, a[at:c.oldStart]...), b[c.newStart:c.newEnd]...)
			at = c.oldEnd
			lines += c.oldEnd - c.oldStart + c.newEnd - c.newStart
		}
		got = append(got, a[at:]...)
		if text := bytes.Join(got, nil); !bytes.Equal(text, want) {
			t.Fatalf("%q to %q gives %q", old, want, text)
		}
		if least := len(a) + len(b) - 2*common(a, b); lines != least {
			t.Fatalf("%q to %q has %d lines, want %d", old, want, lines, least)
		}
	}
}

// common is the length of the longest common subsequence.
func common(a, b [][]byte) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if bytes.Equal(x, y) {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// TestUnified has the cases of the format.
func TestUnified(t *testing.T) {
	lines := func(s string) []byte { return []byte(strings.ReplaceAll(s, " ", "\n")) }
	tests := []struct{ name, old, new, want string }{
		{"equal", "a b ", "a b ", ""},
		{"in the middle", "1 2 3 4 5 6 7 8 9 ", "1 2 3 4 x 6 7 8 9 ", "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"},
		{"to an empty file", "", "a ", "@@ -0,0 +1 @@\n+a\n"},
		{"of all", "a ", "", "@@ -1 +0,0 @@\n-a\n"},
		{"no end of line", "a b", "a c", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"},
		{"apart", "x 1 2 3 4 5 6 7 y ", "X 1 2 3 4 5 6 7 Y ", "@@ -1,4 +1,4 @@\n-x\n+X\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-y\n+Y\n"},
		{"near", "x 1 2 3 4 5 6 y ", "X 1 2 3 4 5 6 Y ", "@@ -1,8 +1,8 @@\n-x\n+X\n 1\n 2\n 3\n 4\n 5\n 6\n-y\n+Y\n"},
		{"among equal lines", "{ a } { b } ", "{ a } { c } { b } ", "@@ -2,5 +2,8 @@\n a\n }\n {\n+c\n+}\n+{\n b\n }\n"},
	}
	for _, test := range tests {
		if got := string(unified(lines(test.old), lines(test.new))); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}
