package heapprof

import (
	"cmp"
	"go/types"
	"path"
	"slices"

	"github.com/maplint/maplint/internal/maplayout"
)

// A Guess is a line that seems to fill a map, by the sizes of its blocks.
type Guess struct {
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int64  `json:"line"`
	// Bytes are those of blocks that have sizes of tables, Besides those of
	// the others.
	Bytes   int64 `json:"bytes"`
	Besides int64 `json:"besides"`
	// Entries is how many the tables have room for.
	Entries int64 `json:"entries"`
	// Slot is the size of a key with its element, in bytes, as tables of such
	// sizes would have it.
	Slot int64 `json:"slot"`
	// Swiss says that these are tables of Go 1.24 or later.
	Swiss bool `json:"swiss"`
}

// A shape is a size of slots with the tables that they make.
type shape struct {
	slot   int64
	swiss  bool
	tables map[int64]maplayout.Table
}

// shapes are those of maps whose keys are whole words or 32 bits, up to the
// largest that stand in a table, and whose elements are that or a byte.
func shapes() []shape {
	sizes := types.SizesFor("gc", "amd64")
	words := func(n int64) types.Type { return types.NewArray(types.Typ[types.Uint64], n) }
	small := []types.Type{types.Typ[types.Uint32], types.Typ[types.Uint8]}
	var out []shape
	add := func(key, elem types.Type) {
		m := types.NewMap(key, elem)
		for _, era := range []maplayout.Era{maplayout.Swiss, maplayout.Buckets} {
			tables, _ := maplayout.Tables(m, era, sizes)
			s := shape{sizes.Sizeof(key) + sizes.Sizeof(elem), era == maplayout.Swiss, make(map[int64]maplayout.Table)}
			for _, t := range tables {
				s.tables[t.Block] = t
			}
			out = append(out, s)
		}
	}
	for n := int64(2); n <= 32; n++ {
		add(words(min(n-1, 16)), words(max(n-16, 1)))
	}
	for _, elem := range small {
		add(types.Typ[types.Uint32], elem)
		for n := int64(1); n <= 4; n++ {
			add(words(n), elem)
		}
	}
	add(words(1), words(0))
	return out
}

// AnyTables returns the tables of maps whose type is not known. Where several
// types have tables of one size it is that with the most entries: large maps
// have tables of the largest size. Left out are tables of one group or bucket,
// which have sizes that many other things have.
func AnyTables(era maplayout.Era) []maplayout.Table {
	bySize := make(map[int64]maplayout.Table)
	for _, s := range shapes() {
		if s.swiss != (era == maplayout.Swiss) {
			continue
		}
		for _, t := range s.tables {
			if t.Entries > 8 && t.Entries > bySize[t.Block].Entries {
				bySize[t.Block] = t
			}
		}
	}
	var out []maplayout.Table
	for _, t := range bySize {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b maplayout.Table) int { return cmp.Compare(a.Block, b.Block) })
	return out
}

// helpers are packages whose functions insert into maps that they are given:
// the line that calls them tells more.
var helpers = map[string]bool{
	"maps": true, "iter": true, "reflect": true, "golang.org/x/exp/maps": true, "k8s.io/utils/maps": true,
}

// IsHelper reports whether the functions of a package insert into maps that
// they are given.
func IsHelper(pkg string) bool { return helpers[pkg] }

// Guesses returns the lines whose blocks look like tables of maps, the largest
// first. It knows no types: blocks of other things can have the same sizes.
func (p *Profile) Guesses() []Guess {
	type line struct {
		fn, file string
		line     int64
	}
	shapes := shapes()
	blocks := make(map[line]map[int64]Sample) // by block size
	var frames []Frame
	for _, s := range p.Samples {
		frames = p.Frames(frames[:0], &s)
		i := slices.IndexFunc(frames, func(f Frame) bool { return !helpers[f.Pkg] })
		if i < 0 || s.Block == 0 || isRuntime(frames[i].Func) {
			continue
		}
		f := frames[i]
		at := line{f.Func, path.Base(f.File), f.Line}
		if blocks[at] == nil {
			blocks[at] = make(map[int64]Sample)
		}
		sum := blocks[at][s.Block]
		sum.Bytes += s.Bytes
		sum.Objects += s.Objects
		blocks[at][s.Block] = sum
	}
	// Of several shapes that explain as much, tables of the largest size are
	// more likely; an array of buckets can be twice as long with half the slot,
	// but few maps have slots of less than a word.
	best := func(swiss bool) (out []Guess, sum int64) {
		for at, sizes := range blocks {
			var most Guess
			for _, s := range shapes {
				if s.swiss != swiss {
					continue
				}
				if g, ok := s.guess(sizes); ok && (g.Bytes > most.Bytes || g.Bytes == most.Bytes && (g.Entries > most.Entries) == swiss) {
					most = g
				}
			}
			if most.Bytes > 0 {
				most.Function, most.File, most.Line = at.fn, at.file, at.line
				out = append(out, most)
				sum += most.Bytes
			}
		}
		return out, sum
	}
	out, swiss := best(true)
	// The sizes of the newer tables are many, and those of the older ones few:
	// what these explain much better is theirs.
	if old, sum := best(false); p.Go != "" && maplayout.EraOf(p.Go) == maplayout.Buckets || p.Go == "" && sum > 2*swiss {
		out = old
	}
	slices.SortFunc(out, func(a, b Guess) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Function, b.Function), cmp.Compare(a.Line, b.Line), cmp.Compare(a.File, b.File))
	})
	return out
}

// guess tells what blocks would be if they were tables of this shape. It needs
// a size that little else has, or two sizes.
func (s shape) guess(sizes map[int64]Sample) (Guess, bool) {
	g := Guess{Slot: s.slot, Swiss: s.swiss}
	found, odd := 0, false
	for size, sum := range sizes {
		t, ok := s.tables[size]
		switch {
		case !ok || t.Entries <= 8 && !t.MayOverflow:
			g.Besides += sum.Bytes
			continue
		case t.MayOverflow:
			g.Bytes += sum.Bytes
			continue
		}
		found++
		odd = odd || size >= 4096 && size&(size-1) != 0 && (sum.Objects > 1 || !s.swiss)
		g.Bytes += sum.Bytes
		g.Entries += sum.Objects * t.Entries
	}
	return g, found > 1 || found == 1 && odd
}
