package fixes

// Each insert makes the map when it is nil.
type Lazy struct {
	at map[string]int64
}

var lazy = &Lazy{}

func (l *Lazy) Set(k string, at int64) {
	if l.at == nil {
		l.at = make(map[string]int64)
	}
	l.at[k] = at
}

func (l *Lazy) Get(k string) int64 { return l.at[k] }

func (l *Lazy) Expire(now int64) {
	for k, at := range l.at {
		if at < now {
			delete(l.at, k) // want `map Lazy.at never shrinks`
		}
	}
}

// Emptied.
type Lazily struct {
	at map[string]int64
}

var lazily = &Lazily{}

func (l *Lazily) Set(k string, at int64) {
	if l.at == nil {
		l.at = make(map[string]int64)
	}
	l.at[k] = at
}

func (l *Lazily) Forget() {
	for k := range l.at {
		delete(l.at, k) // want `map Lazily.at never shrinks`
	}
}

// The sweep stands between the test for nil and the insert: nil is not safe.
type Between struct {
	at map[string]int64
}

var between = &Between{}

func (b *Between) Set(k string, now int64) {
	if b.at == nil {
		b.at = make(map[string]int64)
	}
	for k, at := range b.at {
		if at < now {
			delete(b.at, k) // want `map Between.at never shrinks`
		}
	}
	b.at[k] = now
}
