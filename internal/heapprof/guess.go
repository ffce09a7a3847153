package heapprof

import (
	"go/types"
	"slices"

	"github.com/maplint/maplint/internal/maplayout"
)

// AnyTables returns the tables of maps whose type is not known: with keys and
// elements of whole words, up to the largest that stand in a table. Where
// several types have tables of one size it is that with the most entries: large
// maps have tables of the largest size.
// Left out are tables of one group or bucket, which have sizes that many other
// things have.
func AnyTables(era maplayout.Era) []maplayout.Table {
	sizes := types.SizesFor("gc", "amd64")
	word := types.Typ[types.Uint64]
	bySize := make(map[int64]maplayout.Table)
	for words := int64(0); words <= 31; words++ {
		key, elem := min(words, 15), max(words-15, 0)
		m := types.NewMap(types.NewArray(word, key+1), types.NewArray(word, elem))
		tables, _ := maplayout.Tables(m, era, sizes)
		for _, t := range tables {
			if old, ok := bySize[t.Block]; t.Entries > 8 && (!ok || t.Entries > old.Entries) {
				bySize[t.Block] = t
			}
		}
	}
	var out []maplayout.Table
	for _, t := range bySize {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b maplayout.Table) int { return int(a.Block - b.Block) })
	return out
}
