package ignored

type stamp struct{ done bool }

// Comments at declarations; the sweeps are in sweeps.go.
type Decls struct {
	//lint:ignore mapshrink clients are few
	above  map[string]int64 // verdict: reported
	behind map[string]int64 //nolint:mapshrink // verdict: reported
	miss   map[string]int64 // verdict: reported
	// doc has two sweeps.
	//
	//nolint:maplint // clients are few
	doc map[string]int64 // verdict: reported
	//lint:ignore mapshrink clients are few
	both, too map[string]int64 // verdict: reported; reported
	// byTopic is a map of maps.
	//
	//lint:ignore mapshrink topics are few
	byTopic map[string]map[string]int64 // verdict: silent swept (nothing removes entries); reported

	//lint:ignore mapshrink nothing is wrong here // problem: silences nothing
	fine  map[string]int64 // verdict: silent swept (nothing removes entries)
	next  uint64
	maybe map[uint64]*stamp //lint:ignore mapshrink nobody waits for thousands // verdict: reported
	// unsure is a near miss: no comment is about it.
	unsure map[uint64]*stamp // verdict: reported
}

//nolint:mapshrink // a type as a whole
type Whole struct {
	at map[string]int64 // verdict: reported
}

var (
	//lint:ignore mapshrink clients are few
	table = map[string]int64{} // verdict: reported
	other = map[string]int64{} // verdict: reported
)

//lint:ignore mapshrink // problem: silences nothing
type Near struct {
	at map[string]int64 // verdict: reported
}
