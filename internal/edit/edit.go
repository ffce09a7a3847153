// Package edit applies edits to a text: pure functions over bytes, which know
// neither files nor findings.
//
// The offsets of all edits are about the text before any of them. Edits that
// overlap can't be made together. Those that only touch can, in the order in
// which they are given; [Join] refuses them, too, where they come from two
// sides that do not know of each other.
package edit

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// An Edit replaces the bytes from Start to End.
type Edit struct {
	Start, End int
	New        string
}

// ErrMeets is why two lists of edits can't be joined.
var ErrMeets = errors.New("its edits meet others")

// Apply returns the text with the edits made, which may be in any order. If
// all lines of the text end in \r\n, so do those that are new.
func Apply(text []byte, edits []Edit) ([]byte, error) {
	edits = slices.SortedStableFunc(slices.Values(edits), func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	crlf := isCRLF(text)
	var out []byte
	last := 0
	for _, e := range edits {
		if e.Start < last || e.End < e.Start || e.End > len(text) {
			return nil, fmt.Errorf("edit of bytes %d to %d meets another one or the end of the file", e.Start, e.End)
		}
		add := []byte(e.New)
		if crlf {
			add = bytes.ReplaceAll(bytes.ReplaceAll(add, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
		}
		out = append(append(out, text[last:e.Start]...), add...)
		last = e.End
	}
	return append(out, text[last:]...), nil
}

func isCRLF(text []byte) bool {
	n := bytes.Count(text, []byte("\r\n"))
	return n > 0 && n == bytes.Count(text, []byte("\n"))
}

// Join returns the edits that are taken already with others added. One that is
// in both, such as an added import, is made once. Otherwise none may meet
// another: also of edits that only touch, the order or the meaning of one
// after the other is in doubt.
func Join(taken, edits []Edit) ([]Edit, error) {
	out := slices.Clip(taken)
	for _, e := range edits {
		touches := func(t Edit) bool { return t.Start <= e.End && e.Start <= t.End }
		switch {
		case slices.Contains(taken, e):
		case slices.ContainsFunc(taken, touches):
			return nil, ErrMeets
		default:
			out = append(out, e)
		}
	}
	return out, nil
}
