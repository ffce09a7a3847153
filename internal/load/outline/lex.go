package outline

import "unicode/utf8"

// tok is the kind of a token. Punctuation is its own byte; operators of
// several bytes come as several tokens, which is all that is needed here.
type tok rune

const (
	tokEOF     tok = -1
	tokIdent   tok = -2 // a keyword, too
	tokLiteral tok = -3 // number, string or rune
	tokNewline tok = -4 // a newline, or a comment with one, where it ends a statement
)

// A lexer splits Go source into just as much as an outline needs. Unlike
// go/scanner it knows no errors, no positions and no operators, and is
// several times as fast. Source that does not compile gives some tokens.
type lexer struct {
	src  string
	pos  int // after the current token
	kind tok
	from int // where the current token begins
	// semi is whether a newline here ends a statement: the automatic
	// semicolon of the language specification.
	semi bool
}

func (l *lexer) text() string { return l.src[l.from:l.pos] }

// next advances to the next token.
func (l *lexer) next() {
	semi := l.semi
	l.semi = false
	src := l.src
	for l.pos < len(src) {
		c := src[l.pos]
		switch {
		case c == '\n':
			l.pos++
			if semi {
				l.kind, l.from = tokNewline, l.pos-1
				return
			}
			continue
		case c == ' ' || c == '\t' || c == '\r':
			l.pos++
			continue
		case c == '/' && l.pos+1 < len(src) && (src[l.pos+1] == '/' || src[l.pos+1] == '*'):
			if start := l.pos; l.comment() && semi {
				l.kind, l.from = tokNewline, start
				return
			}
			continue
		}
		l.from = l.pos
		l.pos++
		switch {
		case isLetter(c):
			for l.pos < len(src) && (isLetter(src[l.pos]) || isDigit(src[l.pos])) {
				l.pos++
			}
			l.kind = tokIdent
			l.semi = endsStatement(l.text())
		case isDigit(c) || c == '.' && l.pos < len(src) && isDigit(src[l.pos]):
			l.number()
			l.kind, l.semi = tokLiteral, true
		case c == '"' || c == '\'' || c == '`':
			l.quoted(c)
			l.kind, l.semi = tokLiteral, true
		default:
			l.kind = tok(c)
			// The second + of x++ ends a statement, and so may, here, that
			// of a sum: a sum goes on with an operand, not a keyword.
			l.semi = c == ')' || c == ']' || c == '}'
		}
		return
	}
	l.kind, l.from = tokEOF, len(src)
}

// comment skips a comment and reports whether it has a newline. The newline
// that ends a // comment is left.
func (l *lexer) comment() bool {
	if l.src[l.pos+1] == '/' {
		for l.pos < len(l.src) && l.src[l.pos] != '\n' {
			l.pos++
		}
		return false
	}
	newline := false
	for l.pos += 2; l.pos < len(l.src); l.pos++ {
		switch l.src[l.pos] {
		case '\n':
			newline = true
		case '*':
			if l.pos+1 < len(l.src) && l.src[l.pos+1] == '/' {
				l.pos += 2
				return newline
			}
		}
	}
	return newline
}

func (l *lexer) number() {
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case isLetter(c) || isDigit(c) || c == '.':
		case c == '+' || c == '-':
			if p := l.src[l.pos-1] | 0x20; p != 'e' && p != 'p' {
				return
			}
			if hex := len(l.text()) > 1 && l.src[l.from+1]|0x20 == 'x'; hex && l.src[l.pos-1]|0x20 == 'e' {
				return // 0xe+1
			}
		default:
			return
		}
		l.pos++
	}
}

func (l *lexer) quoted(quote byte) {
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		l.pos++
		switch {
		case c == quote:
			return
		case c == '\\' && quote != '`' && l.pos < len(l.src):
			l.pos++
		case c == '\n' && quote != '`':
			return // an error; the next line is code again
		}
	}
}

// endsStatement reports whether a newline after the word ends a statement.
func endsStatement(word string) bool {
	switch word {
	case "case", "chan", "const", "default", "defer", "else", "for", "func", "go", "goto", "if", "import",
		"interface", "map", "package", "range", "select", "struct", "switch", "type", "var":
		return false
	}
	return true
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
