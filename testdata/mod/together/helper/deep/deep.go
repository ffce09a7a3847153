// Package deep has what the helpers of util call.
package deep

func Drop[M ~map[K]V, K comparable, V any](m M, k K) { delete(m, k) }

func Expire[K comparable, V any](m map[K]V, old func(V) bool) {
	for k, v := range m {
		if old(v) {
			delete(m, k)
		}
	}
}
