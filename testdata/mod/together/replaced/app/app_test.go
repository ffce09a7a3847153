package app

import (
	"testing"

	"example.test/together/replaced/store"
)

func Test(t *testing.T) {
	for c := open(); t.Failed(); {
		c.Tested = make(map[string]store.Row)
	}
}
