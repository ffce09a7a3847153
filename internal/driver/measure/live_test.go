package measure

import (
	"testing"

	"github.com/maplint/maplint/internal/livemaps"
)

func TestSplitHolder(t *testing.T) {
	for _, test := range []struct {
		kind      livemaps.Kind
		holder    string
		pkg, name string
	}{
		{livemaps.Variable, "main.table", "main", "table"},
		{livemaps.Variable, "main.inner[]", "main", "inner[]"},
		{livemaps.Field, "example.com/a.b/store.Cache.items[]", "example.com/a.b/store", "Cache.items[]"},
		{livemaps.Field, "main.Cache[int].items", "main", "Cache.items"},
		{livemaps.Field, "main.Cache[map[string][]int,example.com/x.T[bool]].rows[][]", "main", "Cache.rows[][]"},
		{livemaps.Captured, "main.run.seen", "", ""},
		{livemaps.Goroutine, "main.main", "", ""},
		{livemaps.Unknown, "", "", ""},
	} {
		pkg, name, ok := splitHolder(livemaps.Holder{Kind: test.kind, Name: test.holder})
		if pkg != test.pkg || name != test.name || ok != (test.pkg != "") {
			t.Errorf("%s %q: %q %q %v, want %q %q", test.kind, test.holder, pkg, name, ok, test.pkg, test.name)
		}
	}
}
