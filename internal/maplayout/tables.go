package maplayout

import "slices"

// maxSwissGroups is the number of groups of a table that splits instead of
// growing: maxTableCapacity in internal/runtime/maps/table.go is 1,024 slots.
const maxSwissGroups = 128

// swissTables returns the tables of 1, 2, 4, ... 128 groups.
func (u unit) swissTables() []Table {
	var tables []Table
	for groups := int64(1); groups <= maxSwissGroups; groups *= 2 {
		// One group alone needs no empty slot to end a probe.
		entries := int64(unitSlots)
		if groups > 1 {
			entries = groups * unitSlots * 7 / 8
		}
		tables = append(tables, Table{Entries: entries, Block: u.block(groups)})
	}
	return tables
}

// swissRange follows from two invariants that hold however the keys hash: no
// table holds more than 7/8 of 1,024 entries, and it takes one entry more than
// that to make two tables of one. (A third table between the two needs about
// half as many entries, so the ratio stays.)
//
// The bounds are reached by maps of one or two thousand entries only. Tables
// do not all split at the same peak: maps of 100,000 entries and more have been
// measured at 1.08 times Min to 0.94 times Max.
func (u unit) swissRange() Range {
	full := float64(maxSwissGroups * unitSlots * 7 / 8)
	block := float64(u.block(maxSwissGroups))
	// The table struct is 32 bytes, or 24 with 32-bit pointers. The directory
	// has a pointer for each table; two where some tables have split already
	// and others have not.
	word := float64(u.word)
	header := 16 + 2*word
	return Range{
		Min: (block + header + word) / full,
		Max: 2 * (block + header + 2*word) / (full + 1),
	}
}

// bucketsTables returns the arrays of 2^B buckets for every B that an address
// space has room for. From B = 4 on an array has 2^(B-4) buckets more, which
// are its first overflow buckets (makeBucketArray in runtime/map.go of Go
// 1.23).
func (u unit) bucketsTables() []Table {
	var tables []Table
	addressSpace := int64(1) << min(8*u.word, 48)
	for b := 0; ; b++ {
		n := int64(1) << b
		entries := n * 13 / 2
		if b == 0 {
			entries = unitSlots
		}
		if b >= 4 {
			n += n / 16
		}
		if u.size*n > addressSpace {
			return tables
		}
		tables = append(tables, Table{Entries: entries, Block: u.block(n), MayOverflow: b == 0})
	}
}

// bucketsRange looks at each array when it is full, and when the map has just
// grown into it.
func (u unit) bucketsRange() Range {
	var r Range
	tables := u.bucketsTables()
	for i, t := range tables {
		if t.Entries < minPeak {
			continue
		}
		block := float64(t.Block)
		full := block / float64(t.Entries)
		grown := block / float64(max(tables[i-1].Entries+1, minPeak))
		if r.Max == 0 {
			r = Range{Min: full, Max: grown}
		}
		r.Min = min(r.Min, full)
		r.Max = max(r.Max, grown)
	}
	return r
}

const (
	pageSize     = 8192
	maxSmall     = 32768 // a larger block is a number of pages
	mallocHeader = 8     // precedes a small block with pointers, since Go 1.22
)

// sizeClasses are the sizes of small blocks: runtime/sizeclasses.go, since Go
// 1.26 internal/runtime/gc/sizeclasses.go. They are the same on all targets,
// and in Go 1.21 to 1.27.
var sizeClasses = [...]int64{
	8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240,
	256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024,
	1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096,
	4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288,
	13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
}

// block returns the size of the allocation for an array of n units (mallocgc
// in runtime/malloc.go).
func (u unit) block(n int64) int64 {
	size := u.size * n
	if size > maxSmall-mallocHeader {
		return (size + pageSize - 1) / pageSize * pageSize
	}
	// Up to one bit for each word of a word of bits, the pointers are
	// described in the span instead: gc.MinSizeForMallocHeader.
	if u.pointers && size > u.word*u.word*8 {
		size += mallocHeader
	}
	i, _ := slices.BinarySearch(sizeClasses[:], size)
	return sizeClasses[i]
}

// Block returns the size of the allocation for a value of the given size on a
// 64-bit machine.
func Block(size int64, pointers bool) int64 {
	return unit{size: size, pointers: pointers, word: 8}.block(1)
}

// Grown returns the bytes of tables that a Swiss map of the given number of
// entries has at most if it grew to them by inserts and lost none: its groups
// have groupSize bytes each, on a 64-bit machine. A map with more has lost
// entries, or was made for more.
//
// Up to 896 entries it is exact. Beyond that tables split one by one, and it
// is the upper bound of PerEntry.
func Grown(groupSize int64, pointers bool, entries int64) int64 {
	u := unit{size: groupSize, pointers: pointers, word: 8}
	switch {
	case entries == 0:
		return 0
	case entries <= unitSlots:
		return u.block(1)
	}
	for _, t := range u.swissTables() {
		if t.Entries >= entries && t.Entries > unitSlots {
			return t.Block + 32 + 8
		}
	}
	return int64(float64(entries) * u.swissRange().Max)
}
