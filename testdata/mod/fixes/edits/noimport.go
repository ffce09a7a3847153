package fixes // no import yet

// Package variables, one of an anonymous struct.
var table = make(map[string]int64)

var reg struct {
	names map[uint32]string
}

func Set(k string, at int64) { table[k] = at }

func Expire(now int64) {
	for k, at := range table {
		if at < now {
			delete(table, k) // want `map table never shrinks`
		}
	}
}

func init() { reg.names = make(map[uint32]string) }

func Name(id uint32, s string) { reg.names[id] = s }

func Forget(ids []uint32) {
	for _, id := range ids {
		delete(reg.names, id) // want `map reg.names never shrinks`
	}
}
