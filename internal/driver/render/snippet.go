package render

import (
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of a line is shown, in runes: so many before the range, and so
// many at most. Lines of data can be as long as a book.
const (
	maxBefore = 60
	maxShown  = 120
)

// snippet returns the source line of a range and a line that underlines it
// when it stands below: ^~~~. A range over several lines is underlined up to
// the end of its first.
func snippet(src *sources, pos, end token.Position) (line, under string, ok bool) {
	text, ok := src.line(pos)
	if !ok {
		return "", "", false
	}
	start := pos.Column - 1
	stop := start
	switch {
	case end.Filename != pos.Filename || end.Line < pos.Line:
		// No end is known.
	case end.Line > pos.Line:
		stop = len(strings.TrimRight(string(text), " \t"))
	default:
		stop = end.Column - 1
	}
	stop = min(max(start, stop), len(text))

	before, marked, after := []rune(string(text[:start])), []rune(string(text[start:stop])), []rune(string(text[stop:]))
	if len(before) > maxBefore {
		before = append([]rune("…"), before[len(before)-maxBefore:]...)
	}
	room := maxShown - len(before)
	switch {
	case len(marked) > room:
		marked, after = append(marked[:room:room], '…'), nil
	case len(marked)+len(after) > room:
		after = append(after[:room-len(marked)], '…')
	}

	var b strings.Builder
	for _, r := range before {
		if r == '\t' {
			b.WriteRune(r) // as wide as the one above, whatever that is
		} else {
			b.WriteString(strings.Repeat(" ", width(r)))
		}
	}
	b.WriteByte('^')
	n := 0
	for _, r := range marked {
		n += width(r)
	}
	b.WriteString(strings.Repeat("~", max(0, n-1)))
	return printable(before) + printable(marked) + printable(after), b.String(), true
}

// printable returns text that can't steer the terminal it is shown on: not
// by control characters, nor by those that turn the direction of writing.
func printable(text []rune) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return utf8.RuneError
		}
		return r
	}, string(text))
}

// wide are the characters that take two columns on a terminal, by and large.
var wide = []*unicode.RangeTable{
	unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana,
	{
		R16: []unicode.Range16{{Lo: 0x3000, Hi: 0x303e, Stride: 1}, {Lo: 0xff01, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1}},
		R32: []unicode.Range32{{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1}},
	},
}

// width is the number of columns that r takes on a terminal.
func width(r rune) int {
	switch {
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
		return 1 // shown as U+FFFD
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, wide...):
		return 2
	}
	return 1
}
