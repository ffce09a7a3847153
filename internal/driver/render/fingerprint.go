package render

import (
	"crypto/sha256"
	"fmt"
	"unicode/utf16"

	"github.com/maplint/maplint/internal/driver"
)

// lineHash returns what GitHub's code scanning knows an alert on this line by
// (primaryLocationLineHash): its upload action computes the same from the
// checkout (github/codeql-action, src/fingerprints.ts), but whoever uploads
// by the API has to bring it. It depends on the next 100 characters that are
// not blank, so that it stays when lines move. It is empty for a line that
// the file has not.
func (f *file) lineHash(line int) string {
	if f.text == nil {
		return ""
	}
	if f.hashes == nil {
		f.hashes = lineHashes(string(f.text))
	}
	if line < 1 || line > len(f.hashes) {
		return ""
	}
	return f.hashes[line-1]
}

// lineHashes returns GitHub's hash of each line: of the 100 UTF-16 units that
// begin there, the polynomial at 37, modulo 2^64. Blanks and tabs are left
// out, line ends are one \n, and a file ends with a unit 65535 and zeros. A
// number tells lines with the same hash apart.
func lineHashes(text string) []string {
	const (
		window = 100
		mod    = 37
		eof    = 65535
	)
	var units []uint16
	starts := []int{0}
	afterCR := false
	for _, u := range utf16.Encode([]rune(text)) {
		// As it is over there, a blank between \r and \n parts them.
		joins := afterCR && u == '\n'
		afterCR = u == '\r'
		switch {
		case u == ' ' || u == '\t' || joins:
		case u == '\r' || u == '\n':
			units = append(units, '\n')
			starts = append(starts, len(units))
		default:
			units = append(units, u)
		}
	}
	units = append(units, eof)
	units = append(units, make([]uint16, window)...)

	hashes := make([]string, len(starts))
	seen := make(map[uint64]int)
	for i, start := range starts {
		var h uint64
		for _, u := range units[start : start+window] {
			h = h*mod + uint64(u)
		}
		seen[h]++
		hashes[i] = fmt.Sprintf("%x:%d", h, seen[h])
	}
	return hashes
}

// Fingerprints returns for each finding what stays the same of it when lines
// move and messages change: a hash of the check, the package, the map, and a
// number where a map is reported several times. SARIF calls it maplint/v1.
func Fingerprints(findings []driver.Finding, opt Options) []string {
	ids := identities(findings, func(name string) string { return artifact(opt, name).URI })
	for i, id := range ids {
		ids[i] = fmt.Sprintf("%x", sha256.Sum256([]byte(id)))
	}
	return ids
}

// identities returns for each finding what stays the same of it when lines
// move and messages change: the check, the package, the map, and a number
// where a map is reported several times. place stands for the map where the
// check does not name one.
func identities(findings []driver.Finding, place func(name string) string) []string {
	ids := make([]string, len(findings))
	seen := make(map[string]int)
	for i, f := range findings {
		what := f.Holder
		if what == "" {
			what = place(f.Pos.Filename)
		}
		id := fmt.Sprintf("%s %s %s", f.Check, f.Package, what)
		seen[id]++
		ids[i] = fmt.Sprintf("%s %d", id, seen[id])
	}
	return ids
}
