package edit

import (
	"errors"
	"slices"
	"testing"
)

func TestApply(t *testing.T) {
	tests := []struct {
		name, text string
		edits      []Edit
		want       string // "" is an error
	}{
		{"none", "abc", nil, "abc"},
		{"any order", "abcdef", []Edit{{4, 6, "Z"}, {0, 1, "X"}, {2, 3, ""}}, "XbdZ"},
		{"at both ends", "abc", []Edit{{3, 3, "!"}, {0, 0, ">"}}, ">abc!"},
		{"that touch", "abcd", []Edit{{0, 2, "1"}, {2, 4, "2"}}, "12"},
		{"an insertion before a replacement", "abcd", []Edit{{1, 3, "2"}, {1, 1, "1"}}, "a12d"},
		{"insertions at one place, as given", "ab", []Edit{{1, 1, "1"}, {1, 1, "2"}}, "a12b"},
		{"line ends of Windows", "a\r\nb\r\n", []Edit{{3, 4, "x\ny\r\nz"}}, "a\r\nx\r\ny\r\nz\r\n"},
		{"mixed line ends", "a\r\nb\n", []Edit{{3, 4, "x\ny"}}, "a\r\nx\ny\n"},
		{"one line", "a", []Edit{{0, 1, "x\ny"}}, "x\ny"},
		{"that overlap", "abcd", []Edit{{0, 3, ""}, {2, 4, ""}}, ""},
		{"one in another", "abcd", []Edit{{0, 4, ""}, {1, 1, "x"}}, ""},
		{"after the end", "abcd", []Edit{{3, 5, ""}}, ""},
		{"backwards", "abcd", []Edit{{3, 2, ""}}, ""},
		{"before the start", "abcd", []Edit{{-1, 2, ""}}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			given := slices.Clone(test.edits)
			got, err := Apply([]byte(test.text), test.edits)
			if string(got) != test.want || (err != nil) != (test.want == "") {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
			if !slices.Equal(given, test.edits) {
				t.Errorf("the edits are now %v", test.edits)
			}
		})
	}
}

func TestJoin(t *testing.T) {
	taken := []Edit{{0, 0, "import"}, {10, 20, "a"}}
	tests := []struct {
		name  string
		edits []Edit
		n     int // of edits then; 0 if they meet
	}{
		{"apart", []Edit{{30, 40, "b"}, {5, 5, "c"}}, 4},
		{"one in common", []Edit{{0, 0, "import"}, {30, 40, "b"}}, 3},
		{"another at the same place", []Edit{{0, 0, "imports"}}, 0},
		{"that touches", []Edit{{20, 30, "b"}}, 0},
		{"within", []Edit{{12, 13, "b"}}, 0},
		{"around", []Edit{{9, 21, "b"}}, 0},
	}
	for _, test := range tests {
		got, err := Join(taken, test.edits)
		if len(got) != test.n || errors.Is(err, ErrMeets) != (test.n == 0) {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
	}
}
