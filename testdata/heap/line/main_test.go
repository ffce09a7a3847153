package main

import "testing"

// TestFill is for a profile of a test: the package is not called main there.
func TestFill(t *testing.T) {
	for i := 0; i < 50_000; i++ {
		all.put(uint64(i))
	}
}
