package measure

import (
	"fmt"
	"path"
	"strings"

	"github.com/maplint/maplint/internal/heapprof"
)

// elsewhere finds what looks like tables of maps in functions that the source
// does not have: bytes of them all, and the functions whose package it does
// have, which were renamed or removed since the program was built.
func (m *matcher) elsewhere(p *heapprof.Profile) (bytes int64, renamed []Share) {
	known := make(map[string]bool) // functions whose package the source has
	for f := range p.Functions() {
		pkg := m.c.packages[f.Pkg]
		if f.Pkg == "main" {
			pkg = nil
			if m.isProgram(p) {
				pkg = m.main
			}
		}
		known[f.Func] = known[f.Func] || pkg != nil && !pkg.foreign
	}
	sums := make(map[string]int64)
	var order []string
	for _, g := range p.Guesses() {
		if len(m.index[g.Function]) > 0 {
			continue
		}
		bytes += g.Bytes
		if !known[g.Function] {
			continue
		}
		if sums[g.Function] == 0 {
			order = append(order, g.Function) // the largest line comes first
		}
		sums[g.Function] += g.Bytes
	}
	for _, fn := range order {
		renamed = append(renamed, Share{fn, sums[fn]})
	}
	return bytes, renamed
}

// isProgram reports whether the program's own package is the one in the
// source: all programs have a function main.main, so its file or the name of
// the executable has to agree.
func (m *matcher) isProgram(p *heapprof.Profile) bool {
	if m.main == nil {
		return false
	}
	if path.Base(m.main.path) == p.Program {
		return true
	}
	for f := range p.Functions() {
		if f.Pkg != "main" {
			continue
		}
		for _, fn := range m.index[f.Func] {
			if fn.pkg == m.main && commonTail(fn.file, f.File) >= 2 {
				return true
			}
		}
	}
	return false
}

// wrong reports whether most of what looks like tables is in functions that
// the packages don't have.
func (s *Summary) wrong() bool {
	var gone int64
	for _, f := range s.Renamed {
		gone += f.Bytes
	}
	return s.Elsewhere-gone > s.Tables
}

// elsewhereNotes says what looks like tables and is not counted as such.
func (s *Summary) elsewhereNotes() []string {
	var out []string
	if len(s.Renamed) > 0 {
		var names []string
		for i, f := range s.Renamed {
			if i == maxNamed {
				names = append(names, fmt.Sprintf("%d more", len(s.Renamed)-i))
				break
			}
			names = append(names, f.Name+" "+Size(f.Bytes))
		}
		out = append(out, fmt.Sprintf("%s: these functions fill what looks like tables of maps, and were renamed or removed since the program was built: %s", s.Profile, strings.Join(names, ", ")))
	}
	if s.wrong() {
		out = append(out, fmt.Sprintf("%s: %s look like tables of maps of functions that these packages don't have: is this the right program, and are all its packages named?", s.Profile, Size(s.Elsewhere)))
	}
	return out
}
