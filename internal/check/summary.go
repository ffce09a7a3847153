package check

// A Summary is what a package has to do with the maps and the functions of
// others: from the summaries of all packages a driver learns which of them
// have to be judged together. It refers to nothing of its package, so that it
// can be stored.
type Summary struct {
	// Touches are the operations on maps that other packages declare.
	Touches []Touch `json:",omitempty"`
	// Helpers are the functions that work on the maps given to them.
	Helpers []Helper `json:",omitempty"`
	// Hands are the maps that functions of other packages are given.
	Hands []Hand `json:",omitempty"`
}

// A Name names a map, or a function, of a package.
type Name struct {
	// Package is the import path.
	Package string
	// Name is the name as messages write it: Cache.Items, Default, or
	// Index.ByTopic[] for maps; Prune or Set.Drop for functions.
	Name string
}

// A Touch is what a package does to a map that another one declares.
type Touch struct {
	Name
	// What is a kind of operation, or "sweep" for a removal in a loop.
	What string
}

// A Helper is a function that other packages can call and that does something
// to a map that it was given.
type Helper struct {
	// Name is that of the function, What is "insert", "remove", "empty" or
	// "replace".
	Name, What string
}

// A Hand is a call by which a package hands a map to a function of another
// package.
type Hand struct {
	// To is the function.
	To Name
	// Map is the map, also one of a third package. It is zero where the map
	// was given to the function By.
	Map Name `json:",omitzero"`
	// By is the function that other packages can call and that hands on what
	// it is given, as Helper.Name has it.
	By string `json:",omitempty"`
}
