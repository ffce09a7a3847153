// Package maplayout knows how the Go runtime lays out the tables of a map:
// how many bytes stay for each entry that a map held at its peak, and which
// allocation sizes its tables have in a heap profile.
//
// Only the tables are counted: what a key or an element points to is freed
// with the entry, the table is not (golang/go#20135). Keys and elements of
// more than 128 bytes are such pointees, and count as a pointer.
package maplayout

import (
	"go/token"
	"go/types"
	"go/version"
	"strings"
)

// Era says which implementation of maps a Go toolchain has.
type Era int

const (
	// Buckets is the implementation before Go 1.24: one array of 2^B buckets
	// of eight entries, and overflow buckets (runtime/map.go in Go 1.23).
	Buckets Era = iota

	// Swiss is the implementation of Go 1.24 and later: tables of up to 1,024
	// slots in groups of eight, which split when they are full
	// (internal/runtime/maps).
	Swiss
)

// EraOf returns the era of a Go version such as "go1.23", "1.23.4" or
// "go1.24rc1". A version that is empty or unknown counts as a recent one.
//
// It does not see experiments, which no released toolchain turns on by
// itself: noswissmap in Go 1.24 and 1.25, and mapsplitgroup in Go 1.27, which
// removes the padding between a key and its element.
func EraOf(goVersion string) Era {
	if !strings.HasPrefix(goVersion, "go") {
		goVersion = "go" + goVersion
	}
	if version.IsValid(goVersion) && version.Compare(goVersion, "go1.24") < 0 {
		return Buckets
	}
	return Swiss
}

// Range is a number of bytes that is known up to its bounds, both included.
type Range struct{ Min, Max float64 }

// minPeak is the smallest peak that PerEntry answers for. A smaller map has
// nothing worth freeing, and the rounding of its blocks varies more.
const minPeak = 1000

// PerEntry returns the bytes of tables that stay for each entry a map of type
// m held at its peak, after the entries have been deleted.
//
// The range covers every peak of 1,000 entries or more that the map grew to by
// inserts: tables double, so what stays swings by a factor of two with the
// peak. It includes the rounding to the allocator's size classes and, for
// Swiss, each table's header and its place in the directory. Left out are the
// map's header and, for Buckets, overflow buckets beyond those that the array
// brings along: measured as 12 to 18% more at Min, and nothing at Max.
//
// A map that loses and gains entries while it is near its peak, such as a
// sliding window, can keep more than Max for each entry of the peak, though
// never less than Min: a deleted slot may stay in use until its table grows,
// and the growth then splits tables that live entries would not have filled.
// Measured for map[uint64]uint64 and up to 3,000 windows of 10,000 entries or
// more: 1.5 times Max with Go 1.25 and later, 1.8 times with 1.23. Go 1.24
// was at 4.8 times then, and still growing: it never reclaims such a slot in
// place (pruneTombstones, new in Go 1.25).
//
// The sizes must be those of the gc compiler for the target, as in
// analysis.Pass.TypesSizes. ok is false when the size is unknown: the key or
// element contains a type parameter or an invalid type, or sizes is nil.
func PerEntry(m *types.Map, era Era, sizes types.Sizes) (r Range, ok bool) {
	u, ok := unitOf(m, era, sizes)
	if !ok {
		return Range{}, false
	}
	if era == Swiss {
		return u.swissRange(), true
	}
	return u.bucketsRange(), true
}

// Table is one table that a map can have.
type Table struct {
	// Entries is how many entries the table has room for before it grows:
	// 7/8 of the slots, or 6.5 for each bucket. A map of one group or bucket
	// fills all eight.
	Entries int64

	// Block is the size in bytes of the allocation that holds the table, after
	// rounding to a size class. It is what a heap profile calls "bytes", and
	// what AllocBytes/AllocObjects of a runtime.MemProfileRecord gives.
	Block int64

	// MayOverflow says that a block of this size can also be an overflow
	// bucket, which belongs to a larger table and adds no room to it.
	MayOverflow bool
}

// Tables returns the tables that maps of type m can have, in ascending order;
// no two have the same Block. A Swiss map of more than 896 entries has many
// tables, nearly all of the largest size; a Buckets map has one, and overflow
// buckets.
//
// Before Go 1.22 an array with pointers of less than 32 KiB can be one size
// class smaller than Tables says, since blocks had no headers then.
//
// The sizes and ok are those of PerEntry.
func Tables(m *types.Map, era Era, sizes types.Sizes) (tables []Table, ok bool) {
	u, ok := unitOf(m, era, sizes)
	if !ok {
		return nil, false
	}
	if era == Swiss {
		return u.swissTables(), true
	}
	return u.bucketsTables(), true
}

// A unit is the struct that the tables of a map type are arrays of: a group or
// a bucket.
type unit struct {
	size     int64 // in bytes
	pointers bool  // whether it contains pointers
	word     int64 // size of a pointer on the target, in bytes
}

const (
	unitSlots = 8   // abi.MapGroupSlots, formerly abi.MapBucketCount
	maxInline = 128 // abi.MapMaxKeyBytes and abi.MapMaxElemBytes
)

// unitOf builds the struct as the compiler does (MapGroupType in
// cmd/compile/internal/reflectdata/map.go, in Go 1.23 MapBucketType in
// reflect.go), so that alignment and the padding of a zero-size last field
// come out of sizes and not out of arithmetic here.
func unitOf(m *types.Map, era Era, sizes types.Sizes) (unit, bool) {
	if sizes == nil {
		return unit{}, false
	}
	key, keyPointers, ok := inline(m.Key(), sizes)
	if !ok {
		return unit{}, false
	}
	elem, elemPointers, ok := inline(m.Elem(), sizes)
	if !ok {
		return unit{}, false
	}
	var u *types.Struct
	if era == Swiss {
		slot := structOf(key, elem)
		u = structOf(types.Typ[types.Uint64], types.NewArray(slot, unitSlots))
	} else {
		u = structOf(
			types.NewArray(types.Typ[types.Uint8], unitSlots),
			types.NewArray(key, unitSlots),
			types.NewArray(elem, unitSlots),
			types.Typ[types.Uintptr], // the overflow bucket
		)
	}
	return unit{
		size:     sizes.Sizeof(u),
		pointers: keyPointers || elemPointers,
		word:     sizes.Sizeof(types.Typ[types.Uintptr]),
	}, true
}

// inline returns the type that stands in a slot for a key or element of type
// t, and whether it contains pointers. ok is false when the size of t is
// unknown.
func inline(t types.Type, sizes types.Sizes) (slot types.Type, pointers, ok bool) {
	pointers, ok = hasPointers(t)
	if !ok {
		return nil, false, false
	}
	size := sizes.Sizeof(t)
	if size < 0 { // too large for any machine
		return nil, false, false
	}
	if size > maxInline {
		return types.Typ[types.UnsafePointer], true, true
	}
	return t, pointers, true
}

func structOf(fields ...types.Type) *types.Struct {
	vars := make([]*types.Var, len(fields))
	for i, t := range fields {
		vars[i] = types.NewField(token.NoPos, nil, "_", t, false)
	}
	return types.NewStruct(vars, nil)
}

// hasPointers reports whether values of type t contain pointers. known is
// false when that, or the size of t, depends on a type parameter or on an
// invalid type.
func hasPointers(t types.Type) (has, known bool) {
	// The underlying type of a type parameter is its constraint, which would
	// pass for an interface.
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return false, false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() == types.String || t.Kind() == types.UnsafePointer, t.Kind() != types.Invalid
	case *types.Array:
		has, known := hasPointers(t.Elem())
		return has && t.Len() > 0, known && t.Len() >= 0
	case *types.Struct:
		for field := range t.Fields() {
			h, known := hasPointers(field.Type())
			if !known {
				return false, false
			}
			has = has || h
		}
		return has, true
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return true, true
	}
	return false, false
}
