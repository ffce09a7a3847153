// Package warm has maps with integer keys.
package warm

var (
	primes = map[int]bool{}   // want: reported: a million deletes are a sweep
	slots  = map[int]string{} // want: silent: sixteen rounds are no sweep
	flags  = map[bool]int{}   // want: silent: two keys
	bytes  = map[byte]int{}   // want: silent: 256 keys
	roots  = map[int]int{}    // want: reported: iterates over an integer
)

var kinds = [...]string{"disk", "net", "cpu"}

var byKind = map[string]int{} // want: silent: the keys are elements of an array

func Fill(n int) {
	for i := 0; i < n; i++ {
		primes[i] = i%2 == 1
		roots[i*i] = i
	}
}

func Drop() {
	n := 1_000_000
	for i := 0; i < n; i++ {
		delete(primes, i)
	}
}

func DropRoots(n int) {
	for i := range n {
		delete(roots, i*i)
	}
}

func SetSlot(i int, s string) { slots[i] = s }

func DropSlots() {
	for i := 0; i < 16; i++ {
		delete(slots, i)
	}
}

func Count(data []byte, even bool) {
	for _, b := range data {
		bytes[b]++
		flags[even]++
	}
	for i := range kinds {
		byKind[kinds[i]] += len(data)
	}
}

func Forget() {
	for b := range bytes {
		delete(bytes, b)
	}
	for f := range flags {
		delete(flags, f)
	}
	for k := range byKind {
		delete(byKind, k)
	}
}
