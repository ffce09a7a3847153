package main

import (
	"go/version"
	"maps"
	"runtime"
	"testing"
)

// TestFacts checks what the rules and the documentation of maplint rest on.
func TestFacts(t *testing.T) {
	const freed = 1_000_000 // bytes: what 1,000 entries need, and to spare
	full := heldBy(filled)
	cloneKeeps := version.Compare(runtime.Version(), "go1.25") >= 0
	syncMapKeeps := version.Compare(runtime.Version(), "go1.24") < 0
	for _, test := range []struct {
		name  string
		do    func(table) table
		keeps bool
	}{
		{"delete every key", func(m table) table { deleteFrom(m, 0); return m }, true},
		{"delete most", func(m table) table { deleteFrom(m, few); return m }, true},
		{"maps.DeleteFunc", func(m table) table { maps.DeleteFunc(m, func(_, _ uint64) bool { return true }); return m }, true},
		{"clear", func(m table) table { clear(m); return m }, true},
		{"maps.Clone", func(m table) table { deleteFrom(m, few); return maps.Clone(m) }, cloneKeeps},
		{"copy", func(m table) table { deleteFrom(m, few); return rebuilt(m) }, false},
		{"make", func(table) table { return make(table) }, false},
		{"nil", func(table) table { return nil }, false},
	} {
		size := heldBy(func() table { return test.do(filled()) })
		if keeps := size > full*9/10; keeps != test.keeps || !keeps && size > freed {
			t.Errorf("%s: %d of %d bytes stay, want all: %v", test.name, size, full, test.keeps)
		}
	}
	if size := heldBy(emptiedSyncMap); size > freed != syncMapKeeps {
		t.Errorf("sync.Map: %d bytes stay, want any: %v", size, syncMapKeeps)
	}
}
