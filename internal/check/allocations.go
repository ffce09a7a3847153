package check

import "go/token"

// Allocations are the places where a package allocates the tables of maps, for
// those who have a heap profile. Functions have the names that they have there.
type Allocations struct {
	// Modern says that the module of the package has the maps of Go 1.24 or
	// later.
	Modern    bool
	Functions []Function
	Sites     []Site
	Instances []Instance
}

// A Function is one with a body, also a literal: that has the name of the
// declared function around it.
type Function struct {
	Name string
	// Pos is where it begins, and Outer where the declared function around it
	// does. Each can be NoPos: package initializers have no syntax.
	Pos, Outer token.Pos
	Literal    bool
}

// A Site is a place where the table of a map is allocated: an insert, or a make
// with a size.
type Site struct {
	Place
	// Outer is where the declared function begins, or NoPos.
	Outer token.Pos
	Kind  SiteKind
	// Callee is the function that is called there, or empty.
	Callee string
	// Holder is the map, also one of another package. It is zero for local maps.
	Holder Declaration
	// Calls are those by which the map came here, the innermost first.
	Calls  []Place
	Tables *Tables
}

// SiteKind tells what allocates at a site.
type SiteKind uint8

const (
	// Direct: the statement itself.
	Direct SiteKind = iota
	// Known: a function of another package, which is called there and is known
	// to insert: maps.Copy.
	Known
	// Handed: perhaps a function of another package, which is called there and
	// given a map, or its variable's address.
	Handed
)

// A Place is a call or statement in a function.
type Place struct {
	Function string
	Pos, End token.Pos
}

// An Instance is the map that a field of a generic type is in one instance of
// the type.
type Instance struct {
	Package, Holder string
	Tables          *Tables
}

// Tables are the tables of a type of map, for maps of Go 1.24 or later (Swiss)
// and for those before. Both are empty where the size of an entry is not known.
type Tables struct{ Swiss, Buckets []Table }

// A Table is a size that the table of a map can have.
type Table struct {
	Entries int64 // that it has room for
	Block   int64 // bytes, as the allocator gives them
	// MayOverflow says that a block of this size can also be an overflow bucket,
	// which belongs to a larger table.
	MayOverflow bool
}
