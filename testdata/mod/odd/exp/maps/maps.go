// Package maps stands for the one from before there was one in the standard
// library.
package maps

// Clear removes all entries.
func Clear[M ~map[K]V, K comparable, V any](m M) { clear(m) }
