// Owners holds a map in each of the ways that maplint live names.
package main

import (
	"fmt"
	"runtime"
	"strconv"
	"sync/atomic"

	"livetest/self"
)

type cache struct {
	name  string
	items map[string]*int
}

type store struct {
	hot, cold cache
	handlers  map[string]handler
}

type handler interface{ serve(int) }

type session struct{ users map[int]string }

func (s *session) serve(i int) { delete(s.users, i) }

func (s *session) forget(i int) { clear(s.users) }

type router struct{ routes []func(int) }

// Large enough that the heap keeps its type.
type worker struct {
	pad  [100]string
	jobs map[uint16]*int
}

// Small: found by its layout.
type lone struct {
	a, b, c, d, e, f, g int
	seen                map[[3]int32]*lone
}

type named map[int]float64

var (
	variable  = make(map[int]int)
	byName    = make(named)
	pointer   = &store{}
	owners    []*cache
	byKey     = make(map[string]cache)
	inner     = make(map[string]map[int]string)
	iface     handler
	value     any
	routes    router
	snapshot  atomic.Pointer[map[int]int8]
	array     [3]struct{ m map[int]int32 }
	indirect  = make(map[[200]byte]*int)
	unrelated = []string{"", ""}
)

func fill[K comparable, V any](m map[K]V, key func(int) K, n, keep int) map[K]V {
	var v V
	for i := range n {
		m[key(i)] = v
	}
	for i := keep; i < n; i++ {
		delete(m, key(i))
	}
	return m
}

func id(i int) int { return i }

//go:noinline
func handlers() {
	captured := fill(make(map[int]bool), id, 5000, 3)
	routes.routes = append(routes.routes, func(i int) { delete(captured, i) })
	replaced := fill(make(map[int]uint16), id, 6000, 3)
	routes.routes = append(routes.routes, func(i int) { replaced = map[int]uint16{i: 1} })
	byValue := &session{users: fill(make(map[int]string), id, 700, 7)}
	routes.routes = append(routes.routes, byValue.forget)
	known = append(known, self.Of("captured main.handlers.captured", captured),
		self.Of("captured main.handlers.replaced", replaced), self.Of("field main.session.users", byValue.users))
}

//go:noinline
func work(w *worker, l *lone, jobs chan int) {
	known = append(known, self.Of("field main.worker.jobs", w.jobs), self.Of("field main.lone.seen by layout", l.seen))
	jobs <- 0
	for range jobs {
	}
	runtime.KeepAlive(w)
	runtime.KeepAlive(l)
}

var known []self.Map

func main() {
	fill(variable, id, 100_000, 5)
	fill(byName, id, 1000, 0)
	pointer.hot.items = fill(make(map[string]*int), strconv.Itoa, 20_000, 10)
	pointer.cold.items = fill(make(map[string]*int), strconv.Itoa, 9, 9)
	for i := range 3 {
		owners = append(owners, &cache{items: fill(make(map[string]*int), strconv.Itoa, 100*(i+1), 1)})
	}
	byKey["a"] = cache{items: fill(make(map[string]*int), strconv.Itoa, 3000, 0)}
	for i := range 50 {
		inner[strconv.Itoa(i)] = fill(make(map[int]string), id, 10*i, 1)
	}
	iface = &session{users: fill(make(map[int]string), id, 4000, 2)}
	value = fill(make(map[int8]bool), func(i int) int8 { return int8(i) }, 200, 200)
	shared := fill(make(map[int]int8), id, 1500, 20)
	snapshot.Store(&shared)
	array[2].m = fill(make(map[int]int32), id, 2500, 30)
	fill(indirect, func(i int) (k [200]byte) { k[i%200] = byte(i/200 + 1); return k }, 1200, 0)
	handlers()

	jobs := make(chan int)
	go work(&worker{jobs: fill(make(map[uint16]*int), func(i int) uint16 { return uint16(i) }, 7000, 4)},
		&lone{seen: fill(make(map[[3]int32]*lone), func(i int) [3]int32 { return [3]int32{int32(i)} }, 8000, 0)}, jobs)
	<-jobs

	onStack := fill(make(map[int]uint64), id, 9000, 6)
	header := make(map[int]uint32)
	for i := range 10_000 {
		header[i] = 1
	}
	known = append(known,
		self.Of("variable main.variable", variable),
		self.Of("variable main.byName", byName),
		self.Of("field main.cache.items", pointer.hot.items),
		self.Of("field main.cache.items", pointer.cold.items),
		self.Of("field main.cache.items", byKey["a"].items),
		self.Of("variable main.inner", inner),
		self.Of("field main.session.users", iface.(*session).users),
		self.Of("variable main.value", value.(map[int8]bool)),
		self.Of("variable main.snapshot", shared),
		self.Of("variable main.array[].m", array[2].m),
		self.Of("variable main.indirect", indirect),
		self.Of("goroutine main.main", onStack),
		self.Of("goroutine main.main", header),
	)
	for _, o := range owners {
		known = append(known, self.Of("field main.cache.items", o.items))
	}
	for _, m := range inner {
		if len(m) > 0 {
			known = append(known, self.Of("variable main.inner[]", m))
		}
	}
	self.Report(known...)
	fmt.Println(len(onStack), len(header), unrelated)
	close(jobs)
}
