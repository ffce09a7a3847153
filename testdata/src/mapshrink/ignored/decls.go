package ignored

type stamp struct{ done bool }

// Comments at declarations; the sweeps are in sweeps.go.
type Decls struct {
	//lint:ignore mapshrink clients are few
	above  map[string]int64 // verdict: likely
	behind map[string]int64 //nolint:mapshrink // verdict: likely
	miss   map[string]int64 // verdict: likely
	// doc has two sweeps.
	//
	//nolint:maplint // clients are few
	doc map[string]int64 // verdict: likely
	//lint:ignore mapshrink clients are few
	both, too map[string]int64 // verdict: likely, likely
	// byTopic is a map of maps.
	//
	//lint:ignore mapshrink topics are few
	byTopic map[string]map[string]int64 // verdict: silent 1, likely

	//lint:ignore mapshrink nothing is wrong here // problem: silences nothing
	fine  map[string]int64 // verdict: silent 1
	next  uint64
	maybe map[uint64]*stamp //lint:ignore mapshrink nobody waits for thousands // verdict: possible 10
	// unsure is a near miss: only -possible tells of it.
	unsure map[uint64]*stamp // verdict: possible 10
}

//nolint:mapshrink // a type as a whole
type Whole struct {
	at map[string]int64 // verdict: likely
}

var (
	//lint:ignore mapshrink clients are few
	table = map[string]int64{} // verdict: likely
	other = map[string]int64{} // verdict: likely
)

//lint:ignore mapshrink // problem: silences nothing
type Near struct {
	at map[string]int64 // verdict: likely
}
