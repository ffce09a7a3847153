package ignored

func (d *Decls) See(topic string, at int64, keys ...string) {
	if d.byTopic[topic] == nil {
		d.byTopic[topic] = make(map[string]int64)
	}
	for _, k := range keys {
		d.above[k], d.behind[k], d.miss[k], d.doc[k] = at, at, at, at
		d.both[k], d.too[k] = at, at
		d.byTopic[topic][k] = at
		table[k], other[k] = at, at
	}
}

func (d *Decls) Forget(topic string, before int64) {
	for k, at := range d.above {
		if at < before {
			delete(d.above, k)
		}
	}
	for k, at := range d.behind {
		if at < before {
			delete(d.behind, k)
		}
	}
	for k, at := range d.miss {
		if at < before {
			delete(d.miss, k) // want `Decls.miss`
		}
	}
	for k, at := range d.doc {
		if at < before {
			delete(d.doc, k)
		}
	}
	for k, at := range d.both {
		if at < before {
			delete(d.both, k)
			delete(d.too, k)
		}
	}
	for k, at := range d.byTopic[topic] {
		if at < before {
			delete(d.byTopic[topic], k)
		}
	}
	for k, at := range table {
		if at < before {
			delete(table, k)
		}
	}
	for k, at := range other {
		if at < before {
			delete(other, k) // want `other`
		}
	}
}

// A second sweep of the same map needs no second comment.
func (d *Decls) Prune(after int64) {
	for k, at := range d.doc {
		if at > after {
			delete(d.doc, k)
		}
	}
}

func NewDecls() *Decls { return &Decls{} }

func (d *Decls) Find(k string) { d.fine[k] = 1 }

func (d *Decls) Wait() {
	d.next++
	d.maybe[d.next] = new(stamp)
}

func (d *Decls) WaitUnsure() {
	d.next++
	d.unsure[d.next] = new(stamp)
}

func (d *Decls) Done() {
	for n, s := range d.maybe {
		if s.done {
			delete(d.maybe, n)
		}
	}
	for n, s := range d.unsure {
		if s.done {
			delete(d.unsure, n) // want `map Decls.unsure never shrinks`
		}
	}
}

func NewWhole() *Whole { return &Whole{} }

func (w *Whole) See(at int64, keys ...string) {
	for _, k := range keys {
		w.at[k] = at
	}
}

func (w *Whole) Forget(before int64) {
	for k, at := range w.at {
		if at < before {
			delete(w.at, k)
		}
	}
}

func NewNear() *Near { return &Near{} }

func (w *Near) See(at int64, keys ...string) {
	for _, k := range keys {
		w.at[k] = at
	}
}

func (w *Near) Forget(before int64) {
	for k, at := range w.at {
		if at < before {
			delete(w.at, k) // want `Near.at`
		}
	}
}
