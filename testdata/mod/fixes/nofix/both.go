package nofix

// One sweep stands in a generated file, and the other can't be mended.
type Both struct{ at map[string]int64 }

func NewBoth() *Both { return &Both{at: make(map[string]int64)} }

func (b *Both) Set(k string, at int64) { b.at[k] = at }

func (b *Both) DropAll(keys []string) {
	for _, k := range keys {
		b.drop(k)
	}
}

func (b *Both) drop(k string) {
	delete(b.at, k) // want `no automatic fix: the loop is in another function than the deletes$`
}
