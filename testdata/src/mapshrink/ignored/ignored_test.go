package ignored

//lint:ignore mapshrink tests have no findings, and comments in them no problems
var inTest = map[string]int64{}

//lint:file-ignore mapshrink
func forgetInTest() {
	for k := range inTest {
		delete(inTest, k) //nolint:mapshrink
	}
}
