package mirror

// Mirror, case: it loses a key together with one that mirrors a list.
type Watches struct {
	stops  map[string]func() // verdict: low mirror (it mirrors another collection)
	latest map[string]int    // verdict: low mirror (its keys are also in Watches.stops)
}

func NewWatches() *Watches {
	return &Watches{stops: make(map[string]func()), latest: make(map[string]int)}
}

func (w *Watches) Watch(names map[string]bool) {
	for n := range names {
		if _, ok := w.stops[n]; !ok {
			w.stops[n] = func() {}
		}
	}
	for n := range w.stops {
		if !names[n] {
			delete(w.stops, n)  // want `Watches\.stops`
			delete(w.latest, n) // want `Watches\.latest`
		}
	}
}

func (w *Watches) Update(n string, v int) { w.latest[n] = v }

// Mirror, near miss: no other one tells what can be in it.
type Latest struct {
	latest map[string]int // verdict: reported
}

func NewLatest() *Latest { return &Latest{latest: make(map[string]int)} }

func (l *Latest) Keep(names map[string]bool) {
	for n := range l.latest {
		if !names[n] {
			delete(l.latest, n) // want `Latest\.latest`
		}
	}
}

func (l *Latest) Update(n string, v int) { l.latest[n] = v }
