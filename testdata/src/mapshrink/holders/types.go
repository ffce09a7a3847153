package holders

// A field of a generic type: one holder for all instances.
type Expiring[K comparable, V any] struct {
	entries map[K]expiringEntry[V] // verdict: reported
}

type expiringEntry[V any] struct {
	value V
	until int64
}

func NewExpiring[K comparable, V any]() *Expiring[K, V] {
	return &Expiring[K, V]{entries: make(map[K]expiringEntry[V])}
}

func (e *Expiring[K, V]) Put(k K, v V, until int64) {
	e.entries[k] = expiringEntry[V]{v, until}
}

func (e *Expiring[K, V]) Sweep(now int64) {
	for k, entry := range e.entries {
		if entry.until < now {
			delete(e.entries, k) // want `map Expiring.entries never shrinks`
		}
	}
}

// The instances are used in the package: still one holder, one report.
var (
	tokens  = NewExpiring[string, int]()
	offsets = NewExpiring[uint64, string]()
)

func Remember(token string, offset uint64, until int64) {
	tokens.Put(token, 1, until)
	offsets.Put(offset, token, until)
}

func Tidy(now int64) {
	tokens.Sweep(now)
	offsets.Sweep(now)
}

// Near miss: one instance replaces the map, so the field is replaced.
type Pages[K comparable] struct {
	at map[K]int64 // verdict: low emptied (it may often be empty)
}

func NewPages[K comparable]() *Pages[K] { return &Pages[K]{at: make(map[K]int64)} }

func (p *Pages[K]) Touch(k K, at int64) { p.at[k] = at }

func (p *Pages[K]) Evict(before int64) {
	for k, at := range p.at {
		if at < before {
			delete(p.at, k) // want `replaced only when it is empty`
		}
	}
	if len(p.at) == 0 {
		p.at = make(map[K]int64)
	}
}

// A named map type with methods.
type idSet map[string]int64

func (s idSet) add(id string, at int64) { s[id] = at }

func (s idSet) expire(before int64) {
	for id, at := range s {
		if at < before {
			delete(s, id) // want `map Dedup.ids never shrinks`
		}
	}
}

type Dedup struct {
	ids idSet // verdict: reported
}

func NewDedup() *Dedup { return &Dedup{ids: make(idSet)} }

func (d *Dedup) Saw(id string, at int64) { d.ids.add(id, at) }
func (d *Dedup) Expire(before int64)     { d.ids.expire(before) }

// An alias of a map type.
type clock = map[uint64]int64

type Timers struct {
	due clock // verdict: reported
}

func NewTimers() *Timers { return &Timers{due: clock{}} }

func (t *Timers) Set(id uint64, at int64) { t.due[id] = at }

func (t *Timers) Fire(now int64) (fired []uint64) {
	for id, at := range t.due {
		if at <= now {
			fired = append(fired, id)
			delete(t.due, id) // want `map Timers.due never shrinks`
		}
	}
	return fired
}

// A type parameter whose core type is a map.
type Boxed[M ~map[string]int64] struct {
	m M // verdict: reported
}

func NewBoxed[M ~map[string]int64]() *Boxed[M] { return &Boxed[M]{m: make(M)} }

func (b *Boxed[M]) Put(k string, at int64) { b.m[k] = at }

func (b *Boxed[M]) Sweep(before int64) {
	for k, at := range b.m {
		if at < before {
			delete(b.m, k) // want `map Boxed.m never shrinks`
		}
	}
}

// A set that embeds a named map type.
type members map[string]int64

type Room struct {
	members // verdict: reported
	topic   string
}

func NewRoom(topic string) *Room { return &Room{members: make(members), topic: topic} }

func (r *Room) Join(who string, at int64) { r.members[who] = at }

func (r *Room) Idle(before int64) {
	for who, at := range r.members {
		if at < before {
			delete(r.members, who) // want `map Room.members never shrinks`
		}
	}
}
