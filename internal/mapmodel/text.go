package mapmodel

import "strings"

// MayRemove reports whether something in a source file can remove entries
// from a map, by its text alone. A package none of whose files may has no
// finding: a driver need not even parse it. It errs on the side of true: for
// words in comments, or for methods called delete.
func MayRemove(src string) bool {
	return hasCall(src, "delete") || hasCall(src, "clear") ||
		strings.Contains(src, `maps"`) && (hasWord(src, "DeleteFunc") || hasWord(src, "Clear"))
}

// hasCall reports whether src has the word as one that can be called, and
// not as that of a method.
func hasCall(src, word string) bool {
	for before, after := range words(src, word) {
		if strings.HasSuffix(before, ".") {
			continue
		}
		// (delete)(m, k) and delete /* it */ (m, k) are calls too.
		if after = strings.TrimLeft(after, " \t\r\n"); after != "" && strings.IndexByte("()/", after[0]) >= 0 {
			return true
		}
	}
	return false
}

func hasWord(src, word string) bool {
	for range words(src, word) {
		return true
	}
	return false
}

// words yields what stands before and after each place where src has the
// word as an identifier of its own.
func words(src, word string) func(yield func(before, after string) bool) {
	return func(yield func(before, after string) bool) {
		for from := 0; ; {
			i := strings.Index(src[from:], word)
			if i < 0 {
				return
			}
			start, end := from+i, from+i+len(word)
			from = end
			if start > 0 && wordByte(src[start-1]) || end < len(src) && wordByte(src[end]) {
				continue
			}
			if !yield(src[:start], src[end:]) {
				return
			}
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
