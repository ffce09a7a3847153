package holders

// The inner maps of a map of maps are a holder of their own; here they are
// swept and the outer map is not.
type Subscriptions struct {
	byTopic map[string]map[string]int64 // verdict: silent swept (nothing removes entries); reported
}

func NewSubscriptions() *Subscriptions {
	return &Subscriptions{byTopic: make(map[string]map[string]int64)}
}

func (s *Subscriptions) Subscribe(topic, client string, at int64) {
	if s.byTopic[topic] == nil {
		s.byTopic[topic] = make(map[string]int64)
	}
	s.byTopic[topic][client] = at
}

func (s *Subscriptions) Expire(topic string, before int64) {
	for client, at := range s.byTopic[topic] {
		if at < before {
			delete(s.byTopic[topic], client) // want `maps in Subscriptions.byTopic\[\] never shrink: entries are deleted in a loop and the maps are never replaced, so they keep their peak memory`
		}
	}
}

// Near miss: the emptied inner maps are dropped from the outer one, which
// gives them up; the outer map itself is swept by age.
type Reservations struct {
	byDay map[int64]map[string]bool // verdict: reported; silent kept (its owner is dropped)
}

func NewReservations() *Reservations {
	return &Reservations{byDay: make(map[int64]map[string]bool)}
}

func (r *Reservations) Reserve(day int64, guest string) {
	guests, ok := r.byDay[day]
	if !ok {
		guests = make(map[string]bool)
		r.byDay[day] = guests
	}
	guests[guest] = true
}

func (r *Reservations) Cancel(day int64, guests []string) {
	for _, g := range guests {
		delete(r.byDay[day], g)
	}
	if len(r.byDay[day]) == 0 {
		delete(r.byDay, day)
	}
}

func (r *Reservations) Past(today int64) {
	for day := range r.byDay {
		if day < today {
			delete(r.byDay, day) // want `map Reservations.byDay never shrinks`
		}
	}
}

// A slice of maps: the maps are elements of the holder.
type Wheel struct {
	slots []map[string]int64 // verdict: reported
}

func NewWheel(n int) *Wheel {
	w := &Wheel{slots: make([]map[string]int64, n)}
	for i := range w.slots {
		w.slots[i] = make(map[string]int64)
	}
	return w
}

func (w *Wheel) Put(i int, id string, at int64) { w.slots[i%len(w.slots)][id] = at }

func (w *Wheel) Turn(i int, before int64) {
	for id, at := range w.slots[i] {
		if at < before {
			delete(w.slots[i], id) // want `maps in Wheel.slots\[\] never shrink`
		}
	}
}

// Only a method that nobody calls gives the slot a new map.
type Ring struct {
	slots [60]map[string]int64 // verdict: reported
}

func NewRing() *Ring { return &Ring{} }

func (r *Ring) Put(i int, id string, at int64) {
	if r.slots[i%60] == nil {
		r.slots[i%60] = make(map[string]int64)
	}
	r.slots[i%60][id] = at
}

func (r *Ring) Expire(i int, before int64) {
	for id, at := range r.slots[i%60] {
		if at < before {
			delete(r.slots[i%60], id) // want `replaced only by Ring\.Turn`
		}
	}
}

func (r *Ring) Turn(i int) { r.slots[i%60] = make(map[string]int64) }
