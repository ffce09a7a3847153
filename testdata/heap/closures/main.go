// Closures inserts in function literals, one in the other, in a goroutine, in a
// deferred call, in a package variable, and with a method value.
package main

import "example.com/heap/internal/heap"

var seen = make(map[uint64]uint64)

var note = func(k uint64) {
	seen[k] = k
}

type log struct {
	lines   map[uint64]uint32
	nested  map[uint64][2]uint64
	spawned map[uint64][3]uint64
	later   map[uint64][4]uint64
}

func (l *log) put(k uint64) { l.lines[k] = 1 }

func (l *log) run(n int) {
	put := l.put
	each(n, func(i int) {
		put(uint64(i))
		each(1, func(int) {
			l.nested[uint64(i)] = [2]uint64{}
		})
	})
	done := make(chan bool)
	go func() {
		defer func() {
			for i := 0; i < n; i++ {
				l.later[uint64(i)] = [4]uint64{}
			}
			close(done)
		}()
		for i := 0; i < n; i++ {
			l.spawned[uint64(i)] = [3]uint64{}
		}
	}()
	<-done
}

func each(n int, f func(int)) {
	for i := 0; i < n; i++ {
		f(i)
	}
}

func (l *log) remove(k uint64) {
	delete(l.lines, k)
	delete(l.nested, k)
	delete(l.spawned, k)
	delete(l.later, k)
	delete(seen, k)
}

var all = &log{map[uint64]uint32{}, map[uint64][2]uint64{}, map[uint64][3]uint64{}, map[uint64][4]uint64{}}

func main() {
	heap.Run(func(n int) {
		all.run(n)
		for i := 0; i < n; i++ {
			note(uint64(i))
		}
		for i := 0; i < n; i++ {
			all.remove(uint64(i))
		}
	})
}
