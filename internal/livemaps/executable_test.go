package livemaps

import (
	"errors"
	"testing"
)

func TestKnown(t *testing.T) {
	for goVersion, want := range map[string]bool{
		"go1.23.12":                      false,
		"go1.24.13":                      true,
		"go1.26.8 X:nodwarf5":            true,
		"go1.27rc1":                      true,
		"go1.27.4":                       true,
		"go1.28.0":                       false,
		"devel go1.27-0123abcd Thu Jan":  true,
		"devel go1.28-0123abcd Thu Jan":  false,
		"":                               false,
		"unknown":                        false,
		"go1.26-20260101-RC00 cl/123456": true,
	} {
		err := known(goVersion)
		if (err == nil) != want || err != nil && !errors.Is(err, ErrVersion) {
			t.Errorf("%q: %v, want known: %v", goVersion, err, want)
		}
	}
}
