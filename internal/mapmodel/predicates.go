package mapmodel

// A predicate is a question about code that is not plain semantics: it leaves a
// map out, or lets one in, that the words of the rules alone would not. Each is
// a row here, so that `go run ./internal/cmd/corpus ablate` can switch it off
// and show what it is good for. A row that changes nothing in two projects is
// deleted.
type predicate struct {
	name  string
	looks string // what it looks for
}

// predicates are in the order of the rules that they feed.
var predicates = []predicate{
	// swept
	{"literal rounds", "the number of rounds of a loop stands in the source"},
	{"written arguments", "a loop goes through arguments that are written out in the call"},
	{"decided outside", "a call through an interface that other packages implement"},
	{"excluded", "the arguments of a call keep it from coming to the removal"},
	{"to parent", "a recursion goes on with the parent of a node"},
	{"same key", "the key of the removal is the same in each round"},
	{"another owner", "each round removes from the map of another owner"},
	{"test support", "a function gets a testing.T, or its receiver has one"},
	// grows
	{"updates", "an insert only changes entries that are there"},
	{"sync.Once", "only a sync.Once runs the function"},
	// kept
	{"functional option", "a parameter is an owner in the making, given to an option"},
	{"in a caller", "the test for nil of a lazy making stands in a caller"},
	{"clone", "maps.Clone of the map itself keeps the capacity"},
	{"shutdown", "a function ends the life of the owner, by its name"},
	{"after a stop", "an event loop was left by a stop before"},
	{"one passage", "one call passes both a replacement and a removal or an insert"},
	{"every round", "a loop or a timer comes to a replacement in every round"},
	{"contents", "an exported function that nobody in view calls stores contents, or takes the old map"},
	{"on demand", "an owner is replaced only when somebody outside asks for it"},
	{"owner dropped", "what holds the owner lets go of it on the access path"},
	{"owners dropped", "every variable that keeps owners lets go of them"},
	{"shared pointer", "a field points to what many structs have in common"},
	// long-lived
	{"goroutine that ends", "a goroutine with an owner comes to an end, or is waited for"},
	{"endless function", "a function that does not return works with the owner, or has the map as a local variable"},
	// unbounded
	{"enumeration", "the keys are of a type with constants that lie close together"},
	{"fixed keys", "all keys that are inserted stand in the source"},
	{"array index", "a key is also an index into a small array"},
	{"limit before insert", "a test of the size stands before an insert"},
	{"semaphore", "a send on a channel of a small capacity stands before an insert"},
	{"limit in callers", "that test stands at every call of the function"},
	{"eviction", "entries are removed above a limit where others are inserted"},
	{"entry decides", "an entry decides by its age or number that it goes, not the size"},
	{"preset", "the limit is a setting with a default"},
	{"counter", "a number counts the entries"},
	{"sibling", "another collection grows with the map"},
	{"trims", "a sweep removes only what is above a limit"},
	{"trims a budget", "a sweep goes on as long as something is above a limit"},
	// not scratch
	{"pooled", "the map is put into a sync.Pool"},
	{"refilled", "the map is emptied and filled in one round"},
	{"exchange", "for each entry that leaves another one comes"},
	// reasons
	{"resource", "an entry has to be closed or stopped"},
	{"starts work", "a goroutine is started with each insert"},
	{"mirror", "a sweep removes what another collection does not have"},
	{"follows", "another map of the owner has the same keys"},
}

// off reports whether a predicate is switched off.
func (m *model) off(name string) bool { return m.without == name }

// Predicates returns the names of the predicates that feed a verdict.
func Predicates() []string {
	var names []string
	for _, p := range predicates {
		names = append(names, p.name)
	}
	return names
}

// Without returns the holders of the same packages as they would be if a
// predicate never held. The error tells of a bug in maplint.
func Without(h *Holder, predicate string) ([]*Holder, error) {
	r := &Result{passes: h.m.Passes()}
	err := r.guard(func() { r.index(modelOf(h.m.Program, predicate)) })
	return r.holders, err
}
