package explain

import (
	"testing"

	"github.com/maplint/maplint/internal/driver"
)

func TestMatches(t *testing.T) {
	pkg := &driver.Package{Path: "example.com/m/store", Name: "store"}
	for _, test := range []struct {
		query, holder string
		exact, match  bool
	}{
		{"Cache.items", "Cache.items", true, true},
		{"Cache.items", "Cache.items[]", false, true},
		{"Cache.items[]", "Cache.items[]", true, false}, // no regular expression
		{"store.Cache.items", "Cache.items", true, true},
		{"example.com/m/store.table", "table", true, true},
		{"items", "Cache.items", false, true},
		{"^items", "Cache.items", false, false},
		{"m/store", "table", false, true},
	} {
		exact, match := newQuery(test.query).matches(pkg, test.holder)
		if exact != test.exact || match != test.match {
			t.Errorf("%s matches %s: %t, %t", test.query, test.holder, exact, match)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"abc", "", 3}, {"", "abc", 3}, {"items", "itms", 1},
		{"items", "tiems", 2}, {"kitten", "sitting", 3},
	} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d", test.a, test.b, got)
		}
	}
}
